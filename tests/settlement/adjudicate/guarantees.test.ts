/** What the year counts of a visit with a guarantee: what the patient is left with at its end. */

import { expect, test } from 'vitest';
import { parseYuan } from '../../../src/money.ts';
import type { LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import { CLAUSE, planOf, pooling, ratios, supplement } from '../support/draftPlan.ts';
import { factsOf, movedOf, outcomeOf, paidByLayer, run } from '../support/figures.ts';

type Guarantee = LayerOf<'guarantee'>;

const half = pooling({ ratios: ratios('50%') });
const common = {
  layer: 'guarantee',
  visits: ['inpatient'],
  takes: ['co-payment'],
  caps: [],
} satisfies Partial<Guarantee>;
const ceiling: Guarantee = {
  ...common,
  id: 'ceiling',
  payer: 'government-backstop',
  over: 'year',
  counter: 'backstop',
  target: {
    is: 'most-out-of-pocket',
    amount: '1000.00',
    counting: ['co-payment'],
    clause: CLAUSE,
  },
};
const share: Guarantee = {
  ...common,
  id: 'share',
  payer: 'civil-aid',
  over: 'visit',
  target: { is: 'least-share', ratio: '90%', of: 'total', clause: CLAUSE },
};

function visit(layers: Parameters<typeof planOf>[0], eligible: string, counted = {}) {
  const counters = Object.fromEntries(
    Object.entries<string>(counted).map(([name, value]) => [name, parseYuan(value)]),
  );
  return run(planOf(layers), factsOf({ eligible, year: { counters } }));
}

test('a later guarantee lowers what the year counts as the patient’s burden', () => {
  // 4,000: 2,000 pooled; 2,000 − 1,000 over the ceiling; 90 % = 3,600, of which 3,000 paid; 400 left
  const first = visit([half, ceiling, share], '4000');
  expect(paidByLayer(first)).toEqual(['pooling 2000.00', 'ceiling 1000.00', 'share 600.00']);
  expect(movedOf(first)).toEqual({ 'backstop.burden': '400.00' });
  // 1,000: 400 + 500 stay below the ceiling; 900 promised, 500 paid
  const second = visit([half, ceiling, share], '1000', movedOf(first));
  expect(outcomeOf(second)).toEqual({
    'co-payment': '100.00',
    'pooled-fund': '500.00',
    'civil-aid': '400.00',
  });
  expect(movedOf(second)).toEqual({ 'backstop.burden': '100.00' });
});

test('what a later layer pays counts towards what the year promises', () => {
  const floor: Guarantee = {
    ...ceiling,
    id: 'floor',
    target: { is: 'least-paid', amount: '1500.00', clause: CLAUSE },
  };
  const later = supplement({ base: { of: ['co-payment'], lines: 'all', clause: CLAUSE } });
  // 2,000: 1,000 pooled, 500 to the floor, half of the 500 left
  const first = visit([half, floor, later], '2000');
  expect(paidByLayer(first)).toEqual(['pooling 1000.00', 'floor 500.00', 'supplement 250.00']);
  expect(movedOf(first)).toEqual({ 'backstop.paid': '1750.00' });

  const actual: Guarantee = { ...floor, target: { ...share.target } };
  // 2,000: 1,000 pooled, 1,800 promised, half of the 200 left
  const other = visit([half, actual, later], '2000');
  expect(movedOf(other)).toEqual({ 'backstop.whole': '2000.00', 'backstop.paid': '1900.00' });
  // 100 more: 1,890 promised for 2,100, 1,950 paid
  expect(paidByLayer(visit([half, actual, later], '100', movedOf(other)))).toEqual([
    'pooling 50.00',
    'floor 0.00',
    'supplement 25.00',
  ]);
});

test('two guarantees on one counter count the visit once', () => {
  const lower: Guarantee = {
    ...ceiling,
    id: 'lower',
    target: { ...ceiling.target, amount: '600.00' } as Guarantee['target'],
  };
  const course = visit([half, ceiling, lower], '4000');
  expect(paidByLayer(course)).toEqual(['pooling 2000.00', 'ceiling 1000.00', 'lower 400.00']);
  expect(movedOf(course)).toEqual({ 'backstop.burden': '600.00' });
});

test('what no layer decided is the patient’s burden too', () => {
  // Pooling is for others: the bill stays eligible until the end.
  const elsewhere = pooling({ when: { ages: { from: 99, to: 'open' } }, ratios: ratios('50%') });
  expect(movedOf(visit([elsewhere, ceiling], '300'))).toEqual({ 'backstop.burden': '300.00' });
});
