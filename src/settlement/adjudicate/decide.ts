/**
 * 预结算: decides a bill. Pure: it reads no clock, file or setting, and the order of the lines does
 * not matter to any sum.
 */

import type {
  AdjudicationFields,
  Bill,
  CardSerial,
  CountyCode,
  ExplanationStep,
  LineDecision,
  MemberNumber,
  Participation,
  Usage,
} from '../../model/index.ts';
import { type Amount, amount, subtract, yuanText, ZERO } from '../../money.ts';
import type { PlainDate } from '../../time.ts';
import { billHash } from '../bill/hash.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { decisionDate, type Plan, type PlanVersion, versionOn } from '../plan/plan.ts';
import { placeOf, refusalReasons } from './check.ts';
import type { LayerState } from './layer.ts';
import { openingSteps } from './openingSteps.ts';
import { assertPartitions } from './partitions.ts';
import type { RefusalReason } from './refusals.ts';
import { step, yuanInput } from './step.ts';

/** Whom a bill is decided for: what a proven card, or a county's register, says. */
export interface InsuredPerson {
  readonly home: CountyCode;
  readonly cardSerial: CardSerial;
  readonly memberNumber: MemberNumber;
  readonly name: string;
  readonly participation: readonly Participation[];
}

export interface DecideRequest {
  readonly person: InsuredPerson;
  readonly bill: Bill;
  /** Of the home county. */
  readonly plan: Plan;
  /** Of the county of treatment. */
  readonly catalogue: Catalogue;
  /** Of the insurance year that the plan's deciding date falls into. */
  readonly usage: Usage;
  /** Civil day of the settlement. */
  readonly settledOn: PlainDate;
}

export type Refused = {
  readonly outcome: 'refused';
  /** All that apply, in the order of REFUSALS. */
  readonly reasons: readonly RefusalReason[];
};

export type DecideResult =
  | { readonly outcome: 'adjudicated'; readonly adjudication: AdjudicationFields }
  | Refused;

/** Decides a bill for a person, without a card: what the home county's centre compares with. */
export function decide(request: DecideRequest): DecideResult {
  const reasons = refusalReasons(request);
  if (reasons.length > 0) return { outcome: 'refused', reasons };
  const { person, bill, plan, catalogue, usage, settledOn } = request;
  const decidedFor = decisionDate(plan, bill, settledOn);
  const version = versionOn(plan, decidedFor)!;
  const decided = runLayers(request, version);
  const cash = subtract(bill.total, decided.byReason.covered);
  const adjudication: AdjudicationFields = {
    home: person.home,
    cardSerial: person.cardSerial,
    memberNumber: person.memberNumber,
    plan: version.reference,
    catalogue: catalogue.reference,
    billHash: billHash(bill),
    decidedFor,
    total: bill.total,
    lines: decided.lines,
    byPayer: { ...decided.byPayer, cash },
    byReason: decided.byReason,
    steps: [
      ...openingSteps(request, version, decidedFor),
      ...decided.steps,
      cashStep(bill.total, cash, version),
    ],
    usageBefore: usage,
    usageAfter: {
      ...decided.usage,
      admissions: usage.admissions + (bill.visit.kind === 'inpatient' ? 1 : 0),
    },
  };
  assertPartitions(adjudication);
  return { outcome: 'adjudicated', adjudication };
}

/** The catalogue's split of every line, then the layers of the plan in their order. */
function runLayers(
  { bill, plan, catalogue, usage }: DecideRequest,
  version: PlanVersion,
): LayerState {
  const { level, isDesignated, county } = bill.provider;
  const lines: LineDecision[] = [];
  const steps: ExplanationStep[] = [];
  for (const line of bill.lines) {
    const item = catalogue.itemOn(line.itemCode, line.chargedOn)!;
    const split = version.splitLine(line, item, level, catalogue.clause);
    lines.push(split.decision);
    steps.push(...split.steps);
  }
  const sumOf = (part: (line: LineDecision) => Amount) =>
    amount(lines.reduce((sum, line) => sum + part(line), 0n));
  const start: LayerState = {
    lines,
    remaining: sumOf((line) => line.eligible),
    byPayer: {},
    byReason: {
      excluded: sumOf((line) => line.excluded),
      'over-ceiling': sumOf((line) => line.overCeiling),
      'self-paid-first': sumOf((line) => line.selfPaidFirst),
      deductible: ZERO,
      'co-payment': ZERO,
      'above-cap': ZERO,
      covered: ZERO,
    },
    usage,
    steps,
  };
  const institutionClass = version.classOf(placeOf(county, plan.county.code), level, isDesignated);
  return version
    .layersFor(bill.visit.kind)
    .reduce((state, layer) => layer(state, institutionClass), start);
}

function cashStep(total: Amount, cash: Amount, version: PlanVersion): ExplanationStep {
  return step({
    rule: 'remainder.cash',
    clause: version.remainderClause,
    inputs: { total: yuanInput(total), paidByOthers: yuanInput(subtract(total, cash)) },
    formula: 'total - paidByOthers',
    result: cash,
    zh: `病人应交现金 ${yuanText(cash)} 元`,
    en: `the patient pays ${yuanText(cash)} yuan in cash`,
  });
}
