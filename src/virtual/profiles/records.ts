/** Records of virtual cards, made from the tables that the reader reads by. */

import { concat, fromHex, uintBytes } from '../../bytes.ts';
import type { FieldValue, RecordField, RecordFile } from '../../card/index.ts';
import { encodeGb18030 } from '../../reader/vendor/gb18030.ts';

/**
 * How a generation fills up its texts: version 1 with 00, version 2 with spaces, version 3 not at
 * all.
 */
export type CardGeneration = 1 | 2 | 3;

const FILLING: Readonly<Record<CardGeneration, number | undefined>> = {
  1: 0x00,
  2: 0x20,
  3: undefined,
};

/** One record, or nothing where the card has none. */
export interface VirtualRecord {
  readonly field: RecordField;
  readonly bytes: Uint8Array | undefined;
}

/** The records of `file` in the order of its table. */
export function recordsOf(
  file: RecordFile,
  values: Readonly<Record<string, FieldValue>>,
  generation: CardGeneration,
): readonly VirtualRecord[] {
  return file.fields.map((field) => {
    const value = values[field.name];
    if (value === undefined) return { field, bytes: undefined };
    const content = encodeValue(field, value, FILLING[generation]);
    return { field, bytes: concat([Uint8Array.of(field.tag, content.length), content]) };
  });
}

function encodeValue(
  { form, bytes, name }: RecordField,
  value: FieldValue,
  filling: number | undefined,
): Uint8Array {
  if (value instanceof Uint8Array) return fitting(name, value, bytes);
  if (typeof value === 'bigint') return uintBytes(value, bytes);
  switch (form) {
    case 'digits':
      return fitting(name, fromHex(value.padEnd(bytes * 2, 'f')), bytes);
    case 'date':
      return fromHex(value.replaceAll('-', ''));
    default: {
      const text = encodeGb18030(value);
      if (text.length > bytes) throw new RangeError(`"${name}" expected at most ${bytes} bytes`);
      const isWhole = filling === undefined && form.startsWith('text');
      return isWhole
        ? text
        : concat([text, new Uint8Array(bytes - text.length).fill(filling ?? 0)]);
    }
  }
}

function fitting(name: string, value: Uint8Array, bytes: number): Uint8Array {
  if (value.length > bytes) throw new RangeError(`"${name}" expected at most ${bytes} bytes`);
  return value.slice();
}

/** A name over its two records: 30 bytes, then what is left, through a character if need be. */
export function nameParts(name: string): Readonly<Record<string, Uint8Array>> {
  const bytes = encodeGb18030(name);
  const more = bytes.slice(30);
  return { name: bytes.slice(0, 30), ...(more.length > 0 && { 'name-extension': more }) };
}
