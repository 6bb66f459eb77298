/**
 * 预结算: decides a bill. Pure: it reads no clock, file or setting, and the order of the lines does
 * not matter to any sum.
 */

import type {
  AdjudicationFields,
  AmountsByPayer,
  AmountsByReason,
  Bill,
  CardSerial,
  ChronicCertificate,
  CountyCode,
  ExplanationStep,
  LayerDecision,
  MemberNumber,
  Participation,
  PastVisit,
  Payer,
  Usage,
} from '../../model/index.ts';
import type { Amount } from '../../money.ts';
import { type PlainDate, yearOf } from '../../time.ts';
import { billHash } from '../bill/hash.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ControlFinding } from '../controls/finding.ts';
import { decisionDate, type Plan, type PlanVersion, versionOn } from '../plan/plan.ts';
import type { Register } from '../register/register.ts';
import { refusalReasons } from './check.ts';
import {
  categoryOf,
  classOfBill,
  personFacts,
  visitFacts,
  visitOf,
  yearFacts,
} from './circumstances.ts';
import { type Course, type LayerResult, layerResults, PAYER_NAMES } from './course.ts';
import type { BillEffects } from './effects.ts';
import { examine } from './examination.ts';
import type { Facts } from './facts.ts';
import { pushOpening } from './openingSteps.ts';
import { assertPartitions } from './partitions.ts';
import type { RefusalReason } from './refusals.ts';
import { lineDecisions, type SplitBill } from './split.ts';
import { roundTill } from './till.ts';
import { startTrace, type Trace, writeSteps } from './trace.ts';
import { usageAfter } from './usage.ts';

/** Whom a bill is decided for: what a proven card, or a county's register, says. */
export interface InsuredPerson {
  readonly home: CountyCode;
  readonly cardSerial: CardSerial;
  readonly memberNumber: MemberNumber;
  readonly name: string;
  readonly participation: readonly Participation[];
  /** Needed where the plan asks for the age. */
  readonly bornOn?: PlainDate;
  /** GB/T 2261.1; 0, unknown, when absent: controls that ask for it find nothing then. */
  readonly sex?: 0 | 1 | 2 | 9;
  /** Entries of the plan's `attributes` that hold; needed where the plan asks for any. */
  readonly attributes?: readonly string[];
  /** 慢性病、特殊病证; needed where the plan asks for one. */
  readonly certificates?: readonly ChronicCertificate[];
  /** What the family account holds; needed where the plan lets it pay. */
  readonly familyAccount?: Amount;
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
  /** Earlier visits that stand, for the controls of the plan; absent when nobody could be asked. */
  readonly history?: readonly PastVisit[];
  /** Institutions and doctors of the county of treatment, for the controls; absent when there is no register. */
  readonly institutions?: Register;
  /** Effects in place of those of the plan's controls, which then are not run. */
  readonly effects?: BillEffects;
}

export type Refused = {
  readonly outcome: 'refused';
  /** All that apply, in the order of REFUSALS. */
  readonly reasons: readonly RefusalReason[];
  /** What the plan's controls found. */
  readonly findings?: readonly ControlFinding[];
};

export type DecideResult =
  | {
      readonly outcome: 'adjudicated';
      readonly adjudication: AdjudicationFields;
      /** What the plan's controls found: warnings, what is for review, and what took effect. */
      readonly findings: readonly ControlFinding[];
      /** 转复核: the amounts stand, and a person looks at them before the fund pays. */
      readonly needsReview: boolean;
    }
  | Refused;

/** Decides a bill for a person, without a card: what the home county's centre compares with. */
export function decide(asked: DecideRequest): DecideResult {
  const { person, bill, plan, catalogue, usage, settledOn } = asked;
  const decidedFor = decisionDate(plan, bill, settledOn);
  const inForce = versionOn(plan, decidedFor);
  const examined = asked.effects || !inForce ? undefined : examine(asked, inForce, decidedFor);
  const request = examined ? { ...asked, effects: examined.effects } : asked;
  const findings = examined?.findings ?? [];
  const reasons = refusalReasons(request);
  if (reasons.length > 0) return { outcome: 'refused', reasons, findings };
  // Without a version in force there was a reason.
  const version = inForce!;
  const trace = startTrace();
  const { course, split } = runCourse(request, version, decidedFor, trace);
  const cash = course.parts.reduce((sum, part) => sum + part, 0n);
  const amounts = {
    total: bill.total,
    lines: frozenLines(lineDecisions(bill.lines, split)),
    byPayer: byPayerOf(course, cash),
    byReason: byReasonOf(course, cash),
  };
  assertPartitions(amounts);
  const till = roundTill(cash as Amount, version, trace);
  const layers = layerResults(course).map(layerDecision);
  const notEligible = layersNotRun(version.rulesOf(visitOf(bill)).layerIds, layers);
  const needsReview = examined?.effects.needsReview ?? false;
  let written: readonly ExplanationStep[] | undefined;
  const adjudication: AdjudicationFields = {
    home: person.home,
    cardSerial: person.cardSerial,
    memberNumber: person.memberNumber,
    plan: version.reference,
    catalogue: catalogue.reference,
    billHash: billHash(bill),
    decidedFor,
    ...amounts,
    ...(needsReview && { needsReview }),
    ...(till && { till }),
    layers,
    ...(notEligible.length > 0 && { notEligible }),
    // Whoever only compares amounts never pays for the words.
    get steps() {
      written ??= Object.freeze([...(examined?.steps ?? []), ...writeSteps(trace, bill.lines)]);
      return written;
    },
    usageBefore: usage,
    usageAfter: usageAfter(usage, course, cash, version),
  };
  return { outcome: 'adjudicated', adjudication, findings, needsReview };
}

/** Nobody changes what was decided of a line. */
function frozenLines(lines: AdjudicationFields['lines']): AdjudicationFields['lines'] {
  for (const line of lines) Object.freeze(line);
  return Object.freeze(lines);
}

/** The catalogue's split of every line, then the layers of the plan in their order. */
function runCourse(
  request: DecideRequest,
  version: PlanVersion,
  decidedFor: PlainDate,
  trace: Trace,
): { readonly course: Course; readonly split: SplitBill } {
  const { person, bill, plan, catalogue, usage, effects } = request;
  const visit = visitFacts(bill, plan.county.code, version, decidedFor);
  pushOpening(trace, request, version, decidedFor, visit.filing);
  const circumstances = {
    region: person.home,
    personType: categoryOf(person, yearOf(decidedFor)),
    level: bill.provider.level,
  };
  const split = version.split(bill.lines, catalogue, circumstances, effects, trace);
  const facts: Facts = {
    institution: classOfBill(bill, plan.county.code, version).index,
    split: split.totals,
    hospitalOfBill: effects?.hospital ?? 0n,
    lines: split.lines,
    visit,
    person: personFacts(person, bill, decidedFor),
    year: yearFacts(usage, version),
  };
  return { course: version.rulesOf(visit.visit).evaluate(facts, trace), split };
}

/** Payers that a layer of the plan or the hospital gave something or nothing; cash always. */
function byPayerOf(course: Course, cash: bigint): AmountsByPayer {
  const { paid } = course;
  const named = new Set(layerResults(course).map(({ layer }) => layer.payer));
  const byPayer: Partial<Record<Payer, Amount>> = {};
  PAYER_NAMES.forEach((payer, at) => {
    if (paid[at]! > 0n || named.has(payer)) byPayer[payer] = paid[at] as Amount;
  });
  byPayer.cash = cash as Amount;
  return byPayer;
}

function byReasonOf({ parts, facts }: Course, cash: bigint): AmountsByReason {
  return {
    excluded: parts[0] as Amount,
    'over-ceiling': parts[1] as Amount,
    'self-paid-first': parts[2] as Amount,
    deductible: parts[3] as Amount,
    'co-payment': parts[4] as Amount,
    'above-cap': parts[5] as Amount,
    covered: (facts.split.total - cash) as Amount,
  };
}

/** A layer that runs leaves a result even when it pays nothing. */
function layersNotRun(ids: readonly string[], layers: readonly LayerDecision[]): readonly string[] {
  return ids.filter((id) => !layers.some((layer) => layer.id === id));
}

function layerDecision({ layer, base, paid }: LayerResult): LayerDecision {
  return { id: layer.id, payer: layer.payer, base: base as Amount, paid: paid as Amount };
}
