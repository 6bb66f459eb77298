/** The plan as a document: what `schemas/plan.schema.json` publishes. docs/plans.md explains it. */

import { z } from 'zod';
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
import { institutionClasses } from './institutionSchema.ts';
import { clauseName, LAYERS_MAX, layer } from './layerSchema.ts';

/** Versions of one plan: half a century of yearly revisions. */
export const VERSIONS_MAX = 50;
/** Clauses of one plan: the longest county measures have about a hundred articles. */
export const CLAUSES_MAX = 500;

const roundingMode = z
  .enum(['half-up', 'half-even', 'down', 'up'])
  .meta({ description: '四舍五入 / 四舍六入五成双 / 舍去 / 进一' });

const rounding = z
  .strictObject({
    line: roundingMode.meta({ description: '单价 × 数量' }),
    selfPayFirst: roundingMode.meta({ description: '乙类先行自付 share of a class B item' }),
    ratio: roundingMode.meta({ description: '补偿比例 when a ratio is applied' }),
    ratioApplied: z
      .enum(['in-total', 'per-line'])
      .meta({ description: '比例按总额一次计算，或逐行计算 once, or line by line' }),
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
  institutionClasses,
  layers: z.array(layer).min(1).max(LAYERS_MAX),
  remainder: z
    .strictObject({ payer: z.literal('cash'), clause: clauseName })
    .meta({ description: '各层补偿后的余额由谁支付 who pays what no layer paid' }),
});

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
    leftOut: z
      .array(z.strictObject({ clause: clauseName, reason: bilingual }))
      .max(CLAUSES_MAX)
      .meta({ description: '来源提到但本方案不计算的条款及理由 provisions not computed' }),
    versions: z.array(version).min(1).max(VERSIONS_MAX),
  })
  .meta({ title: 'OneCard plan 1', description: '参合地补偿方案 the rules of a home county' });

export type PlanDocument = z.output<typeof PLAN_DOCUMENT>;
export type VersionDocument = PlanDocument['versions'][number];
