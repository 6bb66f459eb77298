/** Golden cases of a plan as a document: what `schemas/cases.schema.json` publishes. docs/plan-cases.md explains it. */

import { z } from 'zod';
import {
  FILING_KINDS,
  MEMBER_CATEGORIES,
  PAYERS,
  type Payer,
  REASONS,
  SPECIAL_CARES,
} from '../../model/index.ts';
import {
  amountText,
  assessedGrade,
  countyCode,
  dateText,
  freeText,
  partName,
  priceText,
  providerLevel,
  ratioText,
  serialText,
} from '../document/shapes.ts';
import { ENTRIES_MAX } from '../plan/schema/shapes.ts';

/** Cases of one plan: thirty rules, ten sides each. */
export const CASES_MAX = 300;
/** Steps of one derivation: a screen. */
const STEPS_MAX = 30;

const diseaseCode = z
  .string()
  .regex(/^[A-Z]\d{2}(?:\.[0-9x]{1,3}(?:x\d{3})?)?$/, { error: 'field.code' });

const common = {
  name: freeText().meta({ description: '情形 what this case is about' }),
  rules: z
    .array(z.string().regex(/^R(?:[1-9]|1\d|2[0-5])$/, { error: 'field.code' }))
    .max(ENTRIES_MAX)
    .optional()
    .meta({ description: '规则编号 rules of the table in docs/plans.md' }),
  arithmetic: z
    .array(freeText())
    .min(1)
    .max(STEPS_MAX)
    .meta({ description: '手算过程，逐步 the arithmetic, step by step, in words and figures' }),
};

const counters = z
  .record(z.string().max(80), amountText)
  .meta({ description: '累计项，元；次数写作 0.01 的倍数 yuan' });

const visit = z.strictObject({
  county: countyCode.optional().meta({ description: '就医地；缺省为参合县' }),
  level: providerLevel.optional(),
  grade: assessedGrade.optional(),
  designated: z.boolean().optional(),
  kind: z.enum(['inpatient', 'outpatient']).optional(),
  care: z.enum(SPECIAL_CARES).optional(),
  admittedOn: dateText.optional(),
  dischargedOn: dateText.optional(),
  settledOn: dateText.optional().meta({ description: '缺省为出院日期 the day of discharge' }),
  diagnoses: z.array(diseaseCode).min(1).max(ENTRIES_MAX).optional(),
  referralNumber: serialText.optional(),
  filing: z.strictObject({ kind: z.enum(FILING_KINDS), filedOn: dateText }).optional(),
  procedures: z.array(z.string().max(20)).min(1).max(ENTRIES_MAX).optional(),
  delivery: z.enum(['natural', 'caesarean']).optional(),
});

const person = z.strictObject({
  category: z.enum(MEMBER_CATEGORIES).optional(),
  bornOn: dateText.optional(),
  attributes: z.array(partName).max(ENTRIES_MAX).optional(),
  certificates: z.array(diseaseCode).max(ENTRIES_MAX).optional(),
  account: amountText.optional().meta({ description: '家庭账户余额' }),
});

const year = z.strictObject({
  deductible: amountText.optional().meta({ description: '年内已付起付线' }),
  benefit: amountText.optional().meta({ description: '年内已补偿' }),
  admissions: z.int().min(0).max(400).optional(),
  counters: counters.optional(),
});

const line = z.strictObject({
  class: z.enum(['A', 'B', 'C']),
  amount: amountText,
  selfPayFirst: ratioText.optional().meta({ description: '乙类先行自付' }),
  ceiling: priceText.optional(),
  essential: z.boolean().optional(),
  tcm: z.boolean().optional(),
  kind: z.enum(['drug', 'examination']).optional(),
  chargedOn: dateText.optional().meta({ description: '缺省为入院日期 the day of admission' }),
  refused: amountText
    .optional()
    .meta({ description: '监管拒付 what the controls leave to the patient' }),
  hospital: amountText
    .optional()
    .meta({ description: '监管扣减，由医疗机构承担 what they put on the hospital' }),
  before: z.literal(true).optional().meta({ description: '入院前门诊检查' }),
});

const PAYER_NAMES = Object.keys(PAYERS) as [Payer, ...Payer[]];

const expected = z
  .strictObject({
    refused: z.array(partName).min(1).max(ENTRIES_MAX).optional().meta({
      description: '不予结算的原因代码 codes of REFUSALS, all of them',
    }),
    version: partName.optional(),
    class: partName.optional().meta({ description: '机构类别' }),
    layers: z
      .record(partName, amountText)
      .optional()
      .meta({ description: '各层支付 what each layer pays' }),
    payers: z.partialRecord(z.enum(PAYER_NAMES), amountText).optional(),
    reasons: z.partialRecord(z.enum(REASONS), amountText).optional(),
    cash: amountText.optional(),
    after: year.optional().meta({ description: '结算后的年内累计' }),
    payAfterTreatment: z.boolean().optional().meta({ description: '先诊疗后付费' }),
    underpaymentRefundedBy: z.enum(['hospital', 'fund']).optional(),
  })
  .refine(({ refused, cash }) => (refused === undefined) !== (cash === undefined), {
    error: 'cases.cash-or-refused',
  })
  .meta({ description: '应得结果，只比较写出的各项 only what is written is compared' });

const given = z
  .strictObject({ visit: visit.optional(), person: person.optional() })
  .meta({ description: '各例共同的就诊与人员，可逐项改写 what all cases share' });

const member = z.strictObject({
  category: z.enum(MEMBER_CATEGORIES).optional(),
  age: z.int().min(0).max(150).optional(),
  deductible: amountText.optional(),
  benefit: amountText.optional(),
  counters: counters.optional(),
});

const yearEndCase = z.strictObject({
  ...common,
  version: partName,
  rule: partName.meta({ description: 'id of the rule in yearEnd' }),
  participants: z.int().min(0).max(100_000_000),
  fund: amountText.optional(),
  members: z.array(member).min(1).max(ENTRIES_MAX),
  expect: z.strictObject({
    fund: amountText.optional(),
    claims: z.array(amountText).max(ENTRIES_MAX).optional(),
    paid: z.array(amountText).max(ENTRIES_MAX).meta({ description: '符合条件者，按所列次序' }),
  }),
});

const fundingCase = z.strictObject({
  ...common,
  version: partName,
  category: z.enum(MEMBER_CATEGORIES).optional(),
  outpatientFund: amountText.optional(),
  expect: z.strictObject({
    contribution: amountText.optional(),
    paidBy: z.enum(['member', 'government']).optional(),
    intoAccount: amountText.optional(),
    fixed: amountText.optional(),
    adjustable: amountText.optional(),
    workingCapital: amountText.optional(),
  }),
});

export const CASES_DOCUMENT = z
  .strictObject({
    format: z.literal('onecard-plan-cases/1'),
    plan: partName.meta({ description: 'id of the plan' }),
    given: given.optional(),
    cases: z
      .array(
        z.strictObject({
          ...common,
          visit: visit.optional(),
          person: person.optional(),
          year: year.optional(),
          lines: z.array(line).min(1).max(ENTRIES_MAX),
          expect: expected,
        }),
      )
      .min(1)
      .max(CASES_MAX),
    yearEnd: z.array(yearEndCase).max(CASES_MAX).optional(),
    funding: z.array(fundingCase).max(CASES_MAX).optional(),
  })
  .meta({
    title: 'OneCard plan cases 1',
    description: '补偿方案的算例 golden cases of a plan',
  });

export type CasesDocument = z.output<typeof CASES_DOCUMENT>;
export type CaseDocument = CasesDocument['cases'][number];
export type YearEndCase = z.output<typeof yearEndCase>;
export type FundingCase = z.output<typeof fundingCase>;
