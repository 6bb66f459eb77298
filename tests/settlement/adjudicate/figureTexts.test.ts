/** 起付线 and 补偿比例: what is due in words, and adjustments that stay exact. */

import { describe, expect, test } from 'vitest';
import { startTrace, writeSteps } from '../../../src/settlement/adjudicate/trace.ts';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { plainDate } from '../../../src/time.ts';
import { CLAUSE, deductible, planOf, pooling, ratios } from '../support/draftPlan.ts';
import { type FiguresDraft, factsOf, movedOf, outcomeOf, run } from '../support/figures.ts';

type Deductible = Partial<NonNullable<LayerOf<'pooling'>['deductible']>>;
type CrossYear = VersionDocument['crossYearStay']['deductible'];

function due(changes: Deductible, draft: FiguresDraft = {}, keeps: CrossYear = 'pay-again') {
  const crossYearStay = { deductible: keeps, countsAdmission: true, clause: CLAUSE };
  const plan = planOf([pooling({ deductible: deductible('300', changes) })], { crossYearStay });
  const trace = startTrace();
  const course = run(plan, factsOf({ eligible: '1000', ...draft }), trace);
  const step = writeSteps(trace, []).find(({ rule }) => rule === 'pooling.deductible-due')!;
  return { step, course, taken: outcomeOf(course).deductible ?? '0.00' };
}

const year = { deductibleMet: 100_00n };

describe('what is due, in words', () => {
  test.each<[Deductible, CrossYear, object, string, string, string]>([
    [
      {},
      'pay-again',
      {},
      'deductible',
      '起付线每次 300.00 元',
      'deductible of each visit 300.00 yuan',
    ],
    [
      { mode: 'per-year-with-top-up' },
      'pay-again',
      {},
      'max(0, deductible - metThisYear)',
      '起付线 300.00 元，年内已付 100.00 元，尚应付 200.00 元',
      'deductible 300.00 yuan, 100.00 met this year, 200.00 still due',
    ],
    [
      { mode: 'per-year' },
      'pay-again',
      {},
      'max(0, deductible - metThisYear)',
      '起付线 300.00 元，年内已付 100.00 元，尚应付 200.00 元',
      'deductible 300.00 yuan, 100.00 met this year, 200.00 still due',
    ],
    [
      { merge: 'midway' },
      'pay-again',
      { merge: 'midway', acrossYears: 'pay-again' },
      'deductible, less what the stay paid before',
      '起付线每次 300.00 元，抵扣此前住院已付，应付 300.00 元',
      'deductible of each visit 300.00 yuan, less what the stay paid before: 300.00 due',
    ],
    [
      {},
      'keep-old',
      { merge: 'none', acrossYears: 'keep-old' },
      'deductible, less what the stay paid before',
      '起付线每次 300.00 元，抵扣此前住院已付，应付 300.00 元',
      'deductible of each visit 300.00 yuan, less what the stay paid before: 300.00 due',
    ],
    [
      { mode: 'per-quarter' },
      'pay-again',
      {},
      'max(0, deductible - metThisYear)',
      '起付线 300.00 元，本季已付 0.00 元，尚应付 300.00 元',
      'deductible 300.00 yuan, 0.00 met this quarter, 300.00 still due',
    ],
    [
      { mode: 'per-month' },
      'pay-again',
      {},
      'max(0, deductible - metThisYear)',
      '起付线 300.00 元，本月已付 0.00 元，尚应付 300.00 元',
      'deductible 300.00 yuan, 0.00 met this month, 300.00 still due',
    ],
    [
      { mode: 'per-provider-and-year' },
      'pay-again',
      {},
      'max(0, deductible - metThisYear)',
      '起付线 300.00 元，年内在本院已付 0.00 元，尚应付 300.00 元',
      'deductible 300.00 yuan, 0.00 met this year at this institution, 300.00 still due',
    ],
  ])('%o, %s', (changes, keeps, inputs, formula, zh, en) => {
    const { step } = due(changes, { year }, keeps);
    expect(step.formula).toBe(formula);
    expect(step.text).toEqual({ zh, en });
    const { deductible: full, metThisYear, mode, ...rest } = step.inputs;
    expect([full, mode]).toEqual(['300.00 yuan', changes.mode ?? 'per-visit']);
    expect(metThisYear).toMatch(/ yuan$/);
    expect(rest).toEqual(inputs);
  });
});

const STAY = 'stay@H99900100001@2026-03-02';

describe('what a stay paid before', () => {
  const paid = (fen: bigint) => ({ year: { deductibleMet: 100_00n, counters: { [STAY]: fen } } });
  test.each<[Deductible, bigint, string]>([
    // Of 300 of the year 200 are due; the stay has paid 50, then 150, then all.
    [{ mode: 'per-year-with-top-up', merge: 'midway' }, 50_00n, '200.00'],
    [{ mode: 'per-year-with-top-up', merge: 'midway' }, 150_00n, '150.00'],
    [{ mode: 'per-year-with-top-up', merge: 'midway' }, 300_00n, '0.00'],
    [{ merge: 'midway' }, 300_00n, '0.00'],
    [{ merge: 'midway' }, 400_00n, '0.00'],
    [{ merge: 'none' }, 400_00n, '300.00'],
  ])('%o, %i', (changes, fen, expected) => {
    expect(due(changes, paid(fen)).taken).toBe(expected);
  });

  test('midway looks at the stay, a referral at the one before, both at both', () => {
    const before = 'H99900100002@2026-02-20';
    const counters = {
      [STAY]: 40_00n,
      [`stay@${before}`]: 60_00n,
      [`left@${before}@2026-03-01`]: 1n,
    };
    const of = (merge: 'midway' | 'referral' | 'both') =>
      due(
        { merge, ...(merge !== 'midway' && { referralWithinDays: 2 }) },
        { visit: { isReferred: true }, year: { counters } },
      ).taken;
    expect([of('midway'), of('referral'), of('both')]).toEqual(['260.00', '240.00', '200.00']);
  });

  test.each<[CrossYear, string, bigint, string]>([
    ['keep-old', '2025-12-30', 100_00n, '0.00'],
    ['keep-old', '2025-12-30', 0n, '300.00'],
    ['pay-difference', '2025-12-30', 100_00n, '200.00'],
    ['pay-difference', '2025-12-30', 300_00n, '0.00'],
    ['pay-again', '2025-12-30', 100_00n, '300.00'],
    // Within one year nothing is kept.
    ['keep-old', '2026-01-02', 100_00n, '300.00'],
    ['pay-difference', '2026-01-02', 100_00n, '300.00'],
  ])('%s, admitted %s, %i paid', (keeps, admittedOn, fen, expected) => {
    const counters = { [`stay@H99900100001@${admittedOn}`]: fen };
    const visit = { admittedOn: plainDate(admittedOn) };
    expect(due({}, { visit, year: { counters } }, keeps).taken).toBe(expected);
  });
});

test('once a year is done only when all of it was taken', () => {
  expect(movedOf(due({ mode: 'per-year' }, { eligible: '299.99' }).course)).toEqual({});
  expect(movedOf(due({ mode: 'per-year' }, { eligible: '300' }).course)).toEqual({
    'deductible.done': '0.01',
  });
});

test('after the last admission of a list the lowest of all, wherever it stands', () => {
  const byAdmission = ['300.00', '100.00', '200.00'];
  const amounts = { 'every-class': { byAdmission, clause: CLAUSE } };
  const of = (admissions: number) =>
    due({ amounts, admissionsCounted: 'all' }, { year: { admissions } }).taken;
  expect([0, 1, 2, 3, 9].map(of)).toEqual(['300.00', '100.00', '200.00', '100.00', '100.00']);
});

describe('adjusted ratios', () => {
  type Change = 'raise-by-points' | 'lower-by-points' | 'times';
  function paidOf(
    ratio: string,
    list: readonly [Change, string][],
    eligible: string,
    bounds: { atMost?: string; atLeast?: string } = {},
  ) {
    const adjustments = {
      list: list.map(([change, by]) => ({
        when: { categories: ['ordinary' as const] },
        change,
        by,
        clause: CLAUSE,
      })),
      together: 'all' as const,
      atMost: bounds.atMost ?? '100%',
      atLeast: bounds.atLeast ?? '0%',
      clause: CLAUSE,
    };
    const plan = planOf([pooling({ ratios: ratios(ratio), adjustments })]);
    return outcomeOf(run(plan, factsOf({ eligible })))['pooled-fund'];
  }

  test.each<[string, [Change, string][], string, string]>([
    // 0.333333² and 0.333333³, exact to the last digit of ten million
    ['33.3333%', [['times', '33.3333%']], '10000000.00', '1111108.89'],
    [
      '33.3333%',
      [
        ['times', '33.3333%'],
        ['times', '33.3333%'],
      ],
      '10000000.00',
      '370369.26',
    ],
    // (80 − 10) × 50 %, (80 × 50 %) − 10, (80 × 50 %) + 10
    [
      '80%',
      [
        ['lower-by-points', '10%'],
        ['times', '50%'],
      ],
      '1000.00',
      '350.00',
    ],
    [
      '80%',
      [
        ['times', '50%'],
        ['lower-by-points', '10%'],
      ],
      '1000.00',
      '300.00',
    ],
    [
      '80%',
      [
        ['times', '50%'],
        ['raise-by-points', '10%'],
      ],
      '1000.00',
      '500.00',
    ],
    ['80%', [['lower-by-points', '10%']], '1000.00', '700.00'],
  ])('%s, %o', (ratio, list, eligible, expected) => {
    expect(paidOf(ratio, list, eligible)).toBe(expected);
  });

  test('bounds hold at any scale', () => {
    expect(paidOf('50%', [['times', '10%']], '1000', { atLeast: '20%' })).toBe('200.00');
    expect(paidOf('50%', [['times', '190%']], '1000', { atMost: '80%' })).toBe('800.00');
    expect(paidOf('50%', [['lower-by-points', '45%']], '1000', { atLeast: '20%' })).toBe('200.00');
  });
});
