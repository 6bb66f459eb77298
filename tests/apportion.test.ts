import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportion } from '../src/money.ts';

const parts = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 30 })
  .filter((weights) => weights.some((weight) => weight > 0n))
  .map((weights) => weights.map((weight, index) => ({ id: `l${index}`, weight })));

test.each([
  [10n, [1n, 1n, 1n], [4n, 3n, 3n]],
  [2n, [1n, 1n, 1n], [1n, 1n, 0n]],
  [0n, [5n, 7n], [0n, 0n]],
  [0n, [0n, 0n], [0n, 0n]],
  [7n, [0n, 7n, 0n], [0n, 7n, 0n]],
  [5n, [1n, 2n, 4n], [1n, 1n, 3n]],
])('%s over %s', (total, weights, expected) => {
  const named = weights.map((weight, index) => ({ id: String(index), weight }));
  expect(apportion(total, named)).toEqual(expected);
});

test('a tie goes to the smaller id, wherever it stands', () => {
  const parts = ['c', 'a', 'b'].map((id) => ({ id, weight: 1n }));
  expect(apportion(1n, parts)).toEqual([0n, 1n, 0n]);
  expect(apportion(2n, parts)).toEqual([0n, 1n, 1n]);
});

test('shares add up, none is negative or above its weight', () => {
  fc.assert(
    fc.property(parts, fc.nat(1000), (named, permille) => {
      const sum = named.reduce((so, { weight }) => so + weight, 0n);
      const total = (sum * BigInt(permille)) / 1000n;
      const shares = apportion(total, named);
      expect(shares.reduce((so, share) => so + share, 0n)).toBe(total);
      shares.forEach((share, index) => {
        expect(share >= 0n && share <= named[index]!.weight).toBe(true);
      });
    }),
  );
});

test('the order of the parts does not matter', () => {
  fc.assert(
    fc.property(parts, fc.nat(1000), fc.nat(), (named, permille, turn) => {
      const sum = named.reduce((so, { weight }) => so + weight, 0n);
      const total = (sum * BigInt(permille)) / 1000n;
      const turned = named.map((_, index) => named[(index + turn) % named.length]!);
      const byId = (of: typeof named) =>
        Object.fromEntries(apportion(total, of).map((share, index) => [of[index]!.id, share]));
      expect(byId(turned)).toEqual(byId(named));
    }),
  );
});

test('nothing to share over is a bug of the caller', () => {
  expect(() => apportion(1n, [{ id: 'a', weight: 0n }])).toThrow('"parts" expected a weight');
  expect(() => apportion(1n, [])).toThrow(RangeError);
  expect(() => apportion(-1n, [{ id: 'a', weight: 1n }])).toThrow('"total" and weights expected');
  expect(() => apportion(1n, [{ id: 'a', weight: -1n }])).toThrow(RangeError);
  const mixed = [
    { id: 'a', weight: -1n },
    { id: 'b', weight: 3n },
  ];
  expect(() => apportion(1n, mixed)).toThrow(RangeError);
});
