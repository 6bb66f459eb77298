/**
 * 监管规则 as a part of a plan: which controls a county runs on a bill before money is decided, with
 * which figures, and what follows from a finding. A control that is left out is not run, and
 * `controlsNotRun` names it.
 */

import { z } from 'zod';
import { amountText, partName, ratioText } from '../document/shapes.ts';

/** Days of any interval that a control looks back: a year and its leap day. */
export const INTERVAL_DAYS_MAX = 366;

/** What follows from a finding, the hardest first. */
export const VERDICTS = ['refuse', 'deduct-from-hospital', 'review', 'warn'] as const;
export type Verdict = (typeof VERDICTS)[number];

const clause = partName.meta({ description: '条款 name of an entry of clauses' });

const verdict = z.enum(VERDICTS).meta({
  description:
    '处理：拒付（病人自费）、由医疗机构承担、转复核、提示 the fund does not pay, the hospital bears it, a person looks at it, the clerk is told',
});

const visits = z
  .array(z.enum(['inpatient', 'outpatient']))
  .min(1)
  .max(2)
  .optional()
  .meta({ description: '适用就诊类别；缺省为住院和门诊 both when absent' });

const days = (max: number) => z.int().min(0).max(max);

function control<Figures extends z.core.$ZodShape>(description: string, figures: Figures) {
  return z
    .strictObject({ verdict, clause, visits, ...figures })
    .optional()
    .meta({ description });
}

/** One figure for all levels, or one for each of the five. */
function byLevel<Figure extends z.ZodType>(figure: Figure) {
  return z.union([
    z.strictObject({ all: figure }),
    z.strictObject({
      village: figure,
      township: figure,
      county: figure,
      prefecture: figure,
      province: figure,
    }),
  ]);
}

/** 扣减范围: the whole line, or only what lies beyond the figure. */
const takes = z
  .enum(['whole-line', 'excess'])
  .meta({ description: '整行，或仅超出部分 the whole line, or what lies beyond the limit' });

export const CONTROLS_DOCUMENT = z
  .strictObject({
    identity: control('身份核对：姓名、合作医疗证号与参合人不符 identity', {}),
    'institution-designation': control('机构当年未定点，或不在名册 not designated that year', {}),
    'institution-suspended': control('机构在暂停期内 institution suspended', {}),
    'institution-level': control('账单机构级别与名册不符 level differs from the register', {}),
    'doctor-on-file': control('医师未备案，或不属该机构 doctor not on file there', {
      missingDoctor: z
        .enum(['ignore', 'find'])
        .meta({ description: '明细未写医师时：不查，或作为问题 a line that names no doctor' }),
    }),
    'doctor-suspended': control('医师处方权暂停期内 doctor suspended', {}),
    'prescription-right': control('医师没有该项目所需的处方权 no right to prescribe the item', {}),
    'catalogue-match': control('目录匹配：编码不在就医地目录 not in the catalogue that day', {}),
    'code-mapping': control('院内编码对照不符（串换项目）hospital code stands for another item', {
      unmapped: z
        .enum(['ignore', 'find'])
        .meta({ description: '院内编码没有对照时 a hospital code that is not mapped' }),
    }),
    'price-ceiling': control('超过限价 above the ceiling of the level', { takes }),
    'listed-price': control('超过核定价格 above the price of the level', { takes }),
    'restricted-diagnosis': control('限定疾病 payable for certain diagnoses only', {}),
    'restricted-sex': control('限定性别 payable for one sex only', {}),
    'restricted-age': control('限定年龄 payable within an age only', {}),
    'restricted-level': control('限定机构级别 payable at certain levels only', {}),
    'restricted-declared': control('医院申报不符合限定条件 the hospital declared it outside', {}),
    'unrelated-to-diagnosis': control('用药、检查与诊断不符 unrelated to the diagnoses', {}),
    'daily-quantity': control('日用量超常规 more than the routine of a day', { takes }),
    'supply-days': control('开药天数超限 more days of supply than allowed', { takes }),
    'repeated-examination': control('重复检查（含他院近期检查互认）repeated examination', {
      acrossInstitutions: z
        .boolean()
        .meta({ description: '是否查其他机构 examinations elsewhere count too' }),
    }),
    'self-paid-share': control('自费药品占比超限 share of self-paid drugs', {
      limit: byLevel(ratioText).meta({ description: '自费药品费占药品费的上限' }),
      counts: z.enum(['class-c', 'class-c-and-self-pay-first']).meta({
        description: '自费药品：丙类，或另加乙类先行自付 what counts as self-paid',
      }),
    }),
    'stay-overlap': control('住院期间重叠 stays that overlap', {
      outpatientDuringStay: z
        .enum(['ignore', 'find'])
        .meta({ description: '住院期间的门诊 outpatient visits during a stay' }),
    }),
    readmission: control('短期内同病再入院（分解住院）same disease again within days', {
      withinDays: days(INTERVAL_DAYS_MAX),
      sameInstitution: z
        .boolean()
        .meta({ description: '仅查同一机构 only the same institution counts' }),
    }),
    'length-of-stay': control('住院天数超标 days of stay above the limit', {
      limit: byLevel(z.int().min(1).max(INTERVAL_DAYS_MAX)),
    }),
    'daily-cost': control('床日费用超标 cost of a bed-day above the limit', {
      limit: byLevel(amountText).meta({ description: '每床日费用上限（元）' }),
    }),
  })
  .meta({ description: '监管规则：逐项列出；未列出的不检查' });

export type ControlsDocument = z.output<typeof CONTROLS_DOCUMENT>;
export type ControlName = keyof ControlsDocument;
