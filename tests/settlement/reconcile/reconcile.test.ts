import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount } from '../../../src/money.ts';
import { type Movement, reconcile, renderDay } from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';

function movement(
  billNumber: string,
  total: bigint,
  kind: Movement['kind'] = 'settlement',
): Movement {
  const cash = total / 3n;
  return {
    kind,
    provider: 'H99910100001',
    billNumber,
    total: amount(total),
    byPayer: { 'pooled-fund': amount(total - cash), cash: amount(cash) },
  };
}

function pairOf(his: readonly Movement[], journal: readonly Movement[]) {
  const { pairs } = reconcile([
    { side: 'his', movements: his },
    { side: 'journal', movements: journal },
  ]);
  return pairs[0]!;
}

const a = movement('A', 900n);
const b = movement('B', 600n);
const undoneA = movement('A', 900n, 'reversal');

test.each([
  ['MATCHED', [a, b], [b, a], undefined],
  ['AMOUNT_DIFF', [a, b], [a, movement('B', 660n)], 'B'],
  ['STATUS_DIFF', [a, b], [a, undoneA, b], 'A'],
  ['ONLY_IN_HIS', [a, b], [b], 'A'],
  ['ONLY_IN_JOURNAL', [b], [a, b], 'A'],
] as const)('%s', (result, his, journal, billNumber) => {
  const { differences, matchedCount } = pairOf(his, journal);
  if (result === 'MATCHED') {
    expect(differences).toEqual([]);
    expect(matchedCount).toBe(2);
  } else {
    expect(differences).toMatchObject([{ result, billNumber }]);
    expect(matchedCount).toBe(1);
  }
});

test.each([
  ['balanced', [a, b], [b, a]],
  ['count-differs', [a], [movement('A', 300n), movement('B', 600n)]],
  ['amount-differs', [a], [movement('A', 901n)]],
  ['both-differ', [a], [a, b]],
] as const)('the total is %s', (result, his, journal) => {
  expect(pairOf(his, journal).layers[0]).toMatchObject({ layer: 'total', result });
});

test('what is settled and reversed within the day adds up to nothing on any side', () => {
  const pair = pairOf([b], [a, undoneA, b]);
  expect(pair).toMatchObject({ differences: [], nettedCount: 1, matchedCount: 1 });
  expect(pair.layers[0]).toMatchObject({ result: 'balanced', sums: [600n, 600n], counts: [1, 1] });
});

test("a reversal of an earlier day's settlement takes its sum off the day", () => {
  const pair = pairOf([undoneA], [undoneA]);
  expect(pair.differences).toEqual([]);
  expect(pair.layers[0]).toMatchObject({ sums: [-900n, -900n], counts: [-1, -1] });
});

test('a refund and its new settlement under one number are compared as one bill', () => {
  const again = movement('A', 500n);
  expect(pairOf([a, undoneA, again], [a, undoneA, again]).differences).toEqual([]);
  expect(pairOf([a], [a, undoneA, again]).differences).toMatchObject([
    { result: 'AMOUNT_DIFF', layers: ['total', 'pooled-fund', 'cash'] },
  ]);
});

test('a layer that the hospital does not know is not compared with it', () => {
  const { byPayer, ...rest } = a;
  const { pairs } = reconcile([
    { side: 'his', movements: [{ ...rest, byPayer: {} }], layers: new Set(['total']) },
    { side: 'journal', movements: [a] },
    { side: 'centre', movements: [a] },
  ]);
  expect(pairs.map(({ differences }) => differences)).toEqual([[], [], []]);
  expect(pairs[0]!.layers.map(({ layer }) => layer)).toEqual(['total']);
  expect(pairs[2]!.layers.map(({ layer }) => layer)).toEqual(['total', 'pooled-fund', 'cash']);
  expect(byPayer.cash).toBe(300n);
});

test('differences stand first in the print, in both languages', () => {
  const comparison = reconcile([
    { side: 'his', movements: [a, b] },
    { side: 'journal', movements: [a, movement('B', 660n)] },
  ]);
  const zh = renderDay(plainDate('2026-03-09'), comparison, 'zh');
  expect(zh.indexOf('AMOUNT_DIFF')).toBeGreaterThan(0);
  expect(zh.indexOf('AMOUNT_DIFF')).toBeLessThan(zh.indexOf('医院 / 终端流水'));
  expect(zh).toContain('金额不等条数相等');
  const en = renderDay(plainDate('2026-03-09'), comparison, 'en');
  expect(en).toContain('counts agree, sums differ');
  expect(Math.max(...en.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

const movements = fc.array(
  fc.record({
    billNumber: fc.constantFrom('A', 'B', 'C', 'D'),
    total: fc.bigInt({ min: 1n, max: 10_000n }),
    kind: fc.constantFrom('settlement' as const, 'reversal' as const),
  }),
  { maxLength: 12 },
);
const of = (drawn: readonly { billNumber: string; total: bigint; kind: Movement['kind'] }[]) =>
  drawn.map(({ billNumber, total, kind }) => movement(billNumber, total, kind));

test('equal sides never differ, in any order; the digest sees every change', () => {
  fc.assert(
    fc.property(movements, fc.integer(), (drawn, seed) => {
      const one = of(drawn);
      const other = [...one].sort(
        (x, y) => Number((x.total * BigInt(seed)) % 7n) - Number((y.total * BigInt(seed)) % 7n),
      );
      const same = reconcile([
        { side: 'his', movements: one },
        { side: 'journal', movements: other },
      ]);
      expect(same.differenceCount).toBe(0);
      const more = reconcile([
        { side: 'his', movements: one },
        { side: 'journal', movements: [...other, movement('E', 1n)] },
      ]);
      expect(more.differenceCount).toBe(1);
      expect(more.digest).not.toEqual(same.digest);
    }),
  );
});

/** Where every side nets to the same, in another order and with visits that were taken back in between. */
const agreeing = fc.tuple(
  movements,
  fc.array(fc.tuple(fc.constantFrom('E', 'F'), fc.bigInt({ min: 1n, max: 10_000n }))),
);

test('no difference means equal sums in every layer', () => {
  fc.assert(
    fc.property(agreeing, ([drawn, undone]) => {
      const one = of(drawn);
      const gone = undone.flatMap(([billNumber, total]) => [
        movement(billNumber, total),
        movement(billNumber, total, 'reversal'),
      ]);
      const pair = pairOf(one, [...gone, ...one.toReversed()]);
      expect(pair.differences).toEqual([]);
      expect(pair.layers.map(({ layer }) => layer)).toContain('total');
      for (const { sums } of pair.layers) expect(sums[0]).toBe(sums[1]);
    }),
  );
});

test('sums that differ in any layer are a difference of some bill', () => {
  fc.assert(
    fc.property(movements, movements, (one, other) => {
      const pair = pairOf(of(one), of(other));
      const areEqual = pair.layers.every(({ sums }) => sums[0] === sums[1]);
      expect(areEqual || pair.differences.length > 0).toBe(true);
    }),
  );
});
