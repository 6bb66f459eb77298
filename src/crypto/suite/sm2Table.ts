/**
 * Multiples of a point, made once, so that a signature costs 66 additions and no doubling. For public
 * numbers alone: the time taken tells them.
 */

import { normalizeZ } from '@noble/curves/abstract/curve.js';
import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';

/** Digits of 8 bits from −127 to 128, so that 128 multiples a window do. */
const WINDOW_BITS = 8;
const WINDOW_SIZE = 1 << WINDOW_BITS;
const HALF_WINDOW = WINDOW_SIZE / 2;
/** 256 bits, and one window for the last carry. */
const WINDOWS = 256 / WINDOW_BITS + 1;

/** Affine coordinates of m × 2^(8w) × point at index 128 w + m − 1: 4,224 points, about half a megabyte. */
export interface Multiples {
  readonly x: readonly bigint[];
  readonly y: readonly bigint[];
}

export function multiplesOf(
  curve: WeierstrassPointCons<bigint>,
  point: WeierstrassPoint<bigint>,
): Multiples {
  const points: WeierstrassPoint<bigint>[] = [];
  let base = point;
  for (let window = 0; window < WINDOWS; window++) {
    let multiple = base;
    for (let count = 0; count < HALF_WINDOW; count++) {
      points.push(multiple);
      multiple = multiple.add(base);
    }
    base = points.at(-1)!.double();
  }
  const affine = normalizeZ(curve, points);
  return { x: affine.map(({ X }) => X), y: affine.map(({ Y }) => Y) };
}

/** x = X ÷ Z² of a sum of points; each from −p to p. */
export interface JacobianX {
  readonly x: bigint;
  readonly z: bigint;
}

/**
 * The sum of scalar × point, or nothing when two equal or opposite points met on the way, which these
 * formulas cannot add: then a slower way has to answer.
 * @param p prime of the field
 */
export function sumOfMultiples(
  p: bigint,
  terms: readonly (readonly [scalar: bigint, multiples: Multiples])[],
): JacobianX | undefined {
  let [x1, y1, z1] = [0n, 0n, 0n];
  let isEmpty = true;
  for (const [scalar, multiples] of terms) {
    let rest = scalar;
    for (let window = 0; rest !== 0n; window++) {
      let digit = Number(rest & BigInt(WINDOW_SIZE - 1));
      rest >>= BigInt(WINDOW_BITS);
      if (digit > HALF_WINDOW) {
        digit -= WINDOW_SIZE;
        rest += 1n;
      }
      if (digit === 0) continue;
      const index = window * HALF_WINDOW + Math.abs(digit) - 1;
      const x2 = multiples.x[index]!;
      const y2 = digit < 0 ? -multiples.y[index]! : multiples.y[index]!;
      if (isEmpty) {
        [x1, y1, z1, isEmpty] = [x2, y2, 1n, false];
        continue;
      }
      // Mixed addition in Jacobian coordinates (Cohen, Miyaji, Ono 1998): 8 products, 3 squares.
      const zz = (z1 * z1) % p;
      const h = (x2 * zz - x1) % p;
      const r = (y2 * ((z1 * zz) % p) - y1) % p;
      const hh = (h * h) % p;
      const hhh = (h * hh) % p;
      const v = (x1 * hh) % p;
      x1 = (r * r - hhh - 2n * v) % p;
      y1 = (r * (v - x1) - y1 * hhh) % p;
      z1 = (z1 * h) % p;
    }
  }
  // Once h was 0 every later z is 0 as well.
  return z1 === 0n ? undefined : { x: x1, z: z1 };
}
