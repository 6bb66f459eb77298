import { describe, expect, test } from 'vitest';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import {
  amounts,
  CLAUSE,
  deductible,
  figure,
  planOf,
  pooling,
  ratios,
  supplement,
  yearCap,
} from '../support/draftPlan.ts';
import {
  type FiguresDraft,
  factsOf,
  movedOf,
  outcomeOf,
  paidByLayer,
  run,
} from '../support/figures.ts';

type Layers = Parameters<typeof planOf>[0];

function outcome(layers: Layers, draft: FiguresDraft, ...rest: [Parameters<typeof planOf>[1]?]) {
  return outcomeOf(run(planOf(layers, ...rest), factsOf(draft)));
}

describe('pooling', () => {
  test('deductible, ratio, the year’s cap', () => {
    // 1,000 - 100 = 900; 70 % = 630; cap 500 - 0: 130 above
    const layer = pooling({ deductible: deductible('100.00'), caps: [yearCap('500.00')] });
    expect(outcome([layer], { eligible: '1000' })).toEqual({
      deductible: '100.00',
      'co-payment': '270.00',
      'above-cap': '130.00',
      'pooled-fund': '500.00',
    });
  });

  test('what lies beyond a cap, as cost: the capped payment is turned back through the ratio', () => {
    // 500 / 70 % = 714.29 of cost; co-payment 214.29; above 900 - 714.29 = 185.71
    const caps = [yearCap('500.00', { beyond: 'eligible-cost' })];
    const layer = pooling({ deductible: deductible('100.00'), caps });
    expect(outcome([layer], { eligible: '1000' })).toEqual({
      deductible: '100.00',
      'co-payment': '214.29',
      'above-cap': '185.71',
      'pooled-fund': '500.00',
    });
  });

  test('a cap on costs', () => {
    // 1,000 - 100 = 900, 600 count; 70 % = 420
    const cap = { over: 'visit', measuredOn: 'fee', amounts: amounts('600') } as const;
    const layer = pooling({ deductible: deductible('100.00'), caps: [cap] });
    expect(outcome([layer], { eligible: '1000' })).toEqual({
      deductible: '100.00',
      'co-payment': '180.00',
      'above-cap': '300.00',
      'pooled-fund': '420.00',
    });
  });

  test('daily and yearly caps of a household hold at once, and count what was paid', () => {
    const shared = { sharedBy: 'household', counter: 'outpatient' } as const;
    const layer = pooling({
      caps: [
        yearCap('30.00', { over: 'day', counter: 'outpatient-day' }),
        yearCap('150.00', shared),
      ],
    });
    const counters = { 'household.outpatient': 14_000n, 'outpatient-day@2026-03-09': 1_000n };
    // 70 % of 100 = 70; 20 left of the day, 10 left of the year
    const course = run(planOf([layer]), factsOf({ eligible: '100', year: { counters } }));
    expect(outcomeOf(course)).toEqual({
      'co-payment': '30.00',
      'above-cap': '60.00',
      'pooled-fund': '10.00',
    });
    expect(movedOf(course)).toEqual({
      'outpatient-day@2026-03-09': '10.00',
      'household.outpatient': '10.00',
    });
  });
});

describe('bands', () => {
  const bands: NonNullable<LayerOf<'pooling'>['bands']> = {
    edges: ['1000', '3000'],
    measuredOn: 'fee',
    deductible: 'taken-first',
    over: 'visit',
    clause: CLAUSE,
  };
  const byBand = { 'every-class': { byBand: ['50%', '60%', '70%'], clause: CLAUSE } };

  test('from above the deductible', () => {
    // 4,500 - 500 = 4,000: 1,000 × 50 % + 2,000 × 60 % + 1,000 × 70 % = 2,400
    const layer = pooling({ deductible: deductible('500'), bands, ratios: byBand });
    expect(outcome([layer], { eligible: '4500' })).toMatchObject({ 'pooled-fund': '2400.00' });
  });

  test('the deductible inside the first band', () => {
    // 500 of the first band is the deductible: 500 × 50 % + 2,000 × 60 % + 1,500 × 70 % = 2,500
    const inside = { ...bands, deductible: 'inside-first-band' } as const;
    const layer = pooling({ deductible: deductible('500'), bands: inside, ratios: byBand });
    expect(outcome([layer], { eligible: '4500' })).toMatchObject({ 'pooled-fund': '2500.00' });
  });

  test('measured on payment', () => {
    // paid up to 1,000 at 50 %: 2,000; up to 3,000 at 60 %: 2,000 / 60 % = 3,333.34; 666.66 × 70 % = 466.66
    const onPayment = { ...bands, measuredOn: 'payment' } as const;
    const layer = pooling({ bands: onPayment, ratios: byBand });
    const perBand = {
      line: 'half-up',
      selfPayFirst: 'half-up',
      ratio: 'half-up',
      ratioApplied: 'per-band',
      clause: CLAUSE,
    } as const;
    expect(outcome([layer], { eligible: '6000' }, { rounding: perBand })).toEqual({
      'co-payment': '2533.34',
      'pooled-fund': '3466.66',
    });
  });

  test('through the year', () => {
    // 900 of the year are used: 100 × 50 % + 900 × 60 % = 590
    const yearly = { ...bands, over: 'year', counter: 'band' } as const;
    const course = run(
      planOf([pooling({ bands: yearly, ratios: byBand })]),
      factsOf({ eligible: '1000', year: { counters: { band: 90_000n } } }),
    );
    expect(outcomeOf(course)).toMatchObject({ 'pooled-fund': '590.00' });
    expect(movedOf(course)).toEqual({ band: '1000.00' });
  });

  test.each([
    ['in-total', '1.40'], // 0.005 + 0.606 + 0.791 = 1.402
    ['per-band', '1.41'], // 0.01 + 0.61 + 0.79
  ] as const)('rounded %s', (ratioApplied, expected) => {
    const small = { ...bands, edges: ['0.01', '1.02'] };
    const rounding = { line: 'half-up', selfPayFirst: 'half-up', ratio: 'half-up' } as const;
    const version = { rounding: { ...rounding, ratioApplied, clause: CLAUSE } };
    const layer = pooling({ bands: small, ratios: byBand });
    expect(outcome([layer], { eligible: '2.15' }, version)).toMatchObject({
      'pooled-fund': expected,
    });
  });
});

describe('supplement', () => {
  test('major illness over the year: above 10,000 in bands, what was counted before included', () => {
    // burden of this visit 300 + 2,700 = 3,000, 9,000 met: 1,000 deductible, 2,000 at 60 %
    const major = supplement({
      deductible: deductible('10000', { mode: 'per-year-with-top-up', counter: 'major' }),
      ratios: ratios('60%'),
    });
    const counters = { major: 900_000n };
    const course = run(
      planOf([pooling({ deductible: deductible('300') }), major]),
      factsOf({ eligible: '9300', year: { counters } }),
    );
    expect(paidByLayer(course)).toEqual(['pooling 6300.00', 'supplement 1200.00']);
    expect(outcomeOf(course)).toEqual({
      deductible: '300.00',
      'co-payment': '1500.00',
      'pooled-fund': '6300.00',
      'major-illness': '1200.00',
    });
    expect(movedOf(course)).toEqual({ major: '1000.00' });
  });

  test('takes no more than the patient still bears of what it may take', () => {
    const aid = supplement({
      payer: 'civil-aid',
      base: { of: ['excluded', 'co-payment'], lines: 'all', clause: CLAUSE },
      takes: ['co-payment'],
      ratios: ratios('90%'),
    });
    // base 500 + 300 = 800, 90 % = 720, co-payment 300
    expect(outcome([pooling(), aid], { eligible: '1000', excluded: '500' })).toEqual({
      excluded: '500.00',
      'pooled-fund': '700.00',
      'civil-aid': '300.00',
    });
  });

  const lines = {
    ids: ['1', '2', '3'],
    submitted: [60_000n, 30_000n, 10_000n],
    excluded: [0n, 0n, 0n],
    overCeiling: [0n, 0n, 0n],
    selfPaidFirst: [0n, 0n, 0n],
    eligible: [60_000n, 30_000n, 10_000n],
    hospital: [0n, 0n, 0n],
    flags: [8, 16 + 1, 16 + 2],
  };

  test.each([
    [true, '30.00'], // 300 × 10 %
    [false, '27.00'], // (300 - 30 % of the deductible of 100) × 10 %
  ])('essential drugs get ten points more; before the deductible: %s', (before, expected) => {
    const addOn = supplement({
      id: 'essential',
      payer: 'add-on',
      base: { of: ['eligible'], lines: 'essential', beforeDeductible: before, clause: CLAUSE },
      takes: ['co-payment'],
      ratios: ratios('10%'),
    });
    const layers = [pooling({ deductible: deductible('100') }), addOn];
    expect(outcome(layers, { eligible: '1000', lines })).toMatchObject({ 'add-on': expected });
  });

  test.each([
    ['class-a-first', '100.00'], // class B fills the 200 above the cap: 200 × 50 %
    ['by-amount', '40.00'], // 40 % of the 200
  ] as const)('class B above the cap, filled %s', (order, expected) => {
    const layer = supplement({
      base: { of: ['above-cap'], lines: 'class-b', clause: CLAUSE },
      takes: ['above-cap'],
    });
    const layers = [pooling({ caps: [yearCap('500')] }), layer];
    const version = { capFilling: { order, clause: CLAUSE } };
    expect(outcome(layers, { eligible: '1000', lines }, version)).toMatchObject({
      'major-illness': expected,
    });
  });
});

describe('guarantee', () => {
  const common = {
    layer: 'guarantee',
    id: 'backstop',
    visits: ['inpatient'],
    payer: 'government-backstop',
    takes: ['co-payment', 'deductible', 'self-paid-first', 'excluded'],
    caps: [],
  } as const;
  type Guarantee = LayerOf<'guarantee'>;
  const guarantee = (changes: Pick<Guarantee, 'target' | 'over'> & Partial<Guarantee>) =>
    ({
      ...common,
      takes: [...common.takes],
      visits: ['inpatient'],
      caps: [],
      ...changes,
    }) as Guarantee;

  test('90 % of the cost', () => {
    // 1,100 × 90 % = 990 - 700
    const layer = guarantee({
      over: 'visit',
      target: { is: 'least-share', ratio: '90%', of: 'total', clause: CLAUSE },
    });
    expect(outcome([pooling(), layer], { eligible: '1000', excluded: '100' })).toEqual({
      excluded: '100.00',
      'co-payment': '10.00',
      'pooled-fund': '700.00',
      'government-backstop': '290.00',
    });
  });

  test('no more than 5,000 out of pocket in the year', () => {
    const layer = guarantee({
      over: 'year',
      counter: 'pocket',
      target: {
        is: 'most-out-of-pocket',
        amount: '5000',
        counting: ['co-payment', 'excluded'],
        clause: CLAUSE,
      },
    });
    // 4,900 before, 300 now: 200 too many
    const course = run(
      planOf([pooling(), layer]),
      factsOf({ eligible: '1000', year: { counters: { 'pocket.burden': 490_000n } } }),
    );
    expect(outcomeOf(course)).toMatchObject({ 'government-backstop': '200.00' });
    expect(movedOf(course)).toEqual({ 'pocket.burden': '100.00' });
  });

  test('a floor', () => {
    const layer = guarantee({
      over: 'visit',
      payer: 'floor',
      target: { is: 'least-paid', amount: '50', clause: CLAUSE },
    });
    const small = pooling({ deductible: deductible('90') });
    expect(outcome([small, layer], { eligible: '100' })).toMatchObject({
      'pooled-fund': '7.00',
      floor: '43.00',
    });
  });
});

test('figures by class', () => {
  const layer = pooling({
    ratios: ratios('70%', '55%'),
    deductible: deductible('0', { amounts: { near: figure('100'), far: figure('300') } }),
  });
  expect(outcome([layer], { eligible: '1000', institution: 1 })).toMatchObject({
    deductible: '300.00',
    'pooled-fund': '385.00',
  });
});
