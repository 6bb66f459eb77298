/** The written forms that signed documents share, and the refusal of a caller's value outside them. */

import { fromHex } from '../bytes.ts';
import type { Instant } from '../time.ts';

/** Whole numbers from `min` to `max`. */
export interface WholeRange {
  readonly min: number;
  readonly max: number;
}

/** 行政区划代码 (GB/T 2260 form): six digits, the first two the province's. */
export const AREA_CODE = /^\d{6}$/;
/** Chip serial or security module id: 8 bytes. */
export const CHIP_ID = /^[0-9A-F]{16}$/;
export const CHIP_ID_BYTES = 8;
/** Settlement id: UUID of version 7 (RFC 9562 §5.7) in lower case. */
export const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const UUID_BYTES = 16;
/** NumericDate (RFC 8392 §2) in whole seconds, from 1970 to 2199, where an Instant ends. */
export const SECONDS_RANGE: WholeRange = { min: 0, max: 7_258_118_399 };
/** Bytes of a digest in either suite. */
export const HASH_BYTES = 32;

/** @throws TypeError when `value` has not the form */
export function matching(value: string, name: string, pattern: RegExp): string {
  if (typeof value !== 'string' || !pattern.test(value)) {
    throw new TypeError(`"${name}" expected the form ${pattern.source}`);
  }
  return value;
}

/** @throws RangeError when `value` is no whole number within the range */
export function within(value: number, name: string, { min, max }: WholeRange): number {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new RangeError(`"${name}" expected a whole number from ${min} to ${max}`);
  }
  return value;
}

/** Whether a decoded value is a whole number within the range. */
export function isInRange(value: unknown, { min, max }: WholeRange): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
}

/** @throws RangeError for a fraction of a second or an instant before 1970 */
export function wholeSeconds(at: Instant, name: string): number {
  return within(at / 1000, name, SECONDS_RANGE);
}

/** @throws TypeError for anything else than bytes, RangeError for another length */
export function sized(bytes: Uint8Array, name: string, byteCount: number): Uint8Array {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`"${name}" expected a Uint8Array`);
  if (bytes.length !== byteCount) throw new RangeError(`"${name}" expected ${byteCount} bytes`);
  return bytes;
}

/** The 8 bytes of a chip serial or security module id. @throws TypeError. */
export function chipBytes(id: string, name: string): Uint8Array {
  return fromHex(matching(id, name, CHIP_ID));
}

/** The 16 bytes of a settlement id. @throws TypeError. */
export function uuidBytes(id: string, name: string): Uint8Array {
  return fromHex(matching(id, name, UUID_7).replaceAll('-', ''));
}
