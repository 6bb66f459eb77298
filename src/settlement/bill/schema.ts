/** The bill as a document: what `schemas/bill.schema.json` publishes. */

import { z } from 'zod';
import { BILL_LINES_MAX } from '../../limits.ts';
import { FILING_KINDS, SPECIAL_CARES } from '../../model/index.ts';
import {
  amountText,
  assessedGrade,
  countyCode,
  dateText,
  freeText,
  itemCode,
  memberNumber,
  priceText,
  providerCode,
  providerLevel,
  quantityText,
  serialText,
} from '../document/shapes.ts';

/** Diagnoses of one visit: the main one and fifteen others, as on a discharge record's front page. */
export const DIAGNOSES_MAX = 16;

/** Days of one supply: prescriptions for chronic diseases reach twelve weeks; a year is beyond any. */
export const SUPPLY_DAYS_MAX = 366;

/** Operations of one stay, as on the front page of a discharge record. */
const PROCEDURES_MAX = 16;

const diagnosis = z
  .string()
  .regex(/^[A-Z]\d{2}(?:\.[0-9x]{1,3}(?:x\d{3})?)?[+*]?$/, { error: 'field.code' })
  .meta({ description: 'ICD-10 (医保版) 疾病诊断编码 (dise_codg)' });

/** A line of a bill, and of what a stay is charged. */
export const BILL_LINE = z.strictObject({
  lineId: serialText.meta({ description: '明细序号 unique in the bill (feedetl_sn)' }),
  itemCode,
  hospitalItemCode: freeText(150).meta({ description: '院内编码 (medins_list_codg)' }),
  name: freeText(200).meta({ description: '项目名称 as the hospital names it' }),
  chargedOn: dateText.meta({ description: '费用发生日期 civil day of the charge (fee_ocur_time)' }),
  unitPrice: priceText.meta({ description: '单价（元）at most 6 decimals (pric)' }),
  quantity: quantityText.meta({ description: '数量 at most 4 decimals (cnt)' }),
  isPreAdmission: z
    .literal(true)
    .optional()
    .meta({ description: '入院前门诊检查，随住院结算 before the admission (er_flag 2)' }),
  submitted: amountText.meta({ description: '明细金额（元）(det_item_fee_sumamt)' }),
  doctorCode: serialText
    .optional()
    .meta({ description: '开单医师代码 doctor who ordered it (orders_dr_code)' }),
  supplyDays: z
    .int()
    .min(1)
    .max(SUPPLY_DAYS_MAX)
    .optional()
    .meta({ description: '用药天数 days the supply is meant to last (prd_days)' }),
  restrictedUse: z.enum(['met', 'not-met']).optional().meta({
    description: '是否符合限定支付条件 the restriction is met or not (hosp_appr_flag 1, 2)',
  }),
});

export const BILL_PROVIDER = z.strictObject({
  code: providerCode,
  name: freeText(200).meta({ description: '机构名称' }),
  county: countyCode.meta({ description: '就医地 county of treatment (mdtrtarea_admvs)' }),
  level: providerLevel,
  grade: assessedGrade.optional(),
  isDesignated: z.boolean().meta({ description: '是否定点 designated by its county' }),
});

export const BILL_VISIT = z.strictObject({
  kind: z
    .enum(['inpatient', 'outpatient'])
    .meta({ description: '就诊类别 med_type 21 住院 / 11 普通门诊' }),
  admittedOn: dateText.meta({ description: '入院日期' }),
  dischargedOn: dateText.meta({ description: '出院日期' }),
  diagnoses: z.array(diagnosis).min(1).max(DIAGNOSES_MAX),
  referralNumber: serialText.optional().meta({ description: '转诊单号' }),
  care: z.enum(SPECIAL_CARES).optional().meta({
    description:
      '急诊、意外伤害、分娩、计划生育、慢性病、特殊病；普通就诊不写 med_type 13 19 24 51 52 53 14',
  }),
  procedures: z
    .array(z.string().regex(/^\d{2}\.\d{1,2}(?:x\d{3})?$/, { error: 'field.code' }))
    .min(1)
    .max(PROCEDURES_MAX)
    .optional()
    .meta({ description: 'ICD-9-CM-3 手术操作编码 (oprn_oprt_code)' }),
  delivery: z
    .enum(['natural', 'caesarean'])
    .optional()
    .meta({ description: '顺产、剖宫产 of a childbirth' }),
  filing: z
    .strictObject({ kind: z.enum(FILING_KINDS), filedOn: dateText })
    .optional()
    .meta({ description: '异地就医备案：类别与日期 (2501)' }),
});

export const BILL_PATIENT = z.strictObject({
  name: freeText(50).meta({ description: '患者姓名' }),
  memberNumber,
});

export const BILL_DOCUMENT = z
  .strictObject({
    $schema: z.string().max(500).optional(),
    format: z.literal('onecard-bill/1'),
    billNumber: serialText.meta({ description: '医院账单号 the hospital system’s bill number' }),
    provider: BILL_PROVIDER,
    visit: BILL_VISIT,
    patient: BILL_PATIENT,
    lines: z.array(BILL_LINE).min(1).max(BILL_LINES_MAX),
    total: amountText.meta({ description: '总费用 equals the sum of the lines (medfee_sumamt)' }),
  })
  .meta({
    title: 'OneCard bill 1',
    description: '医院账单 what the hospital charges for one visit',
  });

export type BillDocument = z.output<typeof BILL_DOCUMENT>;
