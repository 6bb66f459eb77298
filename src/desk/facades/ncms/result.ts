/** 结算结果: a decision in the interface's names. The parts in `COMPENSATIONS` and the cash add up to the total. */

import type { AdjudicationFields, Payer } from '../../../model/index.ts';
import { type Amount, add, amount, subtract, ZERO } from '../../../money.ts';
import { fourText } from './amounts.ts';
import { AID_FIELDS, type NcmsOptions } from './desk.ts';
import { traceFields } from './trace.ts';
import type { XmlField } from './xml.ts';

/** Where each payer's part is told of; `aid` stands for the field that the desk was given for it. */
const FIELD_OF: Readonly<Record<Payer, string>> = {
  'pooled-fund': 'compensateCost',
  'family-account': 'compensateCost',
  'add-on': 'compensateCost',
  floor: 'compensateCost',
  'major-illness': 'insureCost',
  'second-compensation': 'medicalSecondCost',
  'commercial-supplement': 'continentInsuranceCost',
  'civil-aid': 'civilCost',
  'targeted-aid': 'aid',
  'government-backstop': 'bottomRedeem',
  hospital: 'hospAssumeMoney',
  cash: 'nhxjzf',
};

/** Layers that nothing of a plan of ours stands for: told as nothing. */
const NEVER_PAID = [
  'accidentRedeem',
  'bottomSecondRedeem',
  'medicineCost',
  'nurseCost',
  'cwAccountCost',
  'trafficCost',
  'liveCost',
  'medicalCost',
  'specialPovertyCost',
  'medicalAssistanceCost',
  'ChinaCharityPay',
  'FamilyPlanningWaiver',
  'YFmedicalAid',
  'CXmedicalAid',
  'materialMoney',
  'fundPayMoney',
] as const;

/** 大病累计, where the plan counts it under that name; empty otherwise. */
const CUMULATED = {
  CIICumulativePay: 'major-illness',
  CIICumulativeStart: 'major-illness-threshold',
  CIICumulativeEligible: 'major-illness-cost',
} as const;

function cumulated({ usageAfter: { counters = {} } }: AdjudicationFields): readonly XmlField[] {
  return Object.entries(CUMULATED).map(([name, counter]) => {
    const sum = counters[counter];
    return [name, sum === undefined ? '' : fourText(amount(sum))] as const;
  });
}

/** 农合补偿 compensateCost, and every other field that a part of the bill stands in. */
export function partsOf(
  { byPayer }: Pick<AdjudicationFields, 'byPayer'>,
  { aidField = 'salvaFPCost' }: Pick<NcmsOptions, 'aidField'>,
): ReadonlyMap<string, Amount> {
  const parts = new Map<string, Amount>();
  for (const [payer, field] of Object.entries(FIELD_OF) as [Payer, string][]) {
    const name = field === 'aid' ? aidField : field;
    parts.set(name, add(parts.get(name) ?? ZERO, byPayer[payer] ?? ZERO));
  }
  return parts;
}

/** 保内费用: what is left of the lines once excluded, over the ceiling and paid first are off. */
export function inScope({ lines }: Pick<AdjudicationFields, 'lines'>): Amount {
  return add(ZERO, ...lines.map(({ eligible }) => eligible));
}

/** Of S13, S14, S24 and S25. */
export function resultFields(
  adjudication: AdjudicationFields,
  options: NcmsOptions,
): readonly XmlField[] {
  const { total, byPayer, byReason, layers } = adjudication;
  const parts = partsOf(adjudication, options);
  assertWhole(parts, total);
  const paid = (payer: Payer) => byPayer[payer] ?? ZERO;
  const money = (name: string, value: Amount): XmlField => [name, fourText(value)];
  const major = layers?.find(({ payer }) => payer === 'major-illness');
  const isMajor = paid('major-illness') > 0n;
  const isFloor = paid('floor') > 0n;
  return [
    money('totalCost', total),
    money('insuranceCost', inScope(adjudication)),
    money('undulatingLine', byReason.deductible),
    money('startMoney', byReason.deductible),
    money('generalRedeem', paid('pooled-fund')),
    money('accRedeem', paid('family-account')),
    money('familyAccount', paid('family-account')),
    money('anlagernMoney', paid('add-on')),
    ...[...parts].map(([name, value]) => money(name, value)),
    money('calculateMoney', parts.get('compensateCost')!),
    ...AID_FIELDS.filter((name) => !parts.has(name)).map((name) => money(name, ZERO)),
    ...NEVER_PAID.map((name) => money(name, ZERO)),
    ['isSpecial', '0'],
    ['isPaul', isFloor ? '1' : '0'],
    ['isLessLimit', isFloor ? '1' : '0'],
    ['isCII', isMajor ? '1' : '0'],
    money('CIIEligibleCosts', isMajor ? (major?.base ?? ZERO) : ZERO),
    money('CIIStartMoney', isMajor ? startOf(adjudication, major?.id) : ZERO),
    money('CIICalculateMoney', paid('major-illness')),
    ...cumulated(adjudication),
    // Bands are steps of the trace; a table of them of its own there is none.
    ['gradeList', ''],
    money('nhzje', total),
    money('personalPayMoney', paid('cash')),
    ...traceFields(adjudication.steps),
  ];
}

/** 大病起付线 as the decision's own step tells it. */
function startOf({ steps }: AdjudicationFields, layer: string | undefined): Amount {
  return steps.find(({ rule }) => rule === `${layer}.deductible`)?.result ?? ZERO;
}

/** Σ layers + cash = total: a field that leaves a payer out would take it from the patient. */
function assertWhole(parts: ReadonlyMap<string, Amount>, total: Amount): void {
  const left = subtract(total, add(ZERO, ...parts.values()));
  if (left !== 0n) throw new RangeError('the parts of a settlement do not add up to its total');
}
