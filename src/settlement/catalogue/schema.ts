/** The catalogue as a document: what `schemas/catalogue.schema.json` publishes. */

import { z } from 'zod';
import { MEMBER_CATEGORIES } from '../../model/index.ts';
import {
  bilingual,
  clauseText,
  countyCode,
  dateText,
  freeText,
  itemCode,
  lastDayText,
  partName,
  priceText,
  providerCode,
  providerLevel,
  quantityText,
  ratioText,
  title,
} from '../document/shapes.ts';
import { ITEM_KINDS } from './catalogue.ts';

/** Items of one catalogue: all that a text of DOCUMENT_TOKENS_MAX can hold, read in some six seconds. Larger ones come as tables. */
export const CATALOGUE_ITEMS_MAX = 50_000;
/** Diagnoses that one item is restricted to or for: the longest restriction of the drug list names a score of diseases. */
export const DIAGNOSES_MAX = 100;
/** Shares of one item: five person types in twenty regions. */
const SHARES_MAX = 100;
/** Own codes in a text catalogue: one hospital's worth. */
const HOSPITAL_CODES_MAX = 50_000;
export const AGE_YEARS_MAX = 150;
export const USE_DAYS_MAX = 3_660;

const byLevel = (description: string) =>
  z
    .strictObject({
      all: priceText.optional(),
      village: priceText.optional(),
      township: priceText.optional(),
      county: priceText.optional(),
      prefecture: priceText.optional(),
      province: priceText.optional(),
    })
    .meta({ description });

/** The beginning of an ICD-10 code: a chapter letter and two digits at least. */
export const DIAGNOSIS_PREFIX = /^[A-Z]\d{2}(?:\.[0-9x]{0,3}(?:x\d{0,3})?)?$/;
const diagnoses = z
  .array(z.string().regex(DIAGNOSIS_PREFIX, { error: 'field.code' }))
  .min(1)
  .max(DIAGNOSES_MAX)
  .meta({ description: 'ICD-10 codes, or their beginnings' });

const period = z
  .strictObject({ from: dateText, until: lastDayText })
  .meta({ description: '起止日期 first and last day of this period' });

const age = z.int().min(0).max(AGE_YEARS_MAX);
const days = z.int().min(1).max(USE_DAYS_MAX);

const restriction = z
  .strictObject({
    diagnoses: diagnoses.optional(),
    sex: z.enum(['male', 'female']).optional(),
    ageMin: age.optional(),
    ageMax: age.optional(),
    levels: z.array(providerLevel).min(1).max(5).optional(),
  })
  .meta({ description: '限定支付 payable only within (lmt_used_flag)' });

const usual = z
  .strictObject({
    indications: diagnoses.optional(),
    dailyQuantity: quantityText.optional().meta({ description: '日用量上限' }),
    supplyDays: days.optional().meta({ description: '开药天数上限' }),
    examinationGroup: partName.optional().meta({ description: '检查组 of equal examinations' }),
    repeatDays: days.optional().meta({ description: '检查结果互认天数' }),
    prescriptionRight: partName.optional().meta({ description: '所需处方权' }),
  })
  .meta({ description: '常规用法 what is usual; only controls look at it' });

const share = z.strictObject({
  region: z
    .string()
    .regex(/^(?:\*|\d{6})$/, { error: 'field.code' })
    .meta({ description: '参合地：县、地（××××00）、省（××0000），或 *' }),
  personType: z.enum([...MEMBER_CATEGORIES, '*']).meta({ description: '人员类别，或 *' }),
  share: ratioText,
  effective: period.optional(),
});

const item = z.strictObject({
  code: itemCode,
  name: bilingual,
  kind: z.enum(ITEM_KINDS).optional().meta({ description: '项目类别 (list_type)' }),
  class: z.enum(['A', 'B', 'C']).meta({ description: '甲、乙、丙类 chrgitm_lv 01 / 02 / 03' }),
  selfPayFirst: ratioText
    .optional()
    .meta({ description: '乙类先行自付比例 class B only (selfpay_prop)' }),
  shares: z
    .array(share)
    .max(SHARES_MAX)
    .optional()
    .meta({ description: '按参合地、人员类别另定的先行自付比例 (1319)' }),
  ceiling: byLevel('限价（元）all, or one for each level (hilist_pric_uplmt_amt)').optional(),
  price: byLevel('核定价格（元）all, or one for each level').optional(),
  essential: z.boolean().optional().meta({ description: '基本药物 (bas_medn_flag)' }),
  tcm: z.boolean().optional().meta({ description: '中医药' }),
  restriction: restriction.optional(),
  usual: usual.optional(),
  effective: period.optional(),
});

const hospitalCode = z
  .strictObject({
    provider: providerCode,
    hospitalCode: freeText(150).meta({ description: '院内编码 (fixmedins_hilist_id)' }),
    code: itemCode,
    effective: period.optional(),
  })
  .meta({ description: '院内编码对照 (3301)' });

export const CATALOGUE_HEAD = {
  id: partName,
  version: partName,
  county: z.strictObject({ code: countyCode, name: bilingual }),
  effective: z.strictObject({ from: dateText, until: lastDayText }),
  source: z
    .strictObject({ document: title, ...clauseText })
    .meta({ description: '出处 where classes, shares and ceilings stand' }),
};

export const CATALOGUE_DOCUMENT = z
  .strictObject({
    format: z.literal('onecard-catalogue/1'),
    ...CATALOGUE_HEAD,
    items: z.array(item).min(1).max(CATALOGUE_ITEMS_MAX),
    hospitalCodes: z.array(hospitalCode).max(HOSPITAL_CODES_MAX).optional(),
  })
  .meta({
    title: 'OneCard catalogue 1',
    description: '就医地医保目录 what is payable in the county of treatment',
  });

export type CatalogueDocument = z.output<typeof CATALOGUE_DOCUMENT>;
export type ItemDocument = CatalogueDocument['items'][number];
