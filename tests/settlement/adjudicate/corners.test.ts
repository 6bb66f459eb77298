/** Corners of the layers that pay no share: what is said, and what lies on an edge. */

import { describe, expect, test } from 'vitest';
import { amount, parseYuan, yuanText } from '../../../src/money.ts';
import { layerResults } from '../../../src/settlement/adjudicate/course.ts';
import { startTrace, writeSteps } from '../../../src/settlement/adjudicate/trace.ts';
import type { LayerDocument, LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import { amounts, CLAUSE, planOf, pooling, ratios } from '../support/draftPlan.ts';
import { type FiguresDraft, factsOf, outcomeOf, paidByLayer, run } from '../support/figures.ts';

function told(layers: readonly LayerDocument[], draft: FiguresDraft) {
  const trace = startTrace();
  const course = run(planOf(layers), factsOf(draft), trace);
  const steps = writeSteps(trace, []).map(({ rule, inputs, result, text }) => ({
    rule,
    inputs,
    result: yuanText(result),
    ...text,
  }));
  return { course, steps, of: (rule: string) => steps.filter((step) => step.rule === rule) };
}

describe('a promise', () => {
  type Guarantee = LayerOf<'guarantee'>;
  const common = {
    layer: 'guarantee',
    id: 'promise',
    visits: ['inpatient'],
    payer: 'floor',
    takes: ['co-payment'],
    over: 'year',
    counter: 'c',
    caps: [],
  } satisfies Partial<Guarantee>;
  const half = pooling({ ratios: ratios('50%') });

  test.each([
    // 1,000 of this visit and 3,000 before: 90 % is 3,600; 500 now and 2,000 before are paid.
    ['total', { 'c.whole': 3000_00n, 'c.paid': 2000_00n }, '3600.00', '1100.00'],
    ['total', { 'c.whole': 0n, 'c.paid': 0n }, '900.00', '400.00'],
    // 1,200 in all, of which 200 are excluded.
    ['total-less-excluded', { 'c.whole': 0n, 'c.paid': 0n }, '900.00', '400.00'],
    ['eligible', { 'c.whole': 0n, 'c.paid': 500_00n }, '900.00', '0.00'],
  ] as const)('a share of %s after %o', (of, counters, promised, missing) => {
    const target = { is: 'least-share', ratio: '90%', of, clause: CLAUSE } as const;
    const excluded = of === 'total-less-excluded' ? '200' : '0';
    const { of: steps } = told([half, { ...common, target }], {
      eligible: '1000',
      excluded,
      year: { counters },
    });
    const [step] = steps('promise.missing');
    expect(step).toMatchObject({ result: missing, inputs: { of, ratio: '90%' } });
    const whole = parseYuan(step!.inputs.whole!.replace(' yuan', ''));
    expect(yuanText(amount((whole * 9n) / 10n))).toBe(promised);
    expect(step!.zh).toContain(`差 ${missing} 元`);
    expect(step!.en).toContain(`${missing} missing`);
  });

  test('a floor of the year', () => {
    const target = { is: 'least-paid', amount: '800.00', clause: CLAUSE } as const;
    const having = (paid: bigint) =>
      told([half, { ...common, target }], {
        eligible: '1000',
        year: { counters: { 'c.paid': paid } },
      }).of('promise.missing');
    expect(having(0n)).toMatchObject([
      { result: '300.00', inputs: { least: '800.00 yuan', paid: '500.00 yuan' } },
    ]);
    expect(having(200_00n)).toMatchObject([{ result: '100.00', inputs: { paid: '700.00 yuan' } }]);
    expect(having(400_00n)).toMatchObject([{ result: '0.00', inputs: { paid: '900.00 yuan' } }]);
  });

  test('no more than so much out of pocket', () => {
    const target = {
      is: 'most-out-of-pocket',
      amount: '300.00',
      counting: ['co-payment', 'excluded'],
      clause: CLAUSE,
    } as const;
    const { of } = told(
      [half, { ...common, target: { ...target, counting: [...target.counting] } }],
      {
        eligible: '1000',
        excluded: '50',
      },
    );
    expect(of('promise.missing')).toMatchObject([
      {
        result: '250.00',
        inputs: { counting: 'co-payment + excluded', burden: '550.00 yuan', most: '300.00 yuan' },
        zh: '个人负担 550.00 元，最高 300.00 元，应兜底 250.00 元',
      },
    ]);
  });
});

describe('a price for the disease', () => {
  const disease = (
    changes: Partial<LayerOf<'single-disease'>> = {},
  ): LayerOf<'single-disease'> => ({
    layer: 'single-disease',
    id: 'appendicitis',
    visits: ['inpatient'],
    payer: 'pooled-fund',
    price: amounts('3000'),
    fund: { pays: 'quota', amounts: amounts('2100') },
    belowPrice: 'fund-pays-in-full',
    abovePrice: 'hospital',
    takes: ['eligible'],
    clause: CLAUSE,
    ...changes,
  });

  test('above it, borne by the hospital, in a result of its own', () => {
    const { course, of } = told([disease()], { eligible: '3500' });
    expect(of('appendicitis.above-price')).toEqual([
      {
        rule: 'appendicitis.above-price',
        inputs: { cost: '3500.00 yuan', price: '3000.00 yuan' },
        result: '500.00',
        zh: '定价 3000.00 元，超出 500.00 元由医疗机构承担',
        en: 'price 3000.00 yuan, 500.00 above it borne by the hospital',
      },
    ]);
    const results = layerResults(course).map(({ layer, paid }) => [
      layer.id,
      layer.payer,
      layer.isPooling,
      paid,
    ]);
    expect(results).toEqual([
      ['appendicitis.above', 'hospital', false, 500_00n],
      ['appendicitis', 'pooled-fund', false, 2100_00n],
    ]);
  });

  test('above it, borne by the patient', () => {
    const { course, of } = told([disease({ abovePrice: 'patient' })], { eligible: '3500' });
    expect(of('appendicitis.above-price')).toMatchObject([
      {
        zh: '定价 3000.00 元，超出 500.00 元由个人承担',
        en: expect.stringContaining('the patient'),
      },
    ]);
    expect(outcomeOf(course)).toEqual({ 'co-payment': '1400.00', 'pooled-fund': '2100.00' });
  });

  test.each([
    ['fund-pays-in-full', '3000', '2100.00', 'quota', '2100.00'],
    ['fund-pays-in-full', '2500', '2100.00', 'quota', '2100.00'],
    ['fund-pays-in-full', '2000', '2100.00', 'quota', '2000.00'],
    ['fund-pays-in-proportion', '3000', '2100.00', 'part', '2100.00'],
    // 2,100 × 2,000 ÷ 3,000
    ['fund-pays-in-proportion', '2000', '1400.00', 'part', '1400.00'],
    ['fund-pays-in-proportion', '3500', '2100.00', 'part', '2100.00'],
  ] as const)('%s, a cost of %s: %s', (belowPrice, eligible, wanted, formula, paid) => {
    const trace = startTrace();
    const plan = planOf([disease({ belowPrice, abovePrice: 'patient' })]);
    const course = run(plan, factsOf({ eligible }), trace);
    const step = writeSteps(trace, []).find(({ rule }) => rule === 'appendicitis.quota')!;
    expect(yuanText(step.result)).toBe(wanted);
    expect(step.formula === 'quota').toBe(formula === 'quota');
    expect('rounding' in step).toBe(formula === 'part');
    expect(outcomeOf(course)['pooled-fund']).toBe(paid);
  });
});

describe('the family account, a fixed sum', () => {
  const account = (id: string): LayerOf<'family-account'> => ({
    layer: 'family-account',
    id,
    visits: ['inpatient'],
    sharedBy: 'household',
    takes: ['co-payment', 'excluded'],
    caps: [],
    clause: CLAUSE,
  });

  test('what one layer took from the account another does not find', () => {
    const person = { account: 350_00n };
    const capped = {
      ...account('first'),
      caps: [
        {
          over: 'visit' as const,
          measuredOn: 'payment' as const,
          beyond: 'missed-payment' as const,
          amounts: amounts('100'),
        },
      ],
    };
    const { course, of } = told([pooling({ ratios: ratios('50%') }), capped, account('second')], {
      eligible: '1000',
      person,
    });
    expect(paidByLayer(course)).toEqual(['pooling 500.00', 'first 100.00', 'second 250.00']);
    expect(of('first.balance')).toMatchObject([
      { result: '350.00', inputs: { sharedBy: 'household', pays: 'co-payment + excluded' } },
    ]);
    expect(of('second.balance')).toMatchObject([{ result: '250.00' }]);
    expect(course.account).toBe(0n);
  });

  const quota = (changes: Partial<LayerOf<'quota'>>): LayerOf<'quota'> => ({
    layer: 'quota',
    id: 'quota',
    visits: ['inpatient'],
    payer: 'pooled-fund',
    per: 'visit',
    amounts: amounts('40'),
    takes: ['eligible'],
    caps: [],
    rest: 'later-layers',
    clause: CLAUSE,
    ...changes,
  });

  test('what a fixed sum leaves, later layers see or not', () => {
    const later = pooling({ ratios: ratios('50%') });
    const of = (rest: 'patient' | 'later-layers') =>
      outcomeOf(run(planOf([quota({ rest }), later]), factsOf({ eligible: '100' })));
    expect(of('later-layers')).toEqual({ 'co-payment': '30.00', 'pooled-fund': '70.00' });
    expect(of('patient')).toEqual({ 'co-payment': '60.00', 'pooled-fund': '40.00' });
  });

  test.each([
    ['visit', undefined, 9, '40.00', '1', '定额 40.00 元'],
    ['day', 5, 3, '120.00', '3', '定额 40.00 元 × 3 日 = 120.00 元'],
    ['day', 5, 9, '200.00', '5', '定额 40.00 元 × 5 日 = 200.00 元'],
  ] as const)('per %s, at most %s, %i days', (per, daysMax, days, result, counted, zh) => {
    const layer = quota({ per, ...(daysMax && { daysMax }) });
    const { of } = told([layer], { eligible: '1000', visit: { days } });
    expect(of('quota.quota')).toMatchObject([
      { result, zh, inputs: { per, amount: '40.00 yuan', days: counted } },
    ]);
  });
});
