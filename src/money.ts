/**
 * Money: exact whole numbers, exact fractions, and the rounding in the verb.
 *
 * Three types that do not mix (the national 2204 message gives prices 6, quantities 4 and amounts
 * 2 decimals): an `Amount` counts fen, a `UnitPrice` 10⁻⁶ yuan, a `Quantity` 10⁻⁴ of a unit.
 */

import { OneCardError } from './errors/index.ts';
import type { Brand } from './model/brand.ts';

/** Whole fen, 1/100 yuan. May be negative only where a docblock says so. */
export type Amount = Brand<bigint, 'Amount'>;
/** Whole 10⁻⁶ yuan for one unit. */
export type UnitPrice = Brand<bigint, 'UnitPrice'>;
/** Whole 10⁻⁴ of a unit. */
export type Quantity = Brand<bigint, 'Quantity'>;
/** An exact fraction, not reduced; `denominator` > 0. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** How a fraction of a fen becomes whole fen. Always named by the plan; there is no default. */
export type Rounding = 'half-up' | 'half-even' | 'down' | 'up';

/**
 * The largest amount any field may carry, in fen: 10¹⁴ yuan is beyond all of China's health
 * spending, and 10¹⁶ fen stay well inside the signed 64-bit integers of the stores.
 */
export const AMOUNT_MAX = (10n ** 16n) as Amount;

export const ZERO = 0n as Amount;

/** @throws RangeError unless |fen| <= AMOUNT_MAX. */
export function amount(fen: bigint): Amount {
  if (typeof fen !== 'bigint') throw new TypeError('"fen" expected a bigint of fen');
  if (fen > AMOUNT_MAX || fen < -AMOUNT_MAX) throw new RangeError('"fen" is beyond AMOUNT_MAX');
  return fen as Amount;
}

export function add(...amounts: readonly Amount[]): Amount {
  return amount(amounts.reduce<bigint>((sum, each) => sum + each, 0n));
}

export function subtract(from: Amount, taken: Amount): Amount {
  return amount(from - taken);
}

export function smaller(a: Amount, b: Amount): Amount {
  return a < b ? a : b;
}

export function larger(a: Amount, b: Amount): Amount {
  return a > b ? a : b;
}

/** @throws RangeError unless 0 <= numerator <= denominator and denominator > 0. */
export function ratio(numerator: bigint, denominator: bigint): Ratio {
  if (denominator <= 0n || numerator < 0n || numerator > denominator) {
    throw new RangeError('"ratio" expected a fraction from 0 to 1');
  }
  return { numerator, denominator };
}

/** `of` × `by`, rounded to whole fen as `rounding` says; symmetric for negative amounts. */
export function multiply(of: Amount, by: Ratio, rounding: Rounding): Amount {
  return amount(divide(of * by.numerator, by.denominator, rounding));
}

/** Price × quantity in fen: 10⁻⁶ yuan × 10⁻⁴ units = 10⁻¹⁰ yuan = 10⁻⁸ fen. */
export function lineAmount(price: UnitPrice, quantity: Quantity, rounding: Rounding): Amount {
  return amount(divide(price * quantity, 100_000_000n, rounding));
}

/** dividend / divisor as a whole number, rounded; the sign of the dividend does not change the size. */
function divide(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const divideBy = DIVISIONS[rounding];
  return dividend < 0n ? -divideBy(-dividend, divisor) : divideBy(dividend, divisor);
}

/** A division of whole numbers, the dividend not negative, the divisor above zero. */
export type Division = (dividend: bigint, divisor: bigint) => bigint;

/** Each rounding as the division that does it: chosen once, when a plan is compiled. */
export const DIVISIONS: Readonly<Record<Rounding, Division>> = {
  down: (dividend, divisor) => dividend / divisor,
  up: (dividend, divisor) => (dividend + divisor - 1n) / divisor,
  'half-up': (dividend, divisor) => (2n * dividend + divisor) / (2n * divisor),
  'half-even': (dividend, divisor) => {
    const whole = dividend / divisor;
    const twiceRest = 2n * (dividend - whole * divisor);
    const isUp = twiceRest > divisor || (twiceRest === divisor && whole % 2n === 1n);
    return isUp ? whole + 1n : whole;
  },
};

/** A part of a whole, by weight. */
export interface Weighted {
  /** Breaks ties, so that the order of the parts does not matter. */
  readonly id: string;
  readonly weight: bigint;
}

/**
 * Splits `total` over `parts` by weight in whole units: each gets its share rounded down, and the
 * units left over go to the largest remainders (ties to the smaller id). The shares add up to
 * `total`, and no share exceeds its weight as long as `total` does not exceed their sum.
 * @param total not negative @returns shares in the order of `parts`
 * @throws RangeError for anything negative, or for a total with nothing to share it
 */
export function apportion(total: bigint, parts: readonly Weighted[]): readonly bigint[] {
  const sum = parts.reduce((so, { weight }) => so + weight, 0n);
  if (total < 0n || parts.some(({ weight }) => weight < 0n)) {
    throw new RangeError('"total" and weights expected not to be negative');
  }
  if (sum === 0n) {
    if (total > 0n) throw new RangeError('"parts" expected a weight above zero');
    return parts.map(() => 0n);
  }
  const shares = parts.map(({ weight }) => (total * weight) / sum);
  const left = Number(total - shares.reduce((so, share) => so + share, 0n));
  const byRemainder = parts
    .map(({ id, weight }, index) => ({ id, index, remainder: (total * weight) % sum }))
    .sort((a, b) => {
      if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1;
      return a.id < b.id ? -1 : 1;
    });
  for (const { index } of byRemainder.slice(0, left)) shares[index]! += 1n;
  return shares;
}

/** How cash is rounded where a plan has it rounded at all; by default it is not. */
export interface CashRounding {
  /** The smallest sum that is handed over, such as 10 fen. */
  readonly unit: Amount;
  readonly rounding: Rounding;
}

/**
 * What is handed over for `cash`, and what that is off by: the difference belongs into an account of
 * its own (误差), never into what a fund or the patient owes. Above zero the till took too much.
 * @throws RangeError for a unit below one fen
 */
export function roundCash(
  cash: Amount,
  { unit, rounding }: CashRounding,
): { readonly due: Amount; readonly difference: Amount } {
  if (unit < 1n) throw new RangeError('"unit" expected one fen at least');
  const due = amount(divide(cash, unit, rounding) * unit);
  return { due, difference: subtract(due, cash) };
}

/** Decimal text such as `12.5` as a whole number of 10^-decimals. Shared by the three parsers. */
function parseScaled(text: string, decimals: number, what: string): bigint {
  const match = /^(-?)(0|[1-9]\d{0,14})(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > decimals) {
    throw new OneCardError('money.not-a-decimal', { what, decimals });
  }
  const scaled = BigInt(match[2]! + fraction.padEnd(decimals, '0'));
  return match[1] === '-' ? -scaled : scaled;
}

/** Yuan as decimal text with at most 2 decimals. @throws OneCardError `money.not-a-decimal`. */
export function parseYuan(text: string): Amount {
  return amount(parseScaled(text, 2, 'amount'));
}

/** Yuan a unit as decimal text with at most 6 decimals. @throws OneCardError `money.not-a-decimal`. */
export function parseUnitPrice(text: string): UnitPrice {
  return parseScaled(text, 6, 'price') as UnitPrice;
}

/** Units as decimal text with at most 4 decimals. @throws OneCardError `money.not-a-decimal`. */
export function parseQuantity(text: string): Quantity {
  return parseScaled(text, 4, 'quantity') as Quantity;
}

/** `1234.50`: yuan with two decimals and no grouping, for documents and messages. */
export function yuanText(value: Amount): string {
  const magnitude = value < 0n ? -value : value;
  const fen = (magnitude % 100n).toString().padStart(2, '0');
  return `${value < 0n ? '-' : ''}${magnitude / 100n}.${fen}`;
}

/** `12.5`: yuan a unit without trailing zeros, for documents and messages. */
export function unitPriceText(value: UnitPrice): string {
  return scaledText(value, 6);
}

/** `0.25`: units without trailing zeros, for documents and messages. */
export function quantityText(value: Quantity): string {
  return scaledText(value, 4);
}

function scaledText(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  const whole = digits.slice(0, -decimals);
  return `${value < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** `70%`, `62.5%`: a ratio as a percentage where it ends within four decimals, else `n/d`. */
export function percentText({ numerator, denominator }: Ratio): string {
  const scaled = numerator * 1_000_000n;
  if (scaled % denominator !== 0n) return `${numerator}/${denominator}`;
  const text = (scaled / denominator).toString().padStart(5, '0');
  const fraction = text.slice(-4).replace(/0+$/, '');
  return `${text.slice(0, -4)}${fraction ? `.${fraction}` : ''}%`;
}
