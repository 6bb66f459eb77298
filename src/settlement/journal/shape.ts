/**
 * Shapes: how a value of the model stands in CBOR. One description serves both directions, and both
 * check alike, so that nothing is written that could not be read back.
 */

import {
  type CborValue,
  decodeCbor,
  putArray,
  putBoolean,
  putBytes,
  putEnd,
  putInteger,
  putText,
  usingBytes,
  writeBy,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { PAYLOAD_BYTES_MAX, PAYLOAD_ITEMS_MAX } from './limits.ts';
import { copying } from './repeated.ts';

/** Each of them throws `Mismatch` for what does not fit. */
export interface Shape<T> {
  /** Puts the canonical bytes where `writeBy` gathers them. */
  put(this: void, value: T): void;
  /** A value that was put, as reading its bytes would give it: nothing of it is shared. */
  copy(this: void, value: T): T;
  decode(this: void, value: CborValue): T;
}

/** What a shape describes. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

/** Says where and what, never the value: payloads hold persons. */
export class Mismatch extends Error {
  readonly expected: string;
  #path = '';

  constructor(expected: string) {
    super(expected);
    this.expected = expected;
  }

  /** From the value that was given to what does not fit: `.lines[3].total`. */
  get path(): string {
    return this.#path;
  }

  /** The same, seen from the value that holds it. */
  within(step: string): this {
    this.#path = `${step}${this.#path}`;
    return this;
  }
}

/** What an attempt at the part under `step` threw. */
export function within(step: string, error: unknown): unknown {
  return error instanceof Mismatch ? error.within(step) : error;
}

/**
 * Canonical CBOR bytes of `value`.
 * @param name what the value is called in errors
 * @throws TypeError naming the path of the first field that does not fit, RangeError beyond a limit
 */
export function encodeAs<T>(shape: Shape<T>, value: T, name: string): Uint8Array {
  const bytes = naming(name, () => writeBy(shape.put, value));
  assertSize(bytes, name);
  return bytes;
}

/**
 * Hands `use` the bytes, which it must not keep, and the value as decoding them would give it: nothing
 * of it is shared with `value`.
 * @throws as `encodeAs`
 */
export function encodeAndCopy<T, Result>(
  shape: Shape<T>,
  value: T,
  name: string,
  use: (bytes: Uint8Array, copy: T) => Result,
): Result {
  return naming(name, () =>
    usingBytes(shape.put, value, (bytes) => {
      assertSize(bytes, name);
      return use(
        bytes,
        copying(bytes, () => shape.copy(value)),
      );
    }),
  );
}

function assertSize(bytes: Uint8Array, name: string): void {
  if (bytes.length <= PAYLOAD_BYTES_MAX) return;
  throw new RangeError(`"${name}" is beyond ${PAYLOAD_BYTES_MAX} bytes`);
}

function naming<T>(name: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw new TypeError(`"${name}${error.path}" expected ${error.expected}`);
  }
}

/**
 * The value of canonical CBOR bytes.
 * @throws OneCardError `journal.payload-undecodable` with the path of the first field that does not fit
 */
export function decodeAs<T>(shape: Shape<T>, bytes: Uint8Array, name: string): T {
  try {
    const value = decodeCbor(bytes, { bytesMax: PAYLOAD_BYTES_MAX, itemsMax: PAYLOAD_ITEMS_MAX });
    return shape.decode(value);
  } catch (cause) {
    if (cause instanceof Mismatch) {
      const { path, expected } = cause;
      throw new OneCardError('journal.payload-undecodable', { path: `${name}${path}`, expected });
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
  put: (value: T) => void,
): Shape<T> {
  return {
    put(value) {
      if (!isOne(value)) throw new Mismatch(expected);
      put(value);
    },
    copy: (value) => value,
    decode(value) {
      if (!isOne(value)) throw new Mismatch(expected);
      return value as T;
    },
  };
}

/** A text of at most `charactersMax` UTF-16 code units. */
export function text(charactersMax: number): Shape<string> {
  const expected = `text of at most ${charactersMax} characters`;
  const isOne = (value: unknown) => typeof value === 'string' && value.length <= charactersMax;
  return {
    ...plain(expected, isOne, putText),
    put(value) {
      if (typeof value !== 'string' || value.length > charactersMax) throw new Mismatch(expected);
      putText(value);
    },
  };
}

/** A text that `pattern` matches as a whole; the pattern carries its anchors. */
export function textLike<T extends string>(pattern: RegExp): Shape<T> {
  return plain<T>(
    `text of the form ${pattern.source}`,
    (value) => typeof value === 'string' && pattern.test(value),
    putText,
  );
}

/** One of `choices`. */
export function oneOf<const T extends string | number>(choices: readonly T[]): Shape<T> {
  return plain(
    `one of ${choices.join(', ')}`,
    (value) => choices.includes(value as T),
    (value) => {
      if (typeof value === 'string') putText(value);
      else putInteger(value);
    },
  );
}

/** A whole number from `min` to `max`. */
export function integer<T extends number>(min: number, max: number): Shape<T> {
  return plain<T>(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
    putInteger,
  );
}

export const boolean: Shape<boolean> = plain(
  'true or false',
  (value) => typeof value === 'boolean',
  putBoolean,
);

/** A field that is either absent or true. */
export const TRUE: Shape<true> = plain<true>('true', (value) => value === true, putBoolean);

/** Exactly `count` bytes. */
export function bytes(count: number): Shape<Uint8Array> {
  return byteString(`${count} bytes`, count, count);
}

/** 1 to `bytesMax` bytes. */
export function bytesUpTo(bytesMax: number): Shape<Uint8Array> {
  return byteString(`1 to ${bytesMax} bytes`, 1, bytesMax);
}

function byteString(expected: string, min: number, max: number): Shape<Uint8Array> {
  const isOne = (value: unknown) =>
    value instanceof Uint8Array && value.length >= min && value.length <= max;
  return { ...plain(expected, isOne, putBytes), copy: (value) => new Uint8Array(value) };
}

/** Fen, 10⁻⁶ yuan or 10⁻⁴ units: a bigint in the model, an integer within ±(2^53-1) in CBOR. */
export function wholeUnits<T extends bigint>(): Shape<T> {
  const expected = 'a bigint within ±(2^53-1)';
  return {
    put(value) {
      // Beyond the range it is rounded, and no safe integer.
      const number = typeof value === 'bigint' ? Number(value) : Number.NaN;
      if (!Number.isSafeInteger(number)) throw new Mismatch(expected);
      putInteger(number);
    },
    copy: (value) => value,
    decode(value) {
      if (typeof value !== 'number') throw new Mismatch('an integer');
      return BigInt(value) as T;
    },
  };
}

/** A list of at most `countMax`. */
export function list<T>(item: Shape<T>, countMax: number): Shape<readonly T[]> {
  const expected = `a list of at most ${countMax}`;
  /** By index, so that a hole is met and refused. */
  function each<V>(values: readonly V[], take: (value: V) => void): void {
    let index = 0;
    try {
      for (; index < values.length; index++) take(values[index]!);
    } catch (error) {
      throw within(`[${index}]`, error);
    }
  }
  function assertList(value: unknown): void {
    if (!Array.isArray(value) || value.length > countMax) throw new Mismatch(expected);
  }
  return {
    put(values) {
      assertList(values);
      putArray(values.length);
      each(values, item.put);
      putEnd();
    },
    copy: (values) => values.map(item.copy),
    decode(value) {
      assertList(value);
      const decoded: T[] = [];
      each(value as readonly CborValue[], (found) => decoded.push(item.decode(found)));
      return decoded;
    },
  };
}
