/** 封顶线 in words: over what, of payments or of costs, which of several. */

import { expect, test } from 'vitest';
import { startTrace, writeSteps } from '../../../src/settlement/adjudicate/trace.ts';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import { amounts, planOf, pooling, ratios, visitCap, yearCap } from '../support/draftPlan.ts';
import { factsOf, outcomeOf, run } from '../support/figures.ts';

type Cap = LayerOf<'pooling'>['caps'][number];

function capSteps(caps: readonly Cap[], eligible = '1000') {
  const trace = startTrace();
  const plan = planOf([pooling({ ratios: ratios('50%'), caps: [...caps] })]);
  const course = run(plan, factsOf({ eligible }), trace);
  const steps = writeSteps(trace, []).filter(({ rule }) => /cap/.test(rule));
  return { course, steps: steps.map(({ rule, inputs, text }) => [rule, inputs, text.zh, text.en]) };
}

const paidOver = (over: 'day' | 'month' | 'quarter', amount: string): Cap =>
  yearCap(amount, { over, counter: 'c' });
const ofCosts = (amount: string): Cap => ({
  over: 'year',
  measuredOn: 'fee',
  counter: 'fees',
  sharedBy: 'member',
  amounts: amounts(amount),
});

test.each([
  [
    'visit',
    visitCap('300'),
    '每次封顶线 300.00 元，结算前剩余 300.00 元，支付 300.00 元',
    'cap of the visit 300.00 yuan, 300.00 left before, 300.00 is paid',
    '超过每次封顶线 200.00 元',
  ],
  [
    'day',
    paidOver('day', '300'),
    '日封顶线 300.00 元，结算前剩余 300.00 元，支付 300.00 元',
    'daily cap 300.00 yuan, 300.00 left before, 300.00 is paid',
    '超过日封顶线 200.00 元',
  ],
  [
    'month',
    paidOver('month', '300'),
    '月封顶线 300.00 元，结算前剩余 300.00 元，支付 300.00 元',
    'monthly cap 300.00 yuan, 300.00 left before, 300.00 is paid',
    '超过月封顶线 200.00 元',
  ],
  [
    'quarter',
    paidOver('quarter', '300'),
    '季度封顶线 300.00 元，结算前剩余 300.00 元，支付 300.00 元',
    'quarterly cap 300.00 yuan, 300.00 left before, 300.00 is paid',
    '超过季度封顶线 200.00 元',
  ],
  [
    'year',
    yearCap('300'),
    '年度封顶线 300.00 元，结算前剩余 300.00 元，支付 300.00 元',
    'annual cap 300.00 yuan, 300.00 left before, 300.00 is paid',
    '超过年度封顶线 200.00 元',
  ],
] as const)('a cap of the %s on payments', (over, cap, zh, en, above) => {
  const { steps } = capSteps([cap]);
  const counter = cap.counter === undefined ? {} : { counter: cap.counter };
  expect(steps).toEqual([
    [
      'pooling.cap',
      {
        over,
        ...counter,
        payable: '500.00 yuan',
        cap: '300.00 yuan',
        drawn: '0.00 yuan',
        left: '300.00 yuan',
      },
      zh,
      en,
    ],
    [
      'pooling.above-cap',
      { payable: '500.00 yuan', paid: '300.00 yuan' },
      above,
      expect.stringMatching(/^200\.00 yuan above the /),
    ],
  ]);
});

test('a cap on costs comes before the ratio', () => {
  const { steps, course } = capSteps([ofCosts('600')]);
  expect(steps).toEqual([
    [
      'pooling.fee-cap',
      {
        over: 'year',
        counter: 'fees',
        base: '1000.00 yuan',
        cap: '600.00 yuan',
        drawn: '0.00 yuan',
        left: '600.00 yuan',
      },
      '年度费用封顶 600.00 元，剩余 600.00 元，600.00 元计入补偿',
      'annual cap of costs 600.00 yuan, 600.00 left, 600.00 counts',
    ],
    [
      'pooling.above-cap',
      { base: '1000.00 yuan', counted: '600.00 yuan' },
      '超过年度封顶线 400.00 元',
      '400.00 yuan above the annual cap',
    ],
  ]);
  expect(outcomeOf(course)).toEqual({
    'pooled-fund': '300.00',
    'co-payment': '300.00',
    'above-cap': '400.00',
  });
});

test('what stays below a cap is told, and nothing above it', () => {
  for (const cap of [visitCap('500'), yearCap('500'), yearCap('500', { counter: 'c' })]) {
    expect(capSteps([cap]).steps.map(([rule]) => rule)).toEqual(['pooling.cap']);
  }
});

test('several caps are numbered as they stand, and each goes on from the one before', () => {
  const { steps, course } = capSteps([
    yearCap('400', { counter: 'c' }),
    ofCosts('900'),
    visitCap('100'),
    yearCap('200'),
  ]);
  // 900 of costs count: 450, then 400, 100, and 200 no longer binds.
  expect(steps.map(([rule, inputs]) => [rule, (inputs as { payable?: string }).payable])).toEqual([
    ['pooling.fee-cap-2', undefined],
    ['pooling.above-cap', undefined],
    ['pooling.cap', '450.00 yuan'],
    ['pooling.above-cap', '450.00 yuan'],
    ['pooling.cap-3', '400.00 yuan'],
    ['pooling.above-cap', '400.00 yuan'],
    ['pooling.cap-4', '100.00 yuan'],
  ]);
  expect(outcomeOf(course)).toMatchObject({ 'pooled-fund': '100.00', 'above-cap': '450.00' });
});

test('a cap with a condition that does not hold leaves no trace, and what is paid is told', () => {
  const poor = { ...visitCap('100'), when: { categories: ['destitute' as const] } };
  const trace = startTrace();
  const course = run(
    planOf([pooling({ ratios: ratios('50%'), caps: [poor] })]),
    factsOf({ eligible: '1000' }),
    trace,
  );
  expect(outcomeOf(course)).toEqual({ 'pooled-fund': '500.00', 'co-payment': '500.00' });
  const told = writeSteps(trace, []).filter(({ rule }) => /\.(?:cap|paid|above)/.test(rule));
  expect(told.map(({ rule, inputs }) => [rule, inputs])).toEqual([
    ['pooling.paid', { payable: '500.00 yuan' }],
  ]);
});

test('of several caps the last that cuts decides whether the cost behind it lies above', () => {
  const cost = (amount: string): Cap => ({ ...visitCap(amount), beyond: 'eligible-cost' });
  const above = (caps: readonly Cap[]) => outcomeOf(capSteps(caps).course)['above-cap'];
  // 1,000 at 50 %: 500; cut to 200, which stands for 400 of costs.
  expect(above([cost('200')])).toBe('600.00');
  expect(above([visitCap('200')])).toBe('300.00');
  expect(above([cost('300'), visitCap('200')])).toBe('300.00');
  expect(above([visitCap('300'), cost('200')])).toBe('600.00');
  expect(above([cost('200'), visitCap('200')])).toBe('600.00');
  expect(above([visitCap('200'), cost('900')])).toBe('300.00');
});
