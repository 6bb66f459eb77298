/** Random bills after the catalogue's split, with persons, visits and a year behind them. */

import fc from 'fast-check';
import type { Facts, SplitLines } from '../../../src/settlement/adjudicate/facts.ts';
import { LINE_FLAGS } from '../../../src/settlement/adjudicate/facts.ts';
import { FILINGS } from '../../../src/settlement/plan/schema/vocabulary.ts';
import { addDays, plainDate } from '../../../src/time.ts';

export interface LineFigures {
  readonly excluded: bigint;
  readonly overCeiling: bigint;
  readonly selfPaidFirst: bigint;
  readonly eligible: bigint;
  readonly hospital: bigint;
  readonly flags: number;
}

const few = (max: number) => fc.integer({ min: 0, max }).map(BigInt);
/** Mostly nothing, sometimes something: what real lines look like. */
const rare = (max: number) => fc.oneof({ weight: 3, arbitrary: fc.constant(0n) }, few(max));

const line: fc.Arbitrary<LineFigures> = fc
  .record({
    excluded: rare(90_000),
    overCeiling: rare(20_000),
    selfPaidFirst: rare(40_000),
    eligible: fc.oneof(few(3), few(9_000), few(900_000)),
    hospital: rare(5_000),
    flags: fc.integer({ min: 0, max: 7 }),
    isB: fc.boolean(),
  })
  .map(({ flags, isB, ...rest }) => ({
    ...rest,
    flags: flags | (isB ? LINE_FLAGS.classB : LINE_FLAGS.classA),
  }));

/** Facts of a bill of these lines; ids go with the lines, so that their order is free. */
export function withLines(facts: Facts, lines: readonly (LineFigures & { id: string })[]): Facts {
  const column = (of: keyof Omit<LineFigures, 'flags'>) => lines.map((each) => each[of]);
  const sum = (of: keyof Omit<LineFigures, 'flags'>) =>
    column(of).reduce((so, each) => so + each, 0n);
  const split: SplitLines = {
    ids: lines.map(({ id }) => id),
    submitted: lines.map((each) => submitted(each)),
    excluded: column('excluded'),
    overCeiling: column('overCeiling'),
    selfPaidFirst: column('selfPaidFirst'),
    eligible: column('eligible'),
    hospital: column('hospital'),
    flags: lines.map(({ flags }) => flags),
  };
  return {
    ...facts,
    lines: split,
    split: {
      total: split.submitted.reduce((so, each) => so + each, 0n),
      excluded: sum('excluded'),
      overCeiling: sum('overCeiling'),
      selfPaidFirst: sum('selfPaidFirst'),
      eligible: sum('eligible'),
      hospital: sum('hospital'),
    },
  };
}

function submitted({
  excluded,
  overCeiling,
  selfPaidFirst,
  eligible,
  hospital,
}: LineFigures): bigint {
  return excluded + overCeiling + selfPaidFirst + eligible + hospital;
}

export interface RandomCase {
  readonly facts: Facts;
  readonly lines: readonly (LineFigures & { id: string })[];
}

const PROVIDER = 'H99900100001';

export const cases: fc.Arbitrary<RandomCase> = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 6 }),
    institution: fc.constantFrom(0, 1),
    hospitalOfBill: rare(30_000),
    age: fc.constantFrom(-1, 5, 45, 60, 88),
    category: fc.constantFrom('ordinary', 'ordinary', 'destitute', 'registered-poor'),
    account: rare(50_000),
    filing: fc.constantFrom(...FILINGS),
    visit: fc.constantFrom('inpatient', 'outpatient'),
    days: fc.integer({ min: 1, max: 40 }),
    isListed: fc.boolean(),
    met: rare(60_000),
    drawn: rare(3_000_000),
    admissions: fc.integer({ min: 0, max: 5 }),
    counted: fc.array(few(900_000), { minLength: 6, maxLength: 6 }),
  })
  .map(({ lines: drafts, ...draft }) => {
    const lines = drafts.map((each, at) => ({ ...each, id: `L${at}` }));
    const dischargedOn = plainDate('2026-01-20');
    const admittedOn = addDays(dischargedOn, -draft.days);
    const facts: Facts = {
      institution: draft.institution,
      split: {
        total: 0n,
        excluded: 0n,
        overCeiling: 0n,
        selfPaidFirst: 0n,
        eligible: 0n,
        hospital: 0n,
      },
      hospitalOfBill: draft.hospitalOfBill,
      lines: null,
      visit: {
        visit: draft.visit,
        filing: draft.filing,
        place: draft.institution === 0 ? 'in-county' : 'in-province',
        isReferred: draft.filing === 'referral',
        days: draft.days,
        diagnoses: [draft.isListed ? 'J18.900' : 'K35.800'],
        procedures: [],
        provider: PROVIDER,
        admittedOn,
        dischargedOn,
        decidedFor: dischargedOn,
      },
      person: {
        age: draft.age,
        category: draft.category,
        attributes: [],
        certified: [],
        account: draft.account,
      },
      year: {
        deductibleMet: draft.met,
        benefitDrawn: draft.drawn,
        admissions: draft.admissions,
        counters: countersOf(draft.counted, admittedOn),
      },
    };
    return { facts: withLines(facts, lines), lines };
  });

function countersOf(values: readonly bigint[], admittedOn: string): Record<string, bigint> {
  const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n] = values;
  return {
    'pooling-bands': a,
    'pooling-payment-member': b,
    'household.pooling-payment-household': c,
    'pooling-fee-member@2026-01': d,
    'supplement-0-deductible': e,
    'supplement-0-payment-member': f,
    'guarantee-0-year.burden': a,
    'guarantee-0-year.paid': b,
    'guarantee-0-year.whole': c,
    [`deductible@${PROVIDER}`]: d % 100_000n,
    [`stay@${PROVIDER}@${admittedOn}`]: e % 50_000n,
    'stay@H99900100002@2026-01-01': f % 50_000n,
    [`left@H99900100002@2026-01-01@${admittedOn}`]: f % 3n,
    'admissions@class-near': a % 4n,
  };
}
