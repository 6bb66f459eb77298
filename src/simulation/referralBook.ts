/**
 * 转诊 outside of the product: the forms that doctors wrote, and what stays paid, as the centres accepted
 * it. What a bill owes is worked out here once more, from nothing but these.
 */

import type { MemberNumber, SettlementId, SettleRequest } from '../model/index.ts';
import { parseYuan } from '../money.ts';
import { addDays, yearOf } from '../time.ts';
import { type Form, kindsOf, type ReferralKind, type StayBill, stayName } from './referralKinds.ts';
import { REFERRAL_DAYS } from './world/merging.ts';

/** What the steps of a decision say of a deductible that stays share. */
interface Merged {
  readonly merge: string;
  /** What a stay owes that began in the year before: 跨年住院. */
  readonly acrossYears: string;
  /** Before anything is carried. */
  readonly full: bigint;
  /** What the year leaves of it. */
  readonly ofYear: bigint;
  readonly due: bigint;
  readonly taken: bigint;
}

/** A bill whose deductible is not what it should be, in words. */
interface Wrong {
  readonly deductibles: string[];
  readonly twiceUsed: string[];
}

export class ReferralBook {
  /** By number. */
  readonly forms = new Map<string, Form>();
  readonly counts = new Map<ReferralKind, number>();
  readonly wrong: Wrong = { deductibles: [], twiceUsed: [] };
  readonly #bills = new Map<MemberNumber, StayBill[]>();
  readonly #isReversed: (id: SettlementId) => boolean;

  constructor(isReversed: (id: SettlementId) => boolean) {
    this.#isReversed = isReversed;
  }

  /** A centre accepted it just now. */
  accepted({ statement: { id }, adjudication, bill }: SettleRequest): void {
    const { visit, provider } = bill;
    if (visit.kind !== 'inpatient') return;
    const { memberNumber: member, usageBefore, steps } = adjudication;
    const merged = mergedOf(steps);
    const number = visit.referralNumber;
    const stay = stayName(provider.code, visit.admittedOn);
    const all = this.#bills.get(member) ?? [];
    this.#bills.set(member, all);
    const { year } = usageBefore;
    const known = all.filter((each) => each.year === year && !this.#isReversed(each.id));
    const users = known.filter((each) => each.isUse && each.number === number);
    const isUse = number !== undefined && users.every((each) => each.stay === stay);
    const accepted: StayBill = {
      id,
      member,
      year,
      stay,
      level: provider.level,
      admittedOn: visit.admittedOn,
      until: visit.dischargedOn,
      number,
      isUse,
      deductible: merged?.taken ?? 0n,
    };
    const isOfOldYear = yearOf(visit.admittedOn) < year && merged?.acrossYears !== 'pay-again';
    if (merged && !isOfOldYear) this.#compare(accepted, merged, known);
    all.push(accepted);
  }

  #compare(bill: StayBill, { merge, full, ofYear, due }: Merged, known: readonly StayBill[]): void {
    const { id, stay, number, isUse } = bill;
    const own = merge === 'referral' ? 0n : paidBy(known.filter((each) => each.stay === stay));
    const carriers = isUse && merge !== 'midway' ? before(bill, known) : [];
    const carried = paidBy(carriers);
    const alone = least(ofYear, full - own);
    const expected = least(ofYear, full - own - carried);
    if (due !== expected) {
      this.wrong.deductibles.push(`${id} of ${stay} owes ${due}, ${expected} is left of ${full}`);
    }
    if (!isUse && number !== undefined && due < alone) {
      this.wrong.twiceUsed.push(`${number} lets ${id} off ${alone - due}, and was used before`);
    }
    if (number === undefined) return;
    const form = this.forms.get(number);
    const all = this.#bills.get(bill.member)!;
    const isReversed = this.#isReversed;
    const isCarried = expected < alone;
    for (const kind of kindsOf({ bill, form, carriers, all, isReversed, isCarried })) {
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    }
  }
}

/** Bills of the stays that ended within the days, and of those before them if they were referred as well. */
function before(bill: StayBill, known: readonly StayBill[]): readonly StayBill[] {
  const found = new Set<string>();
  const followed = [bill.admittedOn];
  for (const admittedOn of followed) {
    const from = addDays(admittedOn, -REFERRAL_DAYS);
    for (const { stay, until } of known) {
      if (stay === bill.stay || found.has(stay) || until < from || until > admittedOn) continue;
      found.add(stay);
      const referred = known.find((each) => each.stay === stay && each.isUse);
      if (referred) followed.push(referred.admittedOn);
    }
  }
  return known.filter(({ stay }) => found.has(stay));
}

function paidBy(bills: readonly StayBill[]): bigint {
  return bills.reduce((sum, { deductible }) => sum + deductible, 0n);
}

/** The lesser, and nothing at least. */
function least(one: bigint, other: bigint): bigint {
  const lesser = one < other ? one : other;
  return lesser < 0n ? 0n : lesser;
}

/** Undefined where the plan lets no stay share its deductible, or takes none. */
function mergedOf(steps: SettleRequest['adjudication']['steps']): Merged | undefined {
  const step = steps.find(
    ({ rule, inputs }) => rule.endsWith(DUE) && (inputs.merge ?? 'none') !== 'none',
  );
  if (!step) return undefined;
  const { merge, mode, acrossYears, deductible, metThisYear } = step.inputs;
  const rule = step.rule.slice(0, -DUE.length) + TAKEN;
  const [full, met] = [fen(deductible!), fen(metThisYear!)];
  return {
    merge: merge!,
    acrossYears: acrossYears!,
    full,
    ofYear: mode === 'per-visit' ? full : least(full, full - met),
    due: step.result,
    taken: steps.find((each) => each.rule === rule)?.result ?? 0n,
  };
}

const DUE = '.deductible-due';
const TAKEN = '.deductible';

/** As steps say it: `300.00 yuan`. */
function fen(text: string): bigint {
  return parseYuan(text.split(' ')[0]!);
}
