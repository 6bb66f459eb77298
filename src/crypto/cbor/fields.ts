/**
 * Integer-keyed maps, read field by field. Each document states once, at its door, which keys it has
 * and what they hold; a missing, wrong or unknown key is refused.
 */

import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import type { CborValue } from './value.ts';

/** What a refused field is called in errors. */
interface FieldError {
  readonly code: ErrorCode;
  /** Name of the document, such as `certificate`. */
  readonly document: string;
}

/** Takes the fields of one map out, key by key; `end` refuses what is left. */
export class MapFields {
  readonly #left: Map<number | string, CborValue>;
  readonly #error: FieldError;

  /** @throws OneCardError `error.code` unless `value` is a map */
  constructor(value: CborValue | undefined, error: FieldError) {
    this.#error = error;
    if (!(value instanceof Map)) throw this.refused('(whole)', 'map');
    this.#left = new Map(value);
  }

  /** Whether `key` is there and was not taken yet. */
  has(key: number): boolean {
    return this.#left.has(key);
  }

  /** An integer from `min` to `max`. */
  integer(key: number, name: string, range: { min: number; max: number }): number {
    const value = this.#take(key);
    if (typeof value !== 'number' || value < range.min || value > range.max) {
      throw this.refused(name, `integer from ${range.min} to ${range.max}`);
    }
    return value;
  }

  /** A byte string of exactly `byteCount` bytes. */
  bytes(key: number, name: string, byteCount: number): Uint8Array {
    const value = this.#take(key);
    if (!(value instanceof Uint8Array) || value.length !== byteCount) {
      throw this.refused(name, `${byteCount} bytes`);
    }
    return value;
  }

  /** A byte string of `min` to `max` bytes. */
  bytesWithin(key: number, name: string, range: { min: number; max: number }): Uint8Array {
    const value = this.#take(key);
    const isWithin =
      value instanceof Uint8Array && value.length >= range.min && value.length <= range.max;
    if (!isWithin) throw this.refused(name, `${range.min} to ${range.max} bytes`);
    return value;
  }

  /** A text of the form that `pattern` (anchored at both ends) gives; `Form` is that form's type. */
  text<Form extends string = string>(key: number, name: string, pattern: RegExp): Form {
    const value = this.#take(key);
    if (typeof value !== 'string' || !pattern.test(value)) {
      throw this.refused(name, `text of the form ${pattern.source}`);
    }
    return value as Form;
  }

  /** Any value; the caller looks into it. */
  value(key: number, name: string): CborValue {
    const value = this.#take(key);
    if (value === undefined) throw this.refused(name, 'a value');
    return value;
  }

  /** A nested integer-keyed map. */
  map(key: number, name: string): MapFields {
    const value = this.#take(key);
    if (!(value instanceof Map)) throw this.refused(name, 'map');
    return new MapFields(value, this.#error);
  }

  /** @throws OneCardError when a key of the map was not taken: an unknown field. */
  end(): void {
    const [unknownKey] = this.#left.keys();
    if (unknownKey !== undefined) {
      // The key may be text of the sender's choosing: only its kind is told.
      throw this.refused(
        typeof unknownKey === 'number' ? `key ${unknownKey}` : 'text key',
        'absent',
      );
    }
  }

  /** The error for a field of this map that is there but means nothing. */
  refused(field: string, expected: string): OneCardError {
    return new OneCardError(this.#error.code, { document: this.#error.document, field, expected });
  }

  #take(key: number): CborValue | undefined {
    const value = this.#left.get(key);
    this.#left.delete(key);
    return value;
  }
}
