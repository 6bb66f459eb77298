/**
 * Canonical CBOR (RFC 8949 §4.2.1) for everything that is signed, hashed or stored: one value has
 * one form, and any other form of it is refused.
 */

import { type CborLimits, limitsOf } from './limits.ts';
import { readCbor } from './read.ts';
import type { CborInput, CborValue } from './value.ts';
import { writeCbor } from './writeValue.ts';

/**
 * The canonical bytes of `value`. Map entries may come in any order.
 * @throws TypeError, RangeError for what CBOR records may not hold (undefined, fractions, -0,
 * integers beyond ±(2^53-1), lone surrogates, a leading byte order mark, depth above 8)
 */
export function encodeCbor(value: CborInput): Uint8Array {
  return writeCbor(value);
}

/**
 * The value of canonical bytes: integers as number, maps as Map, byte strings as copies.
 * @param asked limits above CARD_LIMITS, for large local documents
 * @throws OneCardError `crypto.cbor-…` with `{ rule, offset }`
 */
export function decodeCbor(bytes: Uint8Array, asked: Partial<CborLimits> = {}): CborValue {
  return decodeCborFrom(bytes, 0, asked);
}

/** `decodeCbor` for the item that begins at `start`; offsets in errors count from the first byte. */
export function decodeCborFrom(
  bytes: Uint8Array,
  start: number,
  asked: Partial<CborLimits> = {},
): CborValue {
  return readCbor(bytes, limitsOf(asked), start);
}
