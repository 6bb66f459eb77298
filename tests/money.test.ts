import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OneCardError } from '../src/errors/index.ts';
import {
  AMOUNT_MAX,
  add,
  amount,
  larger,
  lineAmount,
  multiply,
  parseQuantity,
  parseUnitPrice,
  parseYuan,
  percentText,
  type Quantity,
  quantityText,
  type Rounding,
  ratio,
  roundCash,
  smaller,
  subtract,
  type UnitPrice,
  unitPriceText,
  yuanText,
} from '../src/money.ts';

const ROUNDINGS: readonly Rounding[] = ['half-up', 'half-even', 'down', 'up'];
const fens = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }).map(amount);
const ratios = fc
  .tuple(fc.bigInt({ min: 0n, max: 1_000_000n }), fc.bigInt({ min: 1n, max: 1_000_000n }))
  .map(([a, b]) => (a <= b ? ratio(a, b) : ratio(b, a)));

describe('text to whole units', () => {
  test.each([
    ['0', 0n],
    ['0.01', 1n],
    ['0.1', 10n],
    ['12', 1200n],
    ['12.5', 1250n],
    ['12.50', 1250n],
    ['-3.07', -307n],
    ['-0.00', 0n],
    ['99999999999999.99', 9_999_999_999_999_999n],
  ])('%s yuan', (text, fen) => {
    expect(parseYuan(text)).toBe(fen);
  });

  test.each([
    '',
    ' 1',
    '1 ',
    '01',
    '00',
    '.5',
    '5.',
    '1.234',
    '1e3',
    '1,000',
    '+1',
    '--1',
    '１',
    'NaN',
    '0x10',
    '1_000',
    '1000000000000000',
  ])('%j is no amount', (text) => {
    expect(() => parseYuan(text)).toThrow(OneCardError);
    expect(() => parseYuan(text)).toThrow('money.not-a-decimal');
  });

  test('prices have six decimals, quantities four', () => {
    expect(parseUnitPrice('3.285714')).toBe(3_285_714n);
    expect(() => parseUnitPrice('3.2857142')).toThrow('decimals=6');
    expect(parseQuantity('0.0001')).toBe(1n);
    expect(() => parseQuantity('0.00001')).toThrow('decimals=4');
  });

  test('an amount beyond the range is refused', () => {
    expect(amount(AMOUNT_MAX)).toBe(10n ** 16n);
    expect(() => amount(AMOUNT_MAX + 1n)).toThrow(RangeError);
    expect(() => amount(-AMOUNT_MAX - 1n)).toThrow(RangeError);
    expect(() => amount(1 as unknown as bigint)).toThrow(TypeError);
    expect(() => parseYuan('100000000000000.01')).toThrow(RangeError);
  });

  test('text and amount are inverse', () => {
    fc.assert(fc.property(fens, (value) => parseYuan(yuanText(value)) === value));
    const scaled = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
    fc.assert(
      fc.property(scaled, (value) => {
        expect(parseUnitPrice(unitPriceText(value as UnitPrice))).toBe(value);
        expect(parseQuantity(quantityText(value as Quantity))).toBe(value);
      }),
    );
  });

  test.each([
    [0n, '0.00'],
    [5n, '0.05'],
    [-5n, '-0.05'],
    [100n, '1.00'],
    [123_456n, '1234.56'],
  ])('%s fen as text', (fen, text) => {
    expect(yuanText(amount(fen))).toBe(text);
  });

  test('trailing zeros of prices and quantities are left out', () => {
    expect(unitPriceText(12_500_000n as UnitPrice)).toBe('12.5');
    expect(unitPriceText(1n as UnitPrice)).toBe('0.000001');
    expect(unitPriceText(-1_000_000n as UnitPrice)).toBe('-1');
    expect(quantityText(20_000n as Quantity)).toBe('2');
    expect(quantityText(0n as Quantity)).toBe('0');
  });
});

describe('rounding', () => {
  // One half, just below and just above it, at an even and at an odd whole number.
  test.each([
    [1n, 2n, { 'half-up': 1n, 'half-even': 0n, down: 0n, up: 1n }],
    [3n, 2n, { 'half-up': 2n, 'half-even': 2n, down: 1n, up: 2n }],
    [5n, 2n, { 'half-up': 3n, 'half-even': 2n, down: 2n, up: 3n }],
    [49n, 100n, { 'half-up': 0n, 'half-even': 0n, down: 0n, up: 1n }],
    [51n, 100n, { 'half-up': 1n, 'half-even': 1n, down: 0n, up: 1n }],
    [4n, 2n, { 'half-up': 2n, 'half-even': 2n, down: 2n, up: 2n }],
    [0n, 7n, { 'half-up': 0n, 'half-even': 0n, down: 0n, up: 0n }],
  ] as const)('%s/%s fen', (dividend, divisor, expected) => {
    for (const rounding of ROUNDINGS) {
      const by = ratio(1n, divisor);
      expect(multiply(amount(dividend), by, rounding), rounding).toBe(expected[rounding]);
      expect(multiply(amount(-dividend), by, rounding), `-${rounding}`).toBe(-expected[rounding]);
    }
  });

  test('a share never leaves its whole and misses the exact value by less than a fen', () => {
    const positive = fc.bigInt({ min: 0n, max: 10n ** 16n }).map(amount);
    fc.assert(
      fc.property(positive, ratios, fc.constantFrom(...ROUNDINGS), (whole, by, rounding) => {
        const share = multiply(whole, by, rounding);
        expect(share >= 0n && share <= whole).toBe(true);
        const error = share * by.denominator - whole * by.numerator;
        const limit = rounding.startsWith('half') ? by.denominator : 2n * by.denominator;
        expect(2n * (error < 0n ? -error : error) <= limit).toBe(true);
      }),
    );
  });

  test.each([
    ['3.2857', '28', 'half-up', '92.00'],
    ['3.2857', '28', 'down', '91.99'],
    ['0.185', '12', 'half-even', '2.22'],
    ['0.005', '1', 'half-up', '0.01'],
    ['0.005', '1', 'half-even', '0.00'],
    ['0.015', '1', 'half-even', '0.02'],
    ['0.000001', '0.0001', 'up', '0.01'],
    ['0.000001', '0.0001', 'half-up', '0.00'],
  ] as const)('%s × %s, %s', (price, quantity, rounding, expected) => {
    const product = lineAmount(parseUnitPrice(price), parseQuantity(quantity), rounding);
    expect(yuanText(product)).toBe(expected);
  });
});

test('sums stay in range, smaller and larger choose', () => {
  expect(add()).toBe(0n);
  expect(add(amount(1n), amount(2n), amount(-5n))).toBe(-2n);
  expect(() => add(AMOUNT_MAX, amount(1n))).toThrow(RangeError);
  expect(subtract(amount(1n), amount(3n))).toBe(-2n);
  expect(smaller(amount(1n), amount(2n))).toBe(1n);
  expect(smaller(amount(2n), amount(1n))).toBe(1n);
  expect(larger(amount(1n), amount(2n))).toBe(2n);
  expect(larger(amount(2n), amount(1n))).toBe(2n);
});

test.each([
  [70n, 100n, '70%'],
  [625n, 1000n, '62.5%'],
  [1n, 3n, '1/3'],
  [0n, 5n, '0%'],
  [1n, 1n, '100%'],
  [1n, 1_000_000n, '0.0001%'],
  [1n, 8n, '12.5%'],
])('%s/%s as percentage', (numerator, denominator, text) => {
  expect(percentText(ratio(numerator, denominator))).toBe(text);
});

test.each([
  [1234n, 10n, 'half-up', 1230n, -4n],
  [1235n, 10n, 'half-up', 1240n, 5n],
  [1231n, 10n, 'up', 1240n, 9n],
  [-1235n, 10n, 'half-up', -1240n, -5n],
  [1234n, 1n, 'down', 1234n, 0n],
] as const)('%s fen handed over in units of %s, %s', (cash, unit, rounding, due, difference) => {
  const handedOver = roundCash(amount(cash), { unit: amount(unit), rounding });
  expect(handedOver).toEqual({ due, difference });
});

test('cash has no unit below a fen', () => {
  expect(() => roundCash(amount(5n), { unit: amount(0n), rounding: 'down' })).toThrow(
    new RangeError('"unit" expected one fen at least'),
  );
});

test('a ratio lies between 0 and 1', () => {
  for (const [a, b] of [
    [2n, 1n],
    [-1n, 2n],
    [1n, 0n],
    [0n, 0n],
    [0n, -1n],
  ] as const) {
    expect(() => ratio(a, b)).toThrow(RangeError);
  }
});

test('a caller’s bug names what was expected', () => {
  expect(() => amount(1 as unknown as bigint)).toThrow('"fen" expected a bigint');
  expect(() => amount(AMOUNT_MAX + 1n)).toThrow('"fen" is beyond AMOUNT_MAX');
  expect(() => ratio(2n, 1n)).toThrow('"ratio" expected a fraction from 0 to 1');
  expect(() => parseYuan('1,5')).toThrow('what=amount');
  expect(amount(-AMOUNT_MAX)).toBe(-AMOUNT_MAX);
});
