/**
 * The shapes that all documents share. A pattern's message is the rule it stands for, so that a
 * broken shape comes out in both languages; the published JSON Schemas carry the patterns.
 */

import { z } from 'zod';
import { TEXT_CHARACTERS_MAX } from '../../limits.ts';
import { HOSPITAL_GRADES, PROVIDER_LEVELS } from '../../model/index.ts';
import { plainDate } from '../../time.ts';
import type { DocumentRule } from './rules.ts';

function shaped(pattern: RegExp, rule: DocumentRule, description: string) {
  return z.string().regex(pattern, { error: rule }).meta({ description });
}

/**
 * Digits are bounded so that every value, scaled to whole units, stays below 2^53 and thus inside
 * the integers of canonical CBOR; the national messages allow one digit more (16,2 16,6 16,4).
 */
export const amountText = shaped(
  /^-?(?:0|[1-9]\d{0,12})(?:\.\d{1,2})?$/,
  'field.not-an-amount',
  '金额（元）amount in yuan, decimal text',
);
export const priceText = shaped(
  /^-?(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/,
  'field.not-a-price',
  '单价（元）price in yuan, decimal text',
);
export const quantityText = shaped(
  /^-?(?:0|[1-9]\d{0,9})(?:\.\d{1,4})?$/,
  'field.not-a-quantity',
  '数量 quantity, decimal text',
);
export const ratioText = shaped(
  /^(?:100(?:\.0{1,4})?|(?:0|[1-9]\d?)(?:\.\d{1,4})?)%$/,
  'field.not-a-ratio',
  '比例 ratio from 0% to 100%, exact',
);

function isRealDate(text: string): boolean {
  try {
    plainDate(text);
    return true;
  } catch {
    return false;
  }
}

export const dateText = z
  .string()
  .regex(/^(?:19|20|21)\d{2}-\d{2}-\d{2}$/, { error: 'field.not-a-date', abort: true })
  .refine(isRealDate, { error: 'field.not-a-date' })
  .meta({ description: '日期 civil date in China, YYYY-MM-DD' });

/** The last day of a period, or `open` while no successor is published. */
export const lastDayText = z
  .string()
  .regex(/^(?:open|(?:19|20|21)\d{2}-\d{2}-\d{2})$/, { error: 'field.not-a-date', abort: true })
  .refine((text) => text === 'open' || isRealDate(text), { error: 'field.not-a-date' })
  .meta({ description: '截止日期（含当日），或 open：新版公布前一直有效 last day, or open' });

export const countyCode = shaped(
  /^\d{6}$/,
  'field.code',
  '行政区划代码 county code (GB/T 2260 form)',
);
export const providerCode = shaped(
  /^[0-9A-Z]{12}$/,
  'field.code',
  '定点医药机构编码 institution code (fixmedins_code)',
);
export const memberNumber = shaped(
  /^\d{6}(?:-\d{1,4}){5}$/,
  'field.code',
  '合作医疗证号 member number: county-township-village-group-household-member',
);
export const itemCode = shaped(
  /^[0-9A-Z][0-9A-Za-z.-]{0,49}$/,
  'field.code',
  '医保目录编码 national item code (med_list_codg)',
);
/** Names that documents give to their own parts. */
export const partName = shaped(
  /^[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?$/,
  'field.code',
  'name of a part: lower-case letters, digits, hyphens, dots, at most 40',
);
/** Numbers that a hospital system gives out. */
export const serialText = shaped(
  /^[0-9A-Za-z][0-9A-Za-z._-]{0,29}$/,
  'field.code',
  'letters, digits, dot, underscore, hyphen; at most 30',
);

export function freeText(charactersMax: number = TEXT_CHARACTERS_MAX) {
  return z.string().min(1).max(charactersMax);
}

export const bilingual = z.strictObject({
  zh: freeText().meta({ description: '中文' }),
  en: freeText().meta({ description: 'English' }),
});

export const providerLevel = z
  .enum(PROVIDER_LEVELS)
  .meta({ description: '机构级别：村、乡镇、县、地（州、市）、省（自治区）' });

/** 医院等级 as an institution has it. */
export const assessedGrade = z
  .enum(HOSPITAL_GRADES)
  .exclude(['ungraded'])
  .meta({ description: '医院等级：一级、二级、三级；未定级不写 (medinslv)' });

/** Half of what an explanation can carry as the name of a document, in two languages. */
const TITLE_CHARACTERS_MAX = 100;

/** Title of a document, or of a part of one. */
export const title = z.strictObject({
  zh: freeText(TITLE_CHARACTERS_MAX).meta({ description: '中文' }),
  en: freeText(TITLE_CHARACTERS_MAX).meta({ description: 'English' }),
});

/** What a clause says, and why it had to be assumed where no source says it. */
export const clauseText = {
  text: bilingual.meta({ description: '条款内容 what the clause says' }),
  assumed: bilingual.optional().meta({
    description: '假定：来源未载明，说明理由 present when no source gives it: the reason',
  }),
};
