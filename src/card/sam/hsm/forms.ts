/**
 * Fields of the remote module's messages: one form each, for writing and for strict reading. A message
 * is a flat JSON object (RFC 8259) with exactly its fields; bytes are lower-case hexadecimal text.
 */

import { fromHex, toHex } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';

type Json = string | number | boolean | readonly number[] | undefined;

export interface Form<T> {
  encode(value: T): Json;
  /** @throws OneCardError `sam.message-malformed`. */
  parse(value: unknown, field: string): T;
}

/** The fields of one message. */
export type Forms = Readonly<Record<string, Form<unknown>>>;
export type Message<Fields extends Forms> = {
  readonly [Field in keyof Fields]: ReturnType<Fields[Field]['parse']>;
};

/** Bytes of a message: the longest is a statement of 1,200 bytes in hexadecimal with its signature. */
export const MESSAGE_BYTES_MAX = 8_192;

const LOWER_HEX = /^(?:[0-9a-f]{2})*$/;

export function malformed(field: string, rule: string): OneCardError {
  return new OneCardError('sam.message-malformed', { field, rule });
}

/** A byte string of `min` to `max` bytes. */
export function bytes(min: number, max = min): Form<Uint8Array> {
  return {
    encode: (value) => toHex(value),
    parse(value, field) {
      const isHex = typeof value === 'string' && LOWER_HEX.test(value);
      if (!isHex) throw malformed(field, 'hexadecimal');
      if (value.length < 2 * min || value.length > 2 * max) throw malformed(field, 'length');
      return fromHex(value);
    },
  };
}

/** A whole number. */
export function integer(min: number, max: number): Form<number> {
  return {
    encode: (value) => value,
    parse(value, field) {
      const isWithin = Number.isSafeInteger(value) && (value as number) >= min;
      if (!isWithin || (value as number) > max) throw malformed(field, 'range');
      return value as number;
    },
  };
}

/** Text of one shape; `T` is that shape's type. */
export function text<T extends string>(pattern: RegExp): Form<T> {
  return {
    encode: (value) => value,
    parse(value, field) {
      if (typeof value !== 'string' || !pattern.test(value)) throw malformed(field, 'shape');
      return value as T;
    },
  };
}

/** One of some texts or numbers. */
export function choice<const T extends string | number>(choices: readonly T[]): Form<T> {
  return {
    encode: (value) => value,
    parse(value, field) {
      const found = choices.find((each) => each === value);
      if (found === undefined) throw malformed(field, 'choice');
      return found;
    },
  };
}

export const flag: Form<boolean> = {
  encode: (value) => value,
  parse(value, field) {
    if (typeof value !== 'boolean') throw malformed(field, 'boolean');
    return value;
  },
};

/** Up to `countMax` numbers. */
export function list(item: Form<number>, countMax: number): Form<readonly number[]> {
  return {
    encode: (value) => value,
    parse(value, field) {
      if (!Array.isArray(value) || value.length > countMax) throw malformed(field, 'list');
      return value.map((each) => item.parse(each, field));
    },
  };
}

/** A field that may be absent. */
export function optional<T>(form: Form<T>): Form<T | undefined> {
  return {
    encode: (value) => (value === undefined ? undefined : form.encode(value)),
    parse: (value, field) => (value === undefined ? undefined : form.parse(value, field)),
  };
}

export function encodeMessage<Fields extends Forms>(
  fields: Fields,
  message: Message<Fields>,
): string {
  const entries = Object.entries(fields).map(([name, form]) => [name, form.encode(message[name])]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** @throws OneCardError `sam.message-malformed` for anything else than exactly these fields. */
export function parseMessage<Fields extends Forms>(
  fields: Fields,
  content: string,
): Message<Fields> {
  const object = parseObject(content);
  const unknown = Object.keys(object).find((name) => !Object.hasOwn(fields, name));
  // What stands in the message may be anything: its name is not repeated.
  if (unknown !== undefined) throw malformed('(unknown)', 'unknown-field');
  const entries = Object.entries(fields).map(([name, form]) => [
    name,
    form.parse(Object.hasOwn(object, name) ? object[name] : undefined, name),
  ]);
  return Object.fromEntries(entries) as Message<Fields>;
}

function parseObject(content: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw malformed('(whole)', 'json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('(whole)', 'object');
  }
  // No value of a message holds a quotation mark, so a name that stands twice shows as one colon too many.
  const names = content.match(/"\s*:/g)?.length ?? 0;
  if (names !== Object.keys(value).length) throw malformed('(whole)', 'field-twice');
  return value as Readonly<Record<string, unknown>>;
}
