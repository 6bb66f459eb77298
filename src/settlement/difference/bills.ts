/** What another plan does to past bills, in money. */

import type { Bill, CardSerial, MemberCategory, Payer, Usage } from '../../model/index.ts';
import { parseYuan } from '../../money.ts';
import { plainDate, yearOf } from '../../time.ts';
import { PAYER_NAMES } from '../adjudicate/course.ts';
import { type DecideResult, decide, type InsuredPerson } from '../adjudicate/decide.ts';
import { refusal } from '../adjudicate/refusals.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { decisionDate, type Plan, type PlanFields, type PlanVersion } from '../plan/plan.ts';

/** A past bill and who it was for. */
export interface PastBill {
  readonly bill: Bill;
  readonly category: MemberCategory;
  readonly bornOn?: string;
  readonly attributes?: readonly string[];
  readonly certificates?: readonly string[];
}

export interface BillDifference {
  readonly billNumber: string;
  /** What the patient pays in cash under each; absent where the plan does not decide it. */
  readonly before?: bigint;
  readonly after?: bigint;
  /** Codes of REFUSALS of the side that does not decide it. */
  readonly refused: readonly string[];
}

export interface BillsDifference {
  readonly bills: number;
  readonly total: bigint;
  /** What each payer pays of the bills that both decide. */
  readonly byPayer: Readonly<
    Partial<Record<Payer, { readonly before: bigint; readonly after: bigint }>>
  >;
  /** Bills that both decide: patients who pay less, more, the same. */
  readonly less: number;
  readonly more: number;
  readonly same: number;
  /** Bills that only one of the plans decides, or none. */
  readonly onlyBefore: number;
  readonly onlyAfter: number;
  readonly neither: number;
  /** Bill by bill, in the order of their discharge. */
  readonly each: readonly BillDifference[];
}

/** Days before and after every bill. */
const LONG_AGO = plainDate('1900-01-01');
const LONG_AFTER = plainDate('2199-12-31');

/** The plan with one version in force on every day, so that past bills can be decided under it. */
export function alwaysUnder(plan: PlanFields, version: PlanVersion): Plan {
  const from = { date: LONG_AGO, clause: version.from.clause };
  const until = { clause: version.until.clause };
  const always: PlanFields = { ...plan, versions: [{ ...version, from, until }] };
  return always as Plan;
}

/**
 * Decides past bills under both plans; each member's year is counted from nothing, bill after bill
 * by day of discharge, under each plan for itself.
 * @param catalogueOf of the county of treatment, by its code
 */
export function billsDifference(
  [a, b]: readonly [Plan, Plan],
  bills: readonly PastBill[],
  catalogueOf: (county: string) => Catalogue | undefined,
): BillsDifference {
  const ordered = [...bills].sort(byDischarge);
  const before = decideAll(a, ordered, catalogueOf);
  const after = decideAll(b, ordered, catalogueOf);
  const sums = new Map<Payer, { before: bigint; after: bigint }>();
  const counts = { less: 0, more: 0, same: 0, onlyBefore: 0, onlyAfter: 0, neither: 0 };
  const each = ordered.map(({ bill }, at): BillDifference => {
    const [one, other] = [before[at]!, after[at]!];
    const [cash, then] = [cashOf(one), cashOf(other)];
    if (one.outcome === 'adjudicated' && other.outcome === 'adjudicated') {
      addUp(sums, one.adjudication.byPayer, 'before');
      addUp(sums, other.adjudication.byPayer, 'after');
    }
    counts[kindOf(cash, then)] += 1;
    return {
      billNumber: bill.billNumber,
      ...(cash === undefined ? {} : { before: cash }),
      ...(then === undefined ? {} : { after: then }),
      refused: [...refusalsOf(one), ...refusalsOf(other)],
    };
  });
  return {
    bills: ordered.length,
    total: ordered.reduce((sum, { bill }) => sum + bill.total, 0n),
    byPayer: Object.fromEntries(
      PAYER_NAMES.flatMap((payer) => (sums.has(payer) ? [[payer, sums.get(payer)!]] : [])),
    ),
    ...counts,
    each,
  };
}

function byDischarge(a: PastBill, b: PastBill): number {
  const [one, other] = [a.bill.visit.dischargedOn, b.bill.visit.dischargedOn];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** No catalogue of the county of treatment is at hand: as if it were that of another. */
const NO_CATALOGUE: DecideResult = {
  outcome: 'refused',
  reasons: [refusal('wrong-catalogue', 'provider.county')],
  findings: [],
};

function decideAll(
  plan: Plan,
  bills: readonly PastBill[],
  catalogueOf: (county: string) => Catalogue | undefined,
): readonly DecideResult[] {
  const years = new Map<string, Usage>();
  return bills.map((past) => {
    const { bill } = past;
    const settledOn = bill.visit.dischargedOn;
    const year = yearOf(decisionDate(plan, bill, settledOn));
    const key = `${bill.patient.memberNumber}/${year}`;
    const catalogue = catalogueOf(bill.provider.county);
    if (!catalogue) return NO_CATALOGUE;
    const usage = years.get(key) ?? newYear(year);
    const result = decide({
      person: personOf(plan, past, year),
      bill,
      plan,
      catalogue,
      usage,
      settledOn,
    });
    if (result.outcome === 'adjudicated') years.set(key, result.adjudication.usageAfter);
    return result;
  });
}

/** A member's year before its first visit. */
export function newYear(year: number): Usage {
  const nothing = parseYuan('0');
  return { year, deductibleMet: nothing, benefitDrawn: nothing, admissions: 0, counters: {} };
}

/** The member whom a past bill was for, as far as its line says. */
export function personOf(
  plan: Plan,
  { bill, category, bornOn, attributes = [], certificates = [] }: PastBill,
  year: number,
): InsuredPerson {
  return {
    home: plan.county.code,
    cardSerial: '0000000000000000' as CardSerial,
    memberNumber: bill.patient.memberNumber,
    name: bill.patient.name,
    participation: [{ year, category, paidOn: LONG_AGO }],
    ...(bornOn === undefined ? {} : { bornOn: plainDate(bornOn) }),
    attributes,
    certificates: certificates.map((diseaseCode) => ({
      diseaseCode,
      certificateNumber: diseaseCode,
      validFrom: LONG_AGO,
      validUntil: LONG_AFTER,
    })),
    familyAccount: parseYuan('0'),
  };
}

function cashOf(result: DecideResult): bigint | undefined {
  return result.outcome === 'adjudicated' ? result.adjudication.byPayer.cash : undefined;
}

function refusalsOf(result: DecideResult): readonly string[] {
  return result.outcome === 'refused' ? result.reasons.map(({ code }) => code) : [];
}

function kindOf(before: bigint | undefined, after: bigint | undefined) {
  if (before === undefined) return after === undefined ? 'neither' : 'onlyAfter';
  if (after === undefined) return 'onlyBefore';
  return after < before ? 'less' : after > before ? 'more' : 'same';
}

function addUp(
  sums: Map<Payer, { before: bigint; after: bigint }>,
  byPayer: Readonly<Partial<Record<Payer, bigint>>>,
  side: 'before' | 'after',
): void {
  for (const payer of PAYER_NAMES) {
    const amount = byPayer[payer];
    if (amount === undefined) continue;
    const sum = sums.get(payer) ?? { before: 0n, after: 0n };
    sum[side] += amount;
    sums.set(payer, sum);
  }
}
