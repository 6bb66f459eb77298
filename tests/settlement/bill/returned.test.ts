import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BillLine } from '../../../src/model/index.ts';
import { lineAmount, type Quantity, type Rounding, type UnitPrice } from '../../../src/money.ts';
import { remainingLines } from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';

const ROUNDINGS: readonly Rounding[] = ['half-up', 'half-even', 'down', 'up'];

function lineOf(lineId: string, unitPrice: bigint, quantity: bigint, rounding: Rounding): BillLine {
  const price = unitPrice as UnitPrice;
  const count = quantity as Quantity;
  return {
    lineId,
    itemCode: 'X1',
    hospitalItemCode: 'H1',
    name: '测试项目',
    chargedOn: plainDate('2026-03-01'),
    unitPrice: price,
    quantity: count,
    submitted: lineAmount(price, count, rounding),
  };
}
const q = (units: bigint) => (units * 10_000n) as Quantity;
const two = [lineOf('1', 12_500_000n, q(4n), 'half-up'), lineOf('2', 1_000_000n, q(1n), 'half-up')];

test('a part of a line is left, a whole line goes', () => {
  const remaining = remainingLines(
    two,
    [
      { lineId: '1', quantity: q(1n) },
      { lineId: '2', quantity: q(1n) },
    ],
    'half-up',
  );
  expect(remaining).toEqual({
    outcome: 'remaining',
    lines: [{ ...two[0], quantity: q(3n), submitted: 3750n }],
  });
});

test.each([
  ['9', q(1n), 'unknown-line'],
  ['1', q(5n), 'more-than-charged'],
  ['1', 0n as Quantity, 'quantity-not-positive'],
  ['1', -1n as Quantity, 'quantity-not-positive'],
])('line %s, quantity %s: %s', (lineId, quantity, reason) => {
  expect(remainingLines(two, [{ lineId, quantity }], 'half-up')).toEqual({
    outcome: 'refused',
    reason,
    lineId,
  });
});

test('a line given back twice is counted together', () => {
  const returned = [q(3n), q(2n)].map((quantity) => ({ lineId: '1', quantity }));
  expect(remainingLines(two, returned, 'half-up').outcome).toBe('refused');
});

test('what is left never costs more than before, and all of it back costs nothing', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.bigInt({ min: 1n, max: 10n ** 9n }),
      fc.option(fc.bigInt({ min: 1n, max: 10n ** 9n }), { nil: undefined }),
      fc.constantFrom(...ROUNDINGS),
      (price, quantity, part, rounding) => {
        const back = part ?? quantity;
        const line = lineOf('1', price, quantity, rounding);
        const returned = [{ lineId: '1', quantity: back as Quantity }];
        const remaining = remainingLines([line], returned, rounding);
        expect(remaining.outcome).toBe(back > quantity ? 'refused' : 'remaining');
        if (remaining.outcome === 'refused') return;
        const left = remaining.lines[0];
        expect(left?.quantity ?? 0n).toBe(quantity - back);
        expect((left?.submitted ?? 0n) <= line.submitted).toBe(true);
        if (part === undefined) expect(remaining.lines).toEqual([]);
      },
    ),
  );
});
