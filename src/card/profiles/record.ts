/**
 * Records of cards in use, strictly decoded.
 *
 * ```
 * tag 1 ‖ length 1 ‖ value          nothing before, between or after
 * ```
 */

import { toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { type PlainDate, plainDate } from '../../time.ts';
import { decodeGb18030 } from '../gb18030.ts';
import { type CyclicFile, fileName, type RecordField } from './tables/table.ts';

/** A value as it is used: text, digits or a date as text, a number, bytes. Empty text: filled up, nothing in it. */
export type FieldValue = string | bigint | Uint8Array;

interface Place {
  readonly file: string;
  /** Two hexadecimal digits, or the number of a part. */
  readonly tag: string;
}

const HEAD_BYTES = 2;
/** What values are filled up with, at their end. */
const FILLING: ReadonlySet<number> = new Set([0x00, 0x20, 0xff]);
/** Control characters, separators of lines, and marks that turn the direction of writing. */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/**
 * The value of the record that `field` describes.
 * @returns undefined when the record carries another tag: the card counts its records differently
 * @throws OneCardError `profile.malformed-record` with `file`, `tag`, `rule`
 */
export function parseRecord(
  bytes: Uint8Array,
  file: { readonly directory: string; readonly fid: number },
  field: RecordField,
): Uint8Array | undefined {
  const place = { file: fileName(file), tag: tagText(field.tag) };
  if (bytes.length < HEAD_BYTES) throw malformedRecord(place, 'too-short');
  if (bytes[1] !== bytes.length - HEAD_BYTES) throw malformedRecord(place, 'length');
  if (bytes[0] !== field.tag) return undefined;
  const value = bytes.slice(HEAD_BYTES);
  const isRight = field.form.startsWith('text')
    ? value.length <= field.bytes
    : value.length === field.bytes;
  if (!isRight) throw malformedRecord(place, 'value-length');
  return value;
}

/** @throws OneCardError `profile.malformed-record` */
export function parseValue(value: Uint8Array, form: RecordField['form'], place: Place): FieldValue {
  switch (form) {
    case 'bytes':
    case 'text-part':
      return value.slice();
    case 'number':
      return value.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    case 'text':
      return parseText(value, place);
    case 'code':
      return parseCode(value, place);
    case 'digits':
      return parseDigits(value, place);
    case 'date':
      return parseDate(value, place);
  }
}

/** One record of a file without tags: its parts in their order. */
export function parseParts(bytes: Uint8Array, file: CyclicFile): ReadonlyMap<string, FieldValue> {
  const size = file.parts.reduce((sum, part) => sum + part.bytes, 0);
  const name = fileName(file);
  if (bytes.length !== size) throw malformedRecord({ file: name, tag: 'all' }, 'length');
  const values = new Map<string, FieldValue>();
  let offset = 0;
  for (const part of file.parts) {
    const value = bytes.subarray(offset, offset + part.bytes);
    values.set(part.name, parseValue(value, part.form, { file: name, tag: part.name }));
    offset += part.bytes;
  }
  return values;
}

/** Whether a value is only its filling. */
export function isFilling(value: Uint8Array): boolean {
  return value.every((byte) => FILLING.has(byte));
}

/** `value` without the filling at its end. */
export function withoutFilling(value: Uint8Array): Uint8Array {
  let end = value.length;
  while (end > 0 && FILLING.has(value[end - 1]!)) end--;
  return value.slice(0, end);
}

export function parseText(value: Uint8Array, place: Place): string {
  const text = decodeGb18030(withoutFilling(value));
  if (text === undefined) throw malformedRecord(place, 'not-gb18030');
  if (FORBIDDEN.test(text)) throw malformedRecord(place, 'control-character');
  return text;
}

function parseCode(value: Uint8Array, place: Place): string {
  const byte = value[0]!;
  if (isFilling(value) && byte !== 0x00) return '';
  if (byte <= 9) return String(byte);
  const character = String.fromCharCode(byte);
  if (!/^[0-9A-Za-z]$/.test(character)) throw malformedRecord(place, 'code');
  return character;
}

function parseDigits(value: Uint8Array, place: Place): string {
  const digits = toHex(value).replace(/f+$/, '');
  if (!/^\d*$/.test(digits)) throw malformedRecord(place, 'digits');
  return digits;
}

function parseDate(value: Uint8Array, place: Place): PlainDate | '' {
  if (isFilling(value)) return '';
  const digits = parseDigits(value, place);
  try {
    return plainDate(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`);
  } catch (cause) {
    // The text of the date is personal: the cause, which repeats it, stays behind.
    if (cause instanceof OneCardError) throw malformedRecord(place, 'date');
    throw cause;
  }
}

export function tagText(tag: number): string {
  return tag.toString(16).toUpperCase().padStart(2, '0');
}

export function malformedRecord(place: Place, rule: string): OneCardError {
  return new OneCardError('profile.malformed-record', { ...place, rule });
}
