/** The words that a plan chooses from. */

/**
 * 就诊类别: what a layer says it pays for. The national med_type beside each.
 * `inpatient` and `outpatient` are the ordinary ones; whatever else the bill says of the visit makes it another.
 */
export const VISITS = [
  'inpatient', // 21 住院
  'inpatient-emergency', // 24 急诊转住院
  'inpatient-accident', // 21 意外伤害住院
  'inpatient-childbirth', // 52 住院分娩
  'inpatient-family-planning', // 53 计划生育
  'outpatient', // 11 普通门诊
  'outpatient-emergency', // 13 急诊
  'outpatient-accident', // 19 意外伤害门诊
  'outpatient-childbirth', // 51 产前检查
  'outpatient-chronic', // 14 门诊慢性病
  'outpatient-special', // 14 门诊特殊病（大病门诊）
  'outpatient-family-planning', // 53
] as const;
export type Visit = (typeof VISITS)[number];

/**
 * What of a bill the patient still bears, by why. A layer says which of it it looks at and takes
 * over; `eligible` is what no layer has decided yet.
 */
export const PARTS = [
  'excluded',
  'over-ceiling',
  'self-paid-first',
  'deductible',
  'co-payment',
  'above-cap',
  'eligible',
] as const;
export type Part = (typeof PARTS)[number];

/** The parts that a line falls apart into before any layer; the rest of it is eligible. */
export const LINE_PARTS = ['excluded', 'over-ceiling', 'self-paid-first'] as const;

/** Where the institution lies, seen from the home county: by the area codes (GB/T 2260: province 2, prefecture 4, county 6 digits). */
export const PLACES = ['in-county', 'in-prefecture', 'in-province', 'outside-province'] as const;
export type Place = (typeof PLACES)[number];

/** `outside-county` in a document stands for all three of these. */
export const OUTSIDE_COUNTY: readonly Place[] = [
  'in-prefecture',
  'in-province',
  'outside-province',
];

/**
 * 备案: under which title a person is treated away from home. 2501 `refl_type`.
 * unfiled 未备案, resident 异地长期居住, temporary 临时外出就医, referral 转诊, emergency 急诊抢救.
 */
export const FILINGS = ['unfiled', 'resident', 'temporary', 'referral', 'emergency'] as const;
export type Filing = (typeof FILINGS)[number];

/** Lines that a rule speaks of. */
export const LINE_GROUPS = [
  'all',
  'essential', // 基本药物
  'tcm', // 中医药
  'essential-or-tcm',
  'drugs', // 药品
  'class-a',
  'class-b',
] as const;
export type LineGroup = (typeof LINE_GROUPS)[number];

/** Years, months and the like over which something is counted. */
export const PERIODS = ['visit', 'day', 'month', 'quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** The two counters that a card keeps; every other one is the centre's alone. */
export const CARD_COUNTERS = { deductible: 'deductible', benefit: 'benefit' } as const;

/**
 * What can be counted of the year without a layer of its own, for inpatient and for outpatient visits: total cost, eligible cost,
 * what a ratio was applied to, what the pooled fund paid, what all funds paid, what the patient bore.
 */
export const TALLY_FIGURES = ['total', 'eligible', 'base', 'pooled', 'covered', 'own'] as const;
export const TALLIES: readonly string[] = ['inpatient', 'outpatient'].flatMap((kind) =>
  TALLY_FIGURES.map((figure) => `${kind}.${figure}`),
);

/** In place of a class of institutions: the figure is the same for every paid class. */
export const EVERY_CLASS = 'every-class';
