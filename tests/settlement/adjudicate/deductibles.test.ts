import { describe, expect, test } from 'vitest';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import type { VersionDocument } from '../../../src/settlement/plan/schema.ts';
import { plainDate } from '../../../src/time.ts';
import {
  amounts,
  CLAUSE,
  deductible,
  figure,
  planOf,
  pooling,
  ratios,
  yearCap,
} from '../support/draftPlan.ts';
import { type FiguresDraft, factsOf, movedOf, outcomeOf, run } from '../support/figures.ts';
import { billOf, decided, request, usage } from '../support.ts';

type Deductible = NonNullable<LayerOf<'pooling'>['deductible']>;
type Version = Parameters<typeof planOf>[1];

/** The deductible of a visit of 1,000 yuan, and what it moved. */
function taken(document: Deductible, draft: FiguresDraft = {}, version: Version = {}) {
  const plan = planOf([pooling({ deductible: document, ratios: ratios('70%') })], version);
  const course = run(plan, factsOf({ eligible: '1000', ...draft }));
  return { taken: outcomeOf(course).deductible ?? '0.00', moved: movedOf(course), course };
}

describe('each mode', () => {
  const met = { deductibleMet: 10_000n };
  test.each<[Deductible['mode'], FiguresDraft, string]>([
    ['per-visit', { year: met }, '300.00'],
    ['per-year-with-top-up', { year: met }, '200.00'],
    ['per-year-with-top-up', { year: { deductibleMet: 40_000n } }, '0.00'],
    [
      'per-provider-and-year',
      { year: { counters: { 'deductible@H99900100001': 25_000n } } },
      '50.00',
    ],
    [
      'per-provider-and-year',
      { year: { counters: { 'deductible@H99900100002': 25_000n } } },
      '300.00',
    ],
    ['per-quarter', { year: { counters: { 'deductible@2026-q1': 30_000n } } }, '0.00'],
    ['per-quarter', { year: { counters: { 'deductible@2026-q2': 30_000n } } }, '300.00'],
    ['per-month', { year: { counters: { 'deductible@2026-03': 29_000n } } }, '10.00'],
  ])('%s, %o: %s', (mode, draft, expected) => {
    expect(taken(deductible('300', { mode }), draft).taken).toBe(expected);
  });

  test('once a year, whatever the class: what was met once at a lower class is enough', () => {
    const document = deductible('100', {
      mode: 'per-year',
      amounts: { near: figure('100'), far: figure('300') },
    });
    const first = taken(document);
    expect(first).toMatchObject({ taken: '100.00', moved: { 'deductible.done': '0.01' } });
    const year = { deductibleMet: 10_000n, counters: { 'deductible.done': 1n } };
    expect(taken(document, { institution: 1, year }).taken).toBe('0.00');
    const isOpen = { deductibleMet: 6_000n, counters: {} };
    expect(taken(document, { institution: 1, year: isOpen }).taken).toBe('240.00');
  });

  test('every mode of the counter `deductible` shows on the card', () => {
    expect(taken(deductible('300', { mode: 'per-month' })).course.deductibleMet).toBe(30_000n);
  });
});

describe('by the number of the admission', () => {
  const document = (admissionsCounted: Deductible['admissionsCounted']): Deductible => ({
    ...deductible('0'),
    amounts: { 'every-class': { byAdmission: ['200', '150', '100', '0'], clause: CLAUSE } },
    ...(admissionsCounted ? { admissionsCounted } : {}),
  });
  test.each([
    [0, '200.00'],
    [1, '150.00'],
    [3, '0.00'],
    [9, '0.00'],
  ])('after %s admissions', (admissions, expected) => {
    expect(taken(document('all'), { year: { admissions } }).taken).toBe(expected);
  });
  test('of the same class, of the same institution', () => {
    const counters = { 'admissions@class-near': 2n, 'admissions@H99900100001': 1n };
    const year = { admissions: 7, counters };
    expect(taken(document('same-class'), { year }).taken).toBe('100.00');
    expect(taken(document('same-provider'), { year }).taken).toBe('150.00');
  });
});

describe('what the stay, or the stay before a referral, paid counts', () => {
  const counters = {
    'stay@H99900100001@2026-03-02': 12_000n,
    'stay@H99900100002@2026-02-20': 10_000n,
    'left@H99900100002@2026-02-20@2026-03-01': 1n,
  };
  const visit = { isReferred: true };
  test.each([
    ['none', visit, '300.00'],
    ['midway', visit, '180.00'],
    ['referral', visit, '200.00'],
    ['referral', { isReferred: false }, '300.00'],
    ['both', visit, '80.00'],
  ] as const)('merge %s, %o', (merge, changes, expected) => {
    const window = merge === 'referral' || merge === 'both' ? { referralWithinDays: 1 } : {};
    const document = deductible('300', { merge, ...window });
    expect(taken(document, { visit: changes, year: { counters } }).taken).toBe(expected);
  });
  test('a referral after the window pays again', () => {
    const document = deductible('300', { merge: 'referral', referralWithinDays: 0 });
    expect(taken(document, { visit, year: { counters } }).taken).toBe('300.00');
  });
});

describe('a stay across two years', () => {
  const visit = { admittedOn: plainDate('2025-12-28') };
  const counters = { 'stay@H99900100001@2025-12-28': 12_000n };
  test.each([
    ['pay-again', counters, '300.00'],
    ['pay-difference', counters, '180.00'],
    ['keep-old', counters, '0.00'],
    ['keep-old', {}, '300.00'],
  ] as const)('%s', (mode, before, expected) => {
    const version = { crossYearStay: { deductible: mode, countsAdmission: true, clause: CLAUSE } };
    const result = taken(deductible('300'), { visit, year: { counters: before } }, version);
    expect(result.taken).toBe(expected);
  });
});

describe('halved, waived', () => {
  test('the first reduction that holds', () => {
    const document = deductible('300.01', {
      reductions: [
        { when: { categories: ['destitute'] }, times: '0%', clause: CLAUSE },
        { when: { categories: ['destitute', 'registered-poor'] }, times: '50%', clause: CLAUSE },
      ],
    });
    const of = (category: 'ordinary' | 'destitute' | 'registered-poor') =>
      taken(document, { person: { category } }).taken;
    expect([of('ordinary'), of('destitute'), of('registered-poor')]).toEqual([
      '300.01',
      '0.00',
      '150.01',
    ]);
  });

  test('exempt from deductible, co-payment and caps', () => {
    const when = { ages: { from: 80, to: 'open' as const } };
    const layer = pooling({
      deductible: deductible('300'),
      caps: [
        { over: 'visit', measuredOn: 'payment', beyond: 'missed-payment', amounts: amounts('100') },
      ],
      exemptions: [{ when, from: ['deductible', 'co-payment', 'caps'], clause: CLAUSE }],
    });
    const of = (age: number) =>
      outcomeOf(run(planOf([layer]), factsOf({ eligible: '1000', person: { age } })));
    expect(of(80)).toEqual({ 'pooled-fund': '1000.00' });
    expect(of(79)).toEqual({
      deductible: '300.00',
      'co-payment': '210.00',
      'above-cap': '390.00',
      'pooled-fund': '100.00',
    });
  });
});

describe('adjustments of the ratio', () => {
  const adjusted = (
    together: 'all' | 'first',
    list: NonNullable<LayerOf<'pooling'>['adjustments']>['list'],
  ) =>
    pooling({
      ratios: ratios('70%'),
      adjustments: { list, together, atMost: '95%', atLeast: '20%', clause: CLAUSE },
    });
  const old = (from: number, to: number | 'open') => ({ ages: { from, to } });
  const paid = (layer: LayerOf<'pooling'>, draft: FiguresDraft) =>
    outcomeOf(run(planOf([layer]), factsOf({ eligible: '1000', ...draft })))['pooled-fund'];

  test.each([
    ['raise-by-points', '800.00'],
    ['times', '770.00'],
  ] as const)('"10 %% on the basis of the original ratio" as %s', (change, expected) => {
    const by = change === 'times' ? '110%' : '10%';
    const layer = adjusted('all', [{ when: old(60, 'open'), change, by, clause: CLAUSE }]);
    expect([paid(layer, { person: { age: 59 } }), paid(layer, { person: { age: 60 } })]).toEqual([
      '700.00',
      expected,
    ]);
  });

  test.each([
    ['all', '913.00'], // (70 % + 13 %) × 110 %
    ['first', '830.00'],
  ] as const)('two that hold, %s of them', (together, expected) => {
    const layer = adjusted(together, [
      { when: old(70, 79), change: 'raise-by-points', by: '13%', clause: CLAUSE },
      { when: { categories: ['registered-poor'] }, change: 'times', by: '110%', clause: CLAUSE },
    ]);
    const person = { age: 79, category: 'registered-poor' } as const;
    expect(paid(layer, { person })).toBe(expected);
  });

  test('never beyond the bounds', () => {
    const layer = adjusted('all', [
      { when: old(90, 'open'), change: 'raise-by-points', by: '40%', clause: CLAUSE },
      { when: old(0, 5), change: 'lower-by-points', by: '60%', clause: CLAUSE },
    ]);
    const of = (age: number) => paid(layer, { person: { age } });
    expect([of(95), of(50), of(3)]).toEqual(['950.00', '700.00', '200.00']);
  });

  test('without a date of birth nobody is old', () => {
    const layer = adjusted('all', [
      { when: old(0, 'open'), change: 'raise-by-points', by: '5%', clause: CLAUSE },
    ]);
    expect(paid(layer, { person: { age: -1 } })).toBe('700.00');
  });
});

describe('what is counted for later visits', () => {
  const line = { item: 'X9990001', price: '1000', quantity: '1', submitted: '1000.00' };
  const known = { ...usage(), counters: {} };

  test('what the stay paid: a later bill of it pays no second deductible, and is no second admission', () => {
    const plan = planOf([pooling({ deductible: deductible('300', { merge: 'midway' }) })]);
    const first = decided(request({ plan, bill: billOf([line]), usage: known }));
    expect(first.usageAfter).toMatchObject({
      admissions: 1,
      counters: {
        'stay@H99910100001@2026-03-02': 30_000n,
        'bills@H99910100001@2026-03-02': 1n,
        'left@H99910100001@2026-03-02@2026-03-09': 1n,
      },
    });
    const second = decided(request({ plan, bill: billOf([line]), usage: first.usageAfter }));
    expect(second.byReason.deductible).toBe(0n);
    expect(second.usageAfter.admissions).toBe(1);
    const other = billOf([line], { admittedOn: '2026-03-08' });
    const third = decided(request({ plan, bill: other, usage: first.usageAfter }));
    expect([third.byReason.deductible, third.usageAfter.admissions]).toEqual([30_000n, 2]);
  });

  test('what the year’s end reads, and no more', () => {
    const yearEnd: NonNullable<VersionDocument['yearEnd']> = [
      {
        kind: 'top-up',
        id: 'december',
        payer: 'pooled-fund',
        counter: 'inpatient.total',
        from: figure('0'),
        raise: { is: 'times', by: '10%', of: 'inpatient.pooled', clause: CLAUSE },
        cap: { amount: '1', counter: 'benefit', clause: CLAUSE },
        clause: CLAUSE,
      },
    ];
    const plan = planOf([pooling({ caps: [yearCap('50000')] })], { yearEnd });
    const { usageAfter } = decided(request({ plan, bill: billOf([line]), usage: known }));
    expect(usageAfter.counters).toEqual({
      'inpatient.total': 100_000n,
      'inpatient.pooled': 70_000n,
    });
  });

  test('admissions by class and institution', () => {
    const byAdmission = { 'every-class': { byAdmission: ['200', '100'], clause: CLAUSE } };
    const plan = planOf([
      pooling({
        deductible: { ...deductible('0'), amounts: byAdmission, admissionsCounted: 'same-class' },
      }),
    ]);
    const { usageAfter } = decided(request({ plan, bill: billOf([line]), usage: known }));
    expect(usageAfter.counters).toEqual({
      'admissions@class-far': 1n,
      'admissions@H99910100001': 1n,
    });
  });
});
