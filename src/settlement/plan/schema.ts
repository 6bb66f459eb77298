/** The plan as a document: what `schemas/plan.schema.json` publishes. docs/plans.md explains it. */

import { z } from 'zod';
import { CONTROLS_DOCUMENT } from '../controls/schema.ts';
import {
  amountText,
  bilingual,
  clauseText,
  countyCode,
  dateText,
  lastDayText,
  partName,
  title,
} from '../document/shapes.ts';
import { crossCounty, institutionClasses } from './schema/institutions.ts';
import { LAYERS_MAX, layer } from './schema/layers.ts';
import { clauseName, condition, roundingMode } from './schema/shapes.ts';
import { funding, yearEnd } from './schema/yearEnd.ts';

/** Versions of one plan: half a century of yearly revisions. */
export const VERSIONS_MAX = 50;
/** Clauses of one plan: the longest county measures have about a hundred articles. */
export const CLAUSES_MAX = 500;
/** Days into the new year: a reversal later than a year is a matter of review, not of a desk. */
const VOIDING_DAYS_MAX = 366;
/** Codes of one list of diseases: a whole chapter of ICD-10 by its three-character categories. */
const CODES_MAX = 1000;
/** Hours that a settlement may wait for its card: a year, after which the books of the year are closed. */
const WITHOUT_CARD_HOURS_MAX = 8760;

/** 角、五角、元: the coins and notes that a till gives change in. */
const CASH_UNITS = ['0.10', '0.50', '1.00'] as const;

const rounding = z
  .strictObject({
    line: roundingMode.meta({ description: '单价 × 数量' }),
    selfPayFirst: roundingMode.meta({ description: '乙类先行自付 share of a class B item' }),
    ratio: roundingMode.meta({ description: '补偿比例 when a ratio is applied' }),
    ratioApplied: z.enum(['in-total', 'per-band', 'per-line']).meta({
      description: '比例按总额一次取整、逐段取整，或逐行取整 once, band by band, or line by line',
    }),
    clause: clauseName,
  })
  .meta({ description: '取整 to whole fen; no default' });

const clause = z
  .strictObject({
    document: partName.meta({ description: '来源文件 name of an entry of documents' }),
    article: title.optional().meta({ description: '第几条 which part of the document' }),
    ...clauseText,
  })
  .meta({ description: '条款：出处，或假定及理由' });

const version = z.strictObject({
  version: partName,
  from: z.strictObject({ date: dateText, clause: clauseName }),
  until: z.strictObject({ date: lastDayText, clause: clauseName }),
  rounding,
  lineTolerance: z
    .strictObject({ amount: amountText, clause: clauseName })
    .meta({ description: '明细金额与单价乘数量允许的差额' }),
  catalogueSplit: z
    .strictObject({
      order: z.enum(['ceiling-first', 'self-pay-first']),
      clause: clauseName,
    })
    .meta({ description: '先扣超限价，或先扣乙类先行自付' }),
  annualTotals: z
    .strictObject({ from: z.enum(['centre', 'centre-or-card', 'unused']), clause: clauseName })
    .meta({
      description: '年内累计取自中心；离线时也可取自卡；或不用 whose count of the year is used',
    }),
  crossYearStay: z
    .strictObject({
      deductible: z.enum(['keep-old', 'pay-difference', 'pay-again']),
      countsAdmission: z.boolean(),
      clause: clauseName,
    })
    .meta({
      description:
        '跨年度住院：沿用旧年起付线、补差额、重新支付；是否计一次住院 a stay that began in an earlier insurance year',
    }),
  capFilling: z
    .strictObject({ order: z.enum(['class-a-first', 'by-amount']), clause: clauseName })
    .optional()
    .meta({ description: '封顶时先用甲类，再用乙类，或按金额比例 which lines fill the cap' }),
  preAdmission: z
    .strictObject({
      days: z.int().min(1).max(30),
      lines: z.enum(['examinations', 'all']),
      clause: clauseName,
    })
    .optional()
    .meta({ description: '入院前几日的门诊检查纳入住院 outpatient examinations before admission' }),
  controls: CONTROLS_DOCUMENT.optional(),
  crossCounty: crossCounty.optional(),
  payAfterTreatment: z
    .strictObject({ when: condition, clause: clauseName })
    .optional()
    .meta({ description: '先诊疗后付费 who pays no deposit' }),
  underpayment: z
    .strictObject({ refundedBy: z.enum(['hospital', 'fund']), clause: clauseName })
    .optional()
    .meta({ description: '少报退还：审核发现少补时由谁退还' }),
  withoutCard: z
    .strictObject({
      afterHours: z.int().min(1).max(WITHOUT_CARD_HOURS_MAX),
      // biome-ignore lint/suspicious/noThenProperty: as the document says it
      then: z.enum(['post-and-review', 'reverse']), // oxlint-disable-line unicorn/no-thenable
      clause: clauseName,
    })
    .optional()
    .meta({ description: '中心已入账而未写卡：多少小时后入账并转复核，或冲正；不写则一直等卡' }),
  voiding: z
    .discriminatedUnion('acrossYears', [
      z.strictObject({ acrossYears: z.enum(['allowed', 'refused']), clause: clauseName }),
      z.strictObject({
        acrossYears: z.literal('within-days'),
        days: z.int().min(1).max(VOIDING_DAYS_MAX),
        clause: clauseName,
      }),
    ])
    .optional()
    .meta({
      description:
        '跨年度退费冲正：允许、不允许，或次年若干日内 reversal of a settlement of an earlier insurance year',
    }),
  institutionClasses,
  layers: z.array(layer).min(1).max(LAYERS_MAX),
  remainder: z
    .strictObject({
      payer: z.literal('cash'),
      cashRounding: z
        .strictObject({ unit: z.enum(CASH_UNITS), rounding: roundingMode, clause: clauseName })
        .optional()
        .meta({
          description:
            '现金取整到角、五角或元，差额另列误差；不写即不取整 what the till takes, the difference in an account of its own; absent: exact',
        }),
      clause: clauseName,
    })
    .meta({ description: '各层补偿后的余额由谁支付 who pays what no layer paid' }),
  yearEnd: yearEnd.optional(),
  funding: funding.optional(),
});

const named = { name: bilingual, clause: clauseName };

export const PLAN_DOCUMENT = z
  .strictObject({
    format: z.literal('onecard-plan/1'),
    id: partName,
    name: bilingual,
    county: z.strictObject({ code: countyCode, name: bilingual, clause: clauseName }),
    decidingDate: z
      .strictObject({ is: z.enum(['admission', 'discharge', 'settlement']), clause: clauseName })
      .meta({ description: '以哪一日确定方案版本与参合年度 picks version and insurance year' }),
    insuranceYear: z.strictObject({ is: z.literal('calendar-year'), clause: clauseName }),
    documents: z
      .record(partName, z.strictObject({ title }))
      .meta({ description: '来源文件 the documents that clauses stand in, or are missing from' }),
    clauses: z
      .record(partName, clause)
      .refine((clauses) => Object.keys(clauses).length <= CLAUSES_MAX, { error: 'field.too-many' }),
    diseases: z
      .record(
        partName,
        z.strictObject({
          ...named,
          codes: z
            .array(
              z
                .string()
                .regex(/^[A-Z]\d{2}(?:\.[0-9x]{1,3}(?:x\d{3})?)?$/, { error: 'field.code' }),
            )
            .min(1)
            .max(CODES_MAX)
            .meta({
              description:
                'ICD-10 医保版编码；较短者包含其下全部 a shorter code holds all below it',
            }),
        }),
      )
      .optional()
      .meta({ description: '病种目录 lists of diseases' }),
    attributes: z
      .record(partName, z.strictObject(named))
      .optional()
      .meta({ description: '人员标识 what the register says of a person beyond the category' }),
    leftOut: z
      .array(z.strictObject({ clause: clauseName, reason: bilingual }))
      .max(CLAUSES_MAX)
      .meta({ description: '来源提到但本方案不计算的条款及理由 provisions not computed' }),
    versions: z.array(version).min(1).max(VERSIONS_MAX),
  })
  .meta({ title: 'OneCard plan 1', description: '参合地补偿方案 the rules of a home county' });

export type PlanDocument = z.output<typeof PLAN_DOCUMENT>;
export type VersionDocument = PlanDocument['versions'][number];
