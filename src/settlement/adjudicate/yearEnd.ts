/** 年末: what is settled once, after the year, over all who qualify. */

import type { MemberNumber, Payer } from '../../model/index.ts';
import { type Amount, apportion, type Division, parseYuan } from '../../money.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import type { YearEndDocument } from '../plan/schema/yearEnd.ts';
import { type ConditionNames, compileCondition } from './condition.ts';
import type { Facts, PersonFacts } from './facts.ts';
import { RATIO_SCALE, ratioOf } from './figures.ts';

/** A member's year: who it was, and what was counted. */
export interface MemberYear {
  readonly memberNumber: MemberNumber;
  readonly person: PersonFacts;
  readonly deductibleMet: bigint;
  readonly benefitDrawn: bigint;
  /** As of the end of the year. */
  readonly counters: Readonly<Record<string, bigint>>;
}

export interface YearEndPayment {
  readonly memberNumber: MemberNumber;
  /** What the member would get by the rule, before the fund and the cap cut it. */
  readonly claim: Amount;
  readonly paid: Amount;
}

export interface YearEndResult {
  readonly id: string;
  readonly payer: Payer;
  readonly clause: Clause;
  /** Absent where the rule pays from no fund of its own. */
  readonly fund?: Amount;
  readonly claimed: Amount;
  readonly paid: Amount;
  /** Those who qualify, in the order given. */
  readonly payments: readonly YearEndPayment[];
}

export interface YearEndRequest {
  readonly members: readonly MemberYear[];
  /** How many people paid for the year. */
  readonly participants: number;
  /** What the county gives, where the plan leaves the fund to it. */
  readonly fund?: Amount;
}

/** One rule of the year's end. Pure; the order of the members does not matter to what each gets. */
export interface YearEndRule {
  readonly id: string;
  readonly settle: (request: YearEndRequest) => YearEndResult;
}

interface YearEndContext {
  readonly names: ConditionNames;
  readonly clauseOf: (name: string) => Clause;
  readonly divide: Division;
}

export function compileYearEnd(document: YearEndDocument, context: YearEndContext): YearEndRule {
  const qualifies = compileQualifies(document, context);
  return document.kind === 'second-compensation'
    ? secondCompensation(document, qualifies, context)
    : topUp(document, qualifies, context);
}

/** What a counter says; the two that cards keep stand apart. */
function counterOf(name: string): (member: MemberYear) => bigint {
  if (name === 'deductible') return (member) => member.deductibleMet;
  if (name === 'benefit') return (member) => member.benefitDrawn;
  return (member) => member.counters[name] ?? 0n;
}

type Qualifies = (member: MemberYear) => boolean;

function compileQualifies(
  { counter, from, below, when }: YearEndDocument,
  { names }: YearEndContext,
): Qualifies {
  const read = counterOf(counter);
  const least = parseYuan(from.amount);
  const most = below === undefined ? null : parseYuan(below.amount);
  const holds = compileCondition(when, names);
  return (member) => {
    const value = read(member);
    const isWithin = value >= least && (most === null || value < most);
    // A condition of the year's end speaks of the person; there is no visit.
    return isWithin && (holds === null || holds({ person: member.person } as Facts));
  };
}

type SecondDocument = Extract<YearEndDocument, { kind: 'second-compensation' }>;

function secondCompensation(
  document: SecondDocument,
  qualifies: Qualifies,
  { clauseOf, divide }: YearEndContext,
): YearEndRule {
  const { id, fund, perMember, whenShort, counter, from } = document;
  const read = counterOf(counter);
  const least = parseYuan(from.amount);
  const most: bigint = parseYuan(perMember.amount);
  const claimOf = compileClaim(document.share, divide);
  const settle = (request: YearEndRequest): YearEndResult => {
    const available = fundOf(fund, request);
    const members = request.members.filter(qualifies);
    const bases = members.map((member) => read(member) - least);
    const claims = claimOf(bases, available).map((claim) => (claim < most ? claim : most));
    const claimed = claims.reduce((sum, each) => sum + each, 0n);
    const isShort = claimed > available;
    const paid = !isShort
      ? claims
      : whenShort === 'refuse'
        ? claims.map(() => 0n)
        : apportion(
            available,
            members.map(({ memberNumber }, at) => ({ id: memberNumber, weight: claims[at]! })),
          );
    return resultOf(document, 'second-compensation', clauseOf, members, claims, paid, available);
  };
  return { id, settle };
}

function fundOf(fund: SecondDocument['fund'], request: YearEndRequest): bigint {
  switch (fund.is) {
    case 'per-participant':
      return parseYuan(fund.amount) * BigInt(request.participants);
    case 'amount':
      return parseYuan(fund.amount);
    case 'given':
      if (request.fund === undefined)
        throw new TypeError('"fund" expected: the plan leaves it open');
      return request.fund;
  }
}

type Claim = (bases: readonly bigint[], fund: bigint) => readonly bigint[];

function compileClaim(share: SecondDocument['share'], divide: Division): Claim {
  switch (share.by) {
    case 'ratio': {
      const ratio = ratioOf(share.ratio);
      return (bases) => bases.map((base) => divide(base * ratio, RATIO_SCALE));
    }
    case 'bands': {
      const edges = share.edges.map((edge): bigint => parseYuan(edge));
      const ratios = share.ratios.map(ratioOf);
      return (bases) => bases.map((base) => divide(inBands(base, edges, ratios), RATIO_SCALE));
    }
    case 'whole-fund':
      return (bases, fund) => {
        const sum = bases.reduce((so, base) => so + base, 0n);
        // Each share rounded down: the cap of a member may leave something over, nothing is overdrawn.
        return bases.map((base) => (sum === 0n ? 0n : (fund * base) / sum));
      };
  }
}

function inBands(base: bigint, edges: readonly bigint[], ratios: readonly bigint[]): bigint {
  let scaled = 0n;
  let from = 0n;
  ratios.forEach((ratio, band) => {
    const edge = edges[band];
    const to = edge === undefined || base < edge ? base : edge;
    if (to > from) scaled += (to - from) * ratio;
    from = to > from ? to : from;
  });
  return scaled;
}

type TopUpDocument = Extract<YearEndDocument, { kind: 'top-up' }>;

/** 年末提高补偿: the year's compensation as it would have been; never beyond the cap, never below zero. */
function topUp(
  document: TopUpDocument,
  qualifies: Qualifies,
  { clauseOf, divide }: YearEndContext,
): YearEndRule {
  const { id, payer, raise, cap } = document;
  const most: bigint = parseYuan(cap.amount);
  const drawn = counterOf(cap.counter);
  const of = counterOf(raise.of);
  const by = ratioOf(raise.is === 'actual-ratio' ? raise.ratio : raise.by);
  const paidBefore = raise.is === 'actual-ratio' ? counterOf(raise.paid) : () => 0n;
  const settle = (request: YearEndRequest): YearEndResult => {
    const members = request.members.filter(qualifies);
    const claims = members.map((member) => {
      const claim = divide(of(member) * by, RATIO_SCALE) - paidBefore(member);
      return claim > 0n ? claim : 0n;
    });
    const paid = members.map((member, at) => {
      const left = most - drawn(member);
      const claim = claims[at]!;
      return left <= 0n ? 0n : claim < left ? claim : left;
    });
    return resultOf(document, payer, clauseOf, members, claims, paid);
  };
  return { id, settle };
}

function resultOf(
  { id, clause }: YearEndDocument,
  payer: Payer,
  clauseOf: (name: string) => Clause,
  members: readonly MemberYear[],
  claims: readonly bigint[],
  paid: readonly bigint[],
  fund?: bigint,
): YearEndResult {
  const sum = (of: readonly bigint[]) => of.reduce((so, each) => so + each, 0n) as Amount;
  const total = sum(paid);
  if (paid.some((each) => each < 0n)) throw new RangeError('a payment of the year is negative');
  if (fund !== undefined && total > fund) throw new RangeError('a fund is overdrawn');
  return {
    id,
    payer,
    clause: clauseOf(clause),
    ...(fund === undefined ? {} : { fund: fund as Amount }),
    claimed: sum(claims),
    paid: total,
    payments: members.map(({ memberNumber }, at) => ({
      memberNumber,
      claim: claims[at] as Amount,
      paid: paid[at] as Amount,
    })),
  };
}
