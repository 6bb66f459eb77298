/** Corners of a share: bands that the year has left behind, edges met to the fen, and what is said of an exemption. */

import { describe, expect, test } from 'vitest';
import { startTrace, writeSteps } from '../../../src/settlement/adjudicate/trace.ts';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import { CLAUSE, deductible, planOf, pooling, ratios, visitCap } from '../support/draftPlan.ts';
import { type FiguresDraft, factsOf, movedOf, outcomeOf, run } from '../support/figures.ts';

type Bands = NonNullable<LayerOf<'pooling'>['bands']>;

const FEE: Bands = {
  edges: ['1000', '3000'],
  measuredOn: 'fee',
  deductible: 'taken-first',
  over: 'visit',
  clause: CLAUSE,
};
const byBand = (...of: string[]) => ({ 'every-class': { byBand: of, clause: CLAUSE } });

function rounding(ratioApplied: 'in-total' | 'per-band' | 'per-line', ratio = 'half-up' as const) {
  return { rounding: { line: ratio, selfPayFirst: ratio, ratio, ratioApplied, clause: CLAUSE } };
}

function banded(bands: Bands, of: readonly string[], draft: FiguresDraft, changes = {}) {
  const layer = pooling({ bands, ratios: byBand(...of), ...changes });
  const applied = bands.measuredOn === 'payment' ? 'per-band' : 'in-total';
  return run(planOf([layer], rounding(applied)), factsOf(draft));
}

describe('bands', () => {
  test('of a visit count nothing of the year', () => {
    expect(movedOf(banded(FEE, ['50%', '60%', '70%'], { eligible: '500' }))).toEqual({});
  });

  const yearly: Bands = { ...FEE, over: 'year', counter: 'sum' };
  test.each([
    // 500 from 999.99 on: 0.01 × 50 % + 499.99 × 60 %
    ['999.99', '300.00'],
    // 500 from 1,000 on: 60 %
    ['1000.00', '300.00'],
    ['2500.00', '300.00'],
    // 499.99 × 60 % + 0.01 × 70 %
    ['2500.01', '300.00'],
    // 500 × 70 %
    ['3000.00', '350.00'],
    ['8000.00', '350.00'],
  ])('of a year that has come to %s', (counted, expected) => {
    const counters = { sum: BigInt(counted.replace('.', '')) };
    const course = banded(yearly, ['50%', '60%', '70%'], { eligible: '500', year: { counters } });
    expect(outcomeOf(course)['pooled-fund']).toBe(expected);
    expect(movedOf(course)).toEqual({ sum: '500.00' });
  });

  test('the deductible inside the first band counts towards the year', () => {
    const inside: Bands = { ...yearly, deductible: 'inside-first-band' };
    const own = { deductible: deductible('300') };
    // 700 from 300 on: all in the first band; the year is 1,000 on.
    const course = banded(inside, ['50%', '60%', '70%'], { eligible: '1000' }, own);
    expect(outcomeOf(course)['pooled-fund']).toBe('350.00');
    expect(movedOf(course)).toEqual({ sum: '1000.00' });
    const first = banded(yearly, ['50%', '60%', '70%'], { eligible: '1000' }, own);
    expect(movedOf(first)).toEqual({ sum: '700.00' });
  });

  const paid: Bands = { ...FEE, edges: ['100', '200'], measuredOn: 'payment' };
  test.each([
    // 200 × 50 % is the first edge exactly, 125 × 80 % the second; then nothing is paid.
    ['200.00', '100.00'],
    ['200.01', '100.01'],
    ['325.00', '200.00'],
    ['400.00', '200.00'],
  ])('on payment, %s of costs: %s', (eligible, expected) => {
    const course = banded(paid, ['50%', '80%', '0%'], { eligible });
    expect(outcomeOf(course)['pooled-fund']).toBe(expected);
  });

  test.each([
    // Nothing is left below the first edge; 50 below the second; nothing at all.
    ['100.00', '100.00', '80.00'],
    ['150.00', '100.00', '50.00'],
    ['500.00', '100.00', '0.00'],
  ])('on payment, a year that has paid %s, %s of costs: %s', (counted, eligible, expected) => {
    const counters = { sum: BigInt(counted.replace('.', '')) };
    const yearlyPaid: Bands = { ...paid, over: 'year', counter: 'sum' };
    const course = banded(yearlyPaid, ['50%', '80%', '0%'], { eligible, year: { counters } });
    expect(outcomeOf(course)['pooled-fund'] ?? '0.00').toBe(expected);
    expect(movedOf(course)).toEqual(expected === '0.00' ? {} : { sum: expected });
  });
});

test('what an exemption takes away is said in both languages', () => {
  const when = { categories: ['destitute' as const] };
  const from = ['deductible' as const, 'co-payment' as const, 'caps' as const];
  const layer = pooling({
    deductible: deductible('100'),
    caps: [visitCap('10')],
    exemptions: [{ when, from, clause: CLAUSE }],
  });
  const trace = startTrace();
  run(planOf([layer]), factsOf({ eligible: '500', person: { category: 'destitute' } }), trace);
  const steps = writeSteps(trace, []);
  expect(steps.find(({ rule }) => rule === 'pooling.exempt')).toMatchObject({
    inputs: { from: 'deductible, co-payment, caps' },
    formula: 'does not apply',
    result: 0n,
    text: {
      zh: '免除：起付线、比例自付、封顶线',
      en: 'exempt from: deductible, co-payment, caps',
    },
  });
  expect(steps.map(({ rule }) => rule)).toEqual([
    'pooling.eligible',
    'pooling.exempt',
    'pooling.ratio',
    'pooling.co-payment',
    'pooling.paid',
    'remainder.cash',
  ]);
});

test('a ratio line by line needs lines; on totals alone it is applied once', () => {
  const plan = planOf([pooling({ ratios: ratios('33.33%') })], rounding('per-line'));
  const trace = startTrace();
  const course = run(plan, factsOf({ eligible: '100.01' }), trace);
  expect(outcomeOf(course)['pooled-fund']).toBe('33.33');
  const ratio = writeSteps(trace, []).find(({ rule }) => rule === 'pooling.ratio')!;
  expect(ratio.inputs).toMatchObject({ applied: 'in-total', ratio: '33.33%' });
});

test.each([
  // 0.5 and 1.5 fen at 50 %
  ['half-up', '0.01', '0.02'],
  ['half-even', '0.00', '0.02'],
  ['down', '0.00', '0.01'],
  ['up', '0.01', '0.02'],
] as const)('%s', (mode, one, three) => {
  const own = { ...rounding('in-total').rounding, ratio: mode };
  const plan = planOf([pooling({ ratios: ratios('50%') })], { rounding: own });
  const of = (eligible: string) => outcomeOf(run(plan, factsOf({ eligible })))['pooled-fund'];
  expect([of('0.01') ?? '0.00', of('0.03') ?? '0.00']).toEqual([one, three]);
});
