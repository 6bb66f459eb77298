/**
 * Fields of the card's CBOR files: each reader takes a decoded value and the place it stands at, and
 * gives the typed value or a `card.malformed-file` that names file, field and rule. The field is a
 * path of keys such as `4.0`: never the contents.
 */

import { toHex } from '../../bytes.ts';
import { type CborValue, decodeCbor, encodeCbor } from '../../crypto/index.ts';
import { detailText, OneCardError } from '../../errors/index.ts';
import { type Amount, amount } from '../../money.ts';
import {
  dateOfDays,
  daysOf,
  type Instant,
  instant,
  type PlainDate,
  plainDate,
} from '../../time.ts';

/** Where a value stands. */
export interface Place {
  readonly file: string;
  /** Path of keys and indexes from the file's root; empty for the root. */
  readonly field: string;
}

const DAYS_MIN = daysOf(plainDate('1900-01-01'));
const DAYS_MAX = daysOf(plainDate('2199-12-31'));
/** First second that `Instant` cannot hold: 2200-01-01T00:00:00Z. */
const SECONDS_END = 7_258_118_400;

export function malformed(place: Place, rule: string, options?: { cause: unknown }): OneCardError {
  return new OneCardError('card.malformed-file', { ...place, rule }, options);
}

/** The place of `key` inside `place`. */
export function inside(place: Place, key: number | string): Place {
  return { file: place.file, field: place.field === '' ? `${key}` : `${place.field}.${key}` };
}

/** One CBOR item, strictly decoded. @throws OneCardError `card.malformed-file` with `offset`. */
export function decodeFile(bytes: Uint8Array, file: string): CborValue {
  try {
    return decodeCbor(bytes, { bytesMax: bytes.length });
  } catch (cause) {
    if (!(cause instanceof OneCardError)) throw cause;
    throw new OneCardError('card.malformed-file', { file, ...cause.detail }, { cause });
  }
}

/**
 * Encodes `value` and has the strict parser read it back, so that nothing is ever written that
 * would not be read.
 * @throws RangeError when a field is out of its limits: the caller's bug.
 */
export function encodeChecked(
  value: ReadonlyMap<number, CborValue>,
  parse: (bytes: Uint8Array) => unknown,
): Uint8Array {
  const bytes = encodeCbor(value);
  try {
    parse(bytes);
  } catch (cause) {
    if (!(cause instanceof OneCardError)) throw cause;
    throw new RangeError(`a field is out of its limits${detailText(cause.detail)}`, { cause });
  }
  return bytes;
}

export type Fields = ReadonlyMap<number | string, CborValue>;

/** A map with exactly the keys `required`, and none beside them but `optional`. */
export function mapOf(
  value: CborValue,
  place: Place,
  required: readonly number[],
  optional: readonly number[] = [],
): Fields {
  if (!(value instanceof Map)) throw malformed(place, 'not-a-map');
  const fields: Fields = value;
  for (const key of required) {
    if (!fields.has(key)) throw malformed(inside(place, key), 'missing');
  }
  for (const key of fields.keys()) {
    if (typeof key !== 'number' || !(required.includes(key) || optional.includes(key))) {
      throw malformed(place, 'unknown-key');
    }
  }
  return fields;
}

/** A list of `countMin` to `countMax` items. */
export function listOf(
  value: CborValue | undefined,
  place: Place,
  countMin: number,
  countMax: number,
): readonly CborValue[] {
  if (!Array.isArray(value)) throw malformed(place, 'not-a-list');
  const list: readonly CborValue[] = value;
  if (list.length < countMin || list.length > countMax) throw malformed(place, 'item-count');
  return list;
}

/** A whole number from `min` to `max`. */
export function integerOf(
  value: CborValue | undefined,
  place: Place,
  min: number,
  max: number,
): number {
  if (typeof value !== 'number') throw malformed(place, 'not-an-integer');
  if (value < min || value > max) throw malformed(place, 'out-of-range');
  return value;
}

/** Exactly `byteCount` bytes. */
export function bytesOf(value: CborValue | undefined, place: Place, byteCount: number): Uint8Array {
  if (!(value instanceof Uint8Array)) throw malformed(place, 'not-bytes');
  if (value.length !== byteCount) throw malformed(place, 'byte-count');
  return value;
}

/** Days since 1970-01-01 as a civil date of 1900 to 2199. */
export function dateOf(value: CborValue | undefined, place: Place): PlainDate {
  return dateOfDays(integerOf(value, place, DAYS_MIN, DAYS_MAX));
}

/** Seconds since 1970-01-01T00:00:00Z. */
export function secondsOf(value: CborValue | undefined, place: Place): Instant {
  return instant(1000 * integerOf(value, place, 0, SECONDS_END - 1));
}

/** Whole seconds of an instant, as the card stores it. @throws RangeError on a part of a second. */
export function toSeconds(at: Instant): number {
  if (at % 1000 !== 0) throw new RangeError('"at" expected whole seconds');
  return at / 1000;
}

/**
 * Fen. The card's integers end at 2^53-1, the largest that every CBOR reader keeps exact: 9·10¹³ yuan.
 */
export function amountOf(value: CborValue | undefined, place: Place, fenMin: number): Amount {
  return amount(BigInt(integerOf(value, place, fenMin, Number.MAX_SAFE_INTEGER)));
}

/** Fen as the card stores them. @throws RangeError beyond 2^53-1. */
export function toFen(value: Amount): number {
  const fen = Number(value);
  if (!Number.isSafeInteger(fen)) throw new RangeError('"value" expected at most 2^53-1 fen');
  return fen;
}

/** Bytes as upper-case hexadecimal text, the form of serials and module ids. */
export function upperHex(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}
