import { describe, expect, test } from 'vitest';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import { amounts, CLAUSE, planOf, pooling, visitCap } from '../support/draftPlan.ts';
import { type FiguresDraft, factsOf, outcomeOf, run } from '../support/figures.ts';

type Layers = Parameters<typeof planOf>[0];

function outcome(layers: Layers, draft: FiguresDraft, ...rest: [Parameters<typeof planOf>[1]?]) {
  return outcomeOf(run(planOf(layers, ...rest), factsOf(draft)));
}

describe('quota and single disease', () => {
  test('childbirth: a fixed sum, never beyond the cost', () => {
    const quota: LayerOf<'quota'> = {
      layer: 'quota',
      id: 'birth',
      visits: ['inpatient-childbirth'],
      when: { delivery: 'natural' },
      payer: 'pooled-fund',
      per: 'visit',
      amounts: amounts('300'),
      takes: ['eligible', 'excluded'],
      caps: [],
      rest: 'patient',
      clause: CLAUSE,
    };
    const visit = { visit: 'inpatient-childbirth', delivery: 'natural' } as const;
    expect(outcome([quota], { eligible: '800', excluded: '50', visit })).toEqual({
      excluded: '50.00',
      'co-payment': '500.00',
      'pooled-fund': '300.00',
    });
    expect(outcome([quota], { eligible: '200', excluded: '50', visit })).toEqual({
      'pooled-fund': '250.00',
    });
    const bedDays: LayerOf<'quota'> = { ...quota, per: 'day', daysMax: 5, amounts: amounts('40') };
    expect(outcome([bedDays], { eligible: '800', visit })).toMatchObject({
      'pooled-fund': '200.00',
    });
  });

  const appendicitis = (
    changes: Partial<LayerOf<'single-disease'>>,
  ): LayerOf<'single-disease'> => ({
    layer: 'single-disease',
    id: 'appendicitis',
    visits: ['inpatient'],
    when: { procedures: ['47.01'] },
    payer: 'pooled-fund',
    price: amounts('3000'),
    fund: { pays: 'quota', amounts: amounts('2100') },
    belowPrice: 'fund-pays-in-full',
    abovePrice: 'hospital',
    takes: ['excluded', 'self-paid-first', 'eligible'],
    clause: CLAUSE,
    ...changes,
  });
  const visit = { procedures: ['47.01'] };

  test.each([
    ['3600', {}, { hospital: '600.00', 'pooled-fund': '2100.00', 'co-payment': '900.00' }],
    ['3600', { abovePrice: 'patient' }, { 'pooled-fund': '2100.00', 'co-payment': '1500.00' }],
    ['2400', {}, { 'pooled-fund': '2100.00', 'co-payment': '300.00' }],
    ['1500', {}, { 'pooled-fund': '1500.00' }],
    [
      '2400',
      { belowPrice: 'fund-pays-in-proportion' },
      { 'pooled-fund': '1680.00', 'co-payment': '720.00' },
    ],
    [
      '3000',
      {
        fund: {
          pays: 'ratio-of-price',
          ratios: { 'every-class': { ratio: '60%', clause: CLAUSE } },
        },
      },
      { 'pooled-fund': '1800.00', 'co-payment': '1200.00' },
    ],
  ] as const)('a price of 3,000 for a cost of %s', (eligible, changes, expected) => {
    const layers = [appendicitis(changes as Partial<LayerOf<'single-disease'>>), pooling()];
    expect(outcome(layers, { eligible, visit })).toEqual(expected);
  });

  test('another disease is pooled as ever', () => {
    expect(outcome([appendicitis({}), pooling()], { eligible: '1000' })).toEqual({
      'co-payment': '300.00',
      'pooled-fund': '700.00',
    });
  });
});

describe('family account, and what the hospital bears', () => {
  const account: LayerOf<'family-account'> = {
    layer: 'family-account',
    id: 'account',
    visits: ['outpatient', 'inpatient'],
    sharedBy: 'household',
    takes: ['co-payment', 'self-paid-first'],
    caps: [visitCap('200')],
    clause: CLAUSE,
  };

  test.each([
    [15_000n, '150.00'],
    [99_900n, '200.00'],
  ])('an account of %s fen', (balance, expected) => {
    const draft = { eligible: '1000', selfPaidFirst: '10', person: { account: balance } };
    expect(outcome([pooling(), account], draft)).toMatchObject({ 'family-account': expected });
  });

  test('before pooling it pays what is eligible', () => {
    const first = { ...account, takes: ['eligible' as const], caps: [] };
    const draft = { eligible: '1000', person: { account: 10_000n } };
    expect(outcome([first, pooling()], draft)).toEqual({
      'family-account': '100.00',
      'pooled-fund': '630.00',
      'co-payment': '270.00',
    });
  });

  test('self-paid drugs beyond the limit', () => {
    const layer: LayerOf<'over-share'> = {
      layer: 'over-share',
      id: 'over-share',
      visits: ['inpatient'],
      selfPaid: ['excluded', 'self-paid-first'],
      lines: 'drugs',
      limits: { 'every-class': { ratio: '10%', clause: CLAUSE } },
      clause: CLAUSE,
    };
    const lines = {
      ids: ['1', '2'],
      submitted: [50_000n, 30_000n],
      excluded: [0n, 30_000n],
      overCeiling: [0n, 0n],
      selfPaidFirst: [0n, 0n],
      eligible: [50_000n, 0n],
      hospital: [0n, 0n],
      flags: [4 + 8, 4],
    };
    // 300 of 800 are self-paid, 80 allowed
    expect(outcome([layer, pooling()], { eligible: '500', excluded: '300', lines })).toEqual({
      excluded: '80.00',
      'co-payment': '150.00',
      'pooled-fund': '350.00',
      hospital: '220.00',
    });
  });

  test('the bill’s deduction comes off what is the patient’s alone first', () => {
    const draft = { eligible: '1000', excluded: '50', hospitalOfBill: '80' };
    expect(outcome([pooling()], draft)).toEqual({
      'co-payment': '291.00',
      'pooled-fund': '679.00',
      hospital: '80.00',
    });
  });

  test('what no layer decides is the patient’s own share', () => {
    expect(outcome([account], { eligible: '70' })).toEqual({ 'co-payment': '70.00' });
  });
});
