/**
 * Shapes: how a value of the model stands in CBOR. One description serves both directions, and both
 * check alike, so that nothing is written that could not be read back.
 */

import { type CborInput, type CborValue, decodeCbor, encodeCbor } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { PAYLOAD_BYTES_MAX, PAYLOAD_ITEMS_MAX } from './limits.ts';

export interface Shape<T> {
  encode(value: T, path: string): CborInput;
  decode(value: CborValue, path: string): T;
}

/** What a shape describes. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

/** Says where and what, never the value: payloads hold persons. */
export class Mismatch extends Error {
  readonly path: string;
  readonly expected: string;

  constructor(path: string, expected: string) {
    super(`"${path}" expected ${expected}`);
    this.path = path;
    this.expected = expected;
  }
}

/**
 * Canonical CBOR bytes of `value`.
 * @param name what the value is called in errors
 * @throws TypeError naming the path of the first field that does not fit, RangeError beyond a limit
 */
export function encodeAs<T>(shape: Shape<T>, value: T, name: string): Uint8Array {
  return bytesOf(inputOf(shape, value, name), name);
}

/** The bytes, and the value as decoding them would give it: nothing of it is shared with `value`. */
export function encodeAndCopy<T>(
  shape: Shape<T>,
  value: T,
  name: string,
): { readonly bytes: Uint8Array; readonly copy: T } {
  const input = inputOf(shape, value, name);
  return { bytes: bytesOf(input, name), copy: shape.decode(decoded(input), name) };
}

function bytesOf(input: CborInput, name: string): Uint8Array {
  const bytes = encodeCbor(input);
  if (bytes.length > PAYLOAD_BYTES_MAX) {
    throw new RangeError(`"${name}" is beyond ${PAYLOAD_BYTES_MAX} bytes`);
  }
  return bytes;
}

/** What decoding the bytes of `input` gives; the encoder has judged it, depth included. */
function decoded(input: CborInput): CborValue {
  if (typeof input === 'bigint') return Number(input);
  if (input instanceof Uint8Array) return Uint8Array.from(input);
  if (Array.isArray(input)) return input.map(decoded);
  if (input instanceof Map) {
    const map = input as ReadonlyMap<number | string, CborInput>;
    return new Map([...map].map(([key, item]) => [key, decoded(item)]));
  }
  return input as CborValue;
}

function inputOf<T>(shape: Shape<T>, value: T, name: string): CborInput {
  try {
    return shape.encode(value, name);
  } catch (error) {
    if (error instanceof Mismatch) throw new TypeError(error.message);
    throw error;
  }
}

/**
 * The value of canonical CBOR bytes.
 * @throws OneCardError `journal.payload-undecodable` with the path of the first field that does not fit
 */
export function decodeAs<T>(shape: Shape<T>, bytes: Uint8Array, name: string): T {
  try {
    const value = decodeCbor(bytes, { bytesMax: PAYLOAD_BYTES_MAX, itemsMax: PAYLOAD_ITEMS_MAX });
    return shape.decode(value, name);
  } catch (cause) {
    if (cause instanceof Mismatch) {
      const { path, expected } = cause;
      throw new OneCardError('journal.payload-undecodable', { path, expected });
    }
    if (cause instanceof OneCardError) {
      throw new OneCardError(
        'journal.payload-undecodable',
        { path: name, ...cause.detail },
        { cause },
      );
    }
    throw cause;
  }
}

/** A value that stands in CBOR as itself. */
function plain<T extends CborValue>(
  expected: string,
  isOne: (value: unknown) => boolean,
): Shape<T> {
  function checked(value: unknown, path: string): T {
    if (!isOne(value)) throw new Mismatch(path, expected);
    return value as T;
  }
  return { encode: checked, decode: checked };
}

/** A text of at most `charactersMax` UTF-16 code units. */
export function text(charactersMax: number): Shape<string> {
  return plain(
    `text of at most ${charactersMax} characters`,
    (value) => typeof value === 'string' && value.length <= charactersMax,
  );
}

/** A text that `pattern` matches as a whole; the pattern carries its anchors. */
export function textLike<T extends string>(pattern: RegExp): Shape<T> {
  return plain(
    `text of the form ${pattern.source}`,
    (value) => typeof value === 'string' && pattern.test(value),
  );
}

/** One of `choices`. */
export function oneOf<const T extends string | number>(choices: readonly T[]): Shape<T> {
  return plain(`one of ${choices.join(', ')}`, (value) => choices.includes(value as T));
}

/** A whole number from `min` to `max`. */
export function integer<T extends number>(min: number, max: number): Shape<T> {
  return plain(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
  );
}

export const boolean: Shape<boolean> = plain(
  'true or false',
  (value) => typeof value === 'boolean',
);

/** A field that is either absent or true. */
export const TRUE: Shape<true> = plain('true', (value) => value === true);

/** Exactly `count` bytes. */
export function bytes(count: number): Shape<Uint8Array> {
  return plain(`${count} bytes`, (value) => value instanceof Uint8Array && value.length === count);
}

/** 1 to `bytesMax` bytes. */
export function bytesUpTo(bytesMax: number): Shape<Uint8Array> {
  return plain(
    `1 to ${bytesMax} bytes`,
    (value) => value instanceof Uint8Array && value.length >= 1 && value.length <= bytesMax,
  );
}

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Fen, 10⁻⁶ yuan or 10⁻⁴ units: a bigint in the model, an integer within ±(2^53-1) in CBOR. */
export function wholeUnits<T extends bigint>(): Shape<T> {
  const expected = 'a bigint within ±(2^53-1)';
  return {
    encode(value, path) {
      if (typeof value !== 'bigint' || value > SAFE_MAX || value < -SAFE_MAX) {
        throw new Mismatch(path, expected);
      }
      return value;
    },
    decode(value, path) {
      if (typeof value !== 'number') throw new Mismatch(path, 'an integer');
      return BigInt(value) as T;
    },
  };
}

/** A list of at most `countMax`. */
export function list<T>(item: Shape<T>, countMax: number): Shape<readonly T[]> {
  function checked<V>(value: unknown, path: string): readonly V[] {
    if (!Array.isArray(value) || value.length > countMax) {
      throw new Mismatch(path, `a list of at most ${countMax}`);
    }
    return value;
  }
  return {
    encode: (value, path) =>
      checked<T>(value, path).map((each, index) => item.encode(each, `${path}[${index}]`)),
    decode: (value, path) =>
      checked<CborValue>(value, path).map((each, index) => item.decode(each, `${path}[${index}]`)),
  };
}
