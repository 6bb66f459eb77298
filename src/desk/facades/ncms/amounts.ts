/** 四位小数: the interface's money and quantities as whole numbers of 10⁻⁴, never through a float. */

import {
  type Amount,
  amount,
  DIVISIONS,
  type Quantity,
  type Ratio,
  type Rounding,
  type UnitPrice,
  yuanText,
} from '../../../money.ts';

/** Whole 10⁻⁴ of a yuan or of a unit. */
export type FourDecimals = bigint;

/** Digits before the point: as many as a bill's amounts take. */
const FORM = /^(-?)(\d{1,13})(?:\.(\d{1,12}))?$/;
const SCALE = 10_000n;
/** 10⁻⁴ yuan in a fen. */
const PER_FEN = 100n;

/** Of `12.5`, `12.5000` or `12.500000`; undefined for what is no decimal, or has more than four. */
export function parseFourDecimals(text: string): FourDecimals | undefined {
  const [, sign, whole, fraction = ''] = FORM.exec(text) ?? [];
  if (whole === undefined || /[1-9]/.test(fraction.slice(4))) return undefined;
  const value = BigInt(whole) * SCALE + BigInt(fraction.slice(0, 4).padEnd(4, '0'));
  return sign === '-' ? -value : value;
}

/** `123.4500`: yuan with four decimals. */
export function fourText(value: Amount): string {
  return `${yuanText(value)}00`;
}

/** `0.8000`: a share with four decimals, half up where it does not end there. */
export function shareText({ numerator, denominator }: Ratio): string {
  const scaled = DIVISIONS['half-up'](numerator * SCALE, denominator);
  return fourDecimalsText(scaled);
}

export function fourDecimalsText(value: FourDecimals): string {
  const digits = (value < 0n ? -value : value).toString().padStart(5, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** Whole fen; `rounding` is the plan's. @param value not negative */
export function toFen(value: FourDecimals, rounding: Rounding): Amount {
  return amount(DIVISIONS[rounding](value, PER_FEN));
}

/** 10⁻⁴ yuan as 10⁻⁶. */
export function toUnitPrice(value: FourDecimals): UnitPrice {
  return (value * 100n) as UnitPrice;
}

export function toQuantity(value: FourDecimals): Quantity {
  return value as Quantity;
}
