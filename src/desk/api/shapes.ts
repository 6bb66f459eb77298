/** Shapes of answers, for the description and for the types of who makes them. */

import { z } from 'zod';

export const amount = z
  .string()
  .regex(/^-?\d+$/)
  .meta({ description: '金额（分）whole fen in decimal digits' });
export const instantText = z.iso.datetime().meta({ description: 'UTC' });
export const bilingual = z.object({ zh: z.string(), en: z.string() });
export const id = z.string().max(64);

const amounts = z.record(z.string(), amount);

export const adjudicationShape = z.object({
  home: z.string(),
  plan: z.object({ id: z.string(), version: z.string(), hash: z.string() }),
  decidedFor: z.string(),
  total: amount,
  byPayer: amounts.meta({ description: '谁来付 adds up to the total' }),
  till: z
    .object({ due: amount, difference: amount })
    .optional()
    .meta({ description: '现金取整 what the patient hands over in place of the exact cash' }),
  byReason: amounts.meta({ description: '为什么 adds up to the total' }),
  lines: z.array(z.looseObject({ lineId: z.string(), submitted: amount, eligible: amount })),
  layers: z
    .array(z.object({ id: z.string(), payer: z.string(), base: amount, paid: amount }))
    .optional(),
  steps: z.array(z.looseObject({ rule: z.string(), result: amount, text: bilingual })),
  usageBefore: z.looseObject({ year: z.int() }),
  usageAfter: z.looseObject({ year: z.int() }),
});

export const trialShape = z.looseObject({
  outcome: z.string().meta({ description: '`adjudicated`, or why not' }),
  adjudication: adjudicationShape.optional(),
  needsReview: z.boolean().optional(),
  findings: z.array(z.looseObject({ rule: z.string() })).optional(),
  reasons: z.array(z.looseObject({ code: z.string(), path: z.string() })).optional(),
  failed: z.array(z.looseObject({ name: z.string() })).optional(),
});

export const stepShape = z.object({
  step: z.int(),
  at: instantText,
  state: z.string(),
  event: z.string(),
  sentence: bilingual,
  interaction: z.string().optional(),
  cancellable: z.enum(['freely', 'by-reversal', 'no']),
});

export const visitShape = z.object({
  id,
  provider: z.string(),
  billNumber: z.string(),
  now: stepShape,
  steps: z.array(stepShape),
  settlement: z.string().optional(),
  isOver: z.boolean(),
  decided: trialShape.optional(),
  result: z.looseObject({ outcome: z.string() }).optional(),
  failure: z.looseObject({ code: z.string() }).optional(),
});

export const settlementShape = z.looseObject({
  settlement: z.string(),
  outcome: z.enum(['processed', 'in-progress', 'not-found']),
  state: z.string().optional(),
});

export const readerShape = z.object({
  name: z.string(),
  kind: z.string(),
  slots: z.array(
    z.object({ index: z.int(), purpose: z.enum(['holder', 'sam']), name: z.string() }),
  ),
});

export const grantShape = z.object({
  id,
  name: z.string(),
  origin: z.string(),
  scopes: z.array(z.string()),
  madeAt: instantText,
});
