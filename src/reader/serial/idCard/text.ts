/**
 * What a reader hands out of a second-generation identity card.
 *
 * ```
 * read                    text length | photo length |                      text | photo
 * read-with-fingerprints  text length | photo length | fingerprint length | text | photo | fingerprints
 *                         two bytes each, big-endian; 256, 1,024, 0 or 512 or 1,024
 *
 * text, 256 bytes of UTF-16LE, filled up with spaces:
 *   name 30 | sex 2 | ethnic group 4 | born 16 | address 70 | number 36 | issuer 30
 *   | valid from 16 | valid until 16 | not used 36
 * ```
 *
 * The photo is compressed by a method that only the readers' libraries undo; it is handed on as it is.
 */

import { OneCardError } from '../../../errors/index.ts';
import { type PlainDate, plainDate } from '../../../time.ts';
import type { IdCommand } from './frame.ts';

export const ID_TEXT_BYTES = 256;
export const ID_PHOTO_BYTES_MAX = 1_024;
export const ID_FINGERPRINT_BYTES_MAX = 1_024;

/** What is printed and stored on the card. Personal: it belongs in no log and in no error. */
export interface IdCard {
  readonly name: string;
  /** GB/T 2261.1: 0 not known, 1 male, 2 female, 9 not said. */
  readonly sexCode: 0 | 1 | 2 | 9;
  /** GB/T 3304, two digits; empty where the card names none. */
  readonly ethnicGroupCode: string;
  readonly bornOn: PlainDate;
  readonly address: string;
  /** 公民身份号码, 18 characters; its check digit is not looked at here. */
  readonly idNumber: string;
  readonly issuer: string;
  readonly validFrom: PlainDate;
  /** 长期 stands for a card without an end. */
  readonly validUntil: PlainDate | 'long-term';
  /** Compressed; empty when the reader sent none. */
  readonly photo: Uint8Array;
  /** Templates, one after the other; empty when the card has none or they were not asked for. */
  readonly fingerprints: Uint8Array;
}

const FIELDS = {
  name: [0, 30],
  sexCode: [30, 2],
  ethnicGroupCode: [32, 4],
  bornOn: [36, 16],
  address: [52, 70],
  idNumber: [122, 36],
  issuer: [158, 30],
  validFrom: [188, 16],
  validUntil: [204, 16],
} as const;
type TextField = keyof typeof FIELDS;

const LONG_TERM = '长期';

/**
 * The card out of the data of a `read` answer.
 * @throws OneCardError `reader.malformed-id-card` with `field` and `rule`, never with what stood there.
 */
export function parseIdCard(data: Uint8Array, command: IdCommand): IdCard {
  const lengthCount = command === 'read-with-fingerprints' ? 3 : 2;
  if (data.length < 2 * lengthCount) throw malformed('lengths', 'too-short');
  const [textBytes, photoBytes, fingerprintBytes = 0] = Array.from(
    { length: lengthCount },
    (_, index) => (data[2 * index]! << 8) | data[2 * index + 1]!,
  ) as [number, number, number?];
  if (textBytes !== ID_TEXT_BYTES) throw malformed('text', 'length');
  if (photoBytes > ID_PHOTO_BYTES_MAX) throw malformed('photo', 'length');
  if (fingerprintBytes > ID_FINGERPRINT_BYTES_MAX) throw malformed('fingerprints', 'length');
  const textEnd = 2 * lengthCount + textBytes;
  const photoEnd = textEnd + photoBytes;
  if (data.length !== photoEnd + fingerprintBytes) throw malformed('lengths', 'disagree');
  return {
    ...parseIdText(data.subarray(textEnd - textBytes, textEnd)),
    photo: data.slice(textEnd, photoEnd),
    fingerprints: data.slice(photoEnd),
  };
}

/** The nine fields of the text block. @throws as `parseIdCard`. */
export function parseIdText(text: Uint8Array): Omit<IdCard, 'photo' | 'fingerprints'> {
  if (text.length !== ID_TEXT_BYTES) throw malformed('text', 'length');
  const sexCode = Number(matching(text, 'sexCode', /^[0129]$/)) as IdCard['sexCode'];
  const until = fieldOf(text, 'validUntil');
  return {
    name: matching(text, 'name', /^.+$/u),
    sexCode,
    ethnicGroupCode: matching(text, 'ethnicGroupCode', /^(\d\d)?$/),
    bornOn: dateOf(text, 'bornOn'),
    address: fieldOf(text, 'address'),
    idNumber: matching(text, 'idNumber', /^\d{17}[\dX]$/),
    issuer: fieldOf(text, 'issuer'),
    validFrom: dateOf(text, 'validFrom'),
    validUntil: until === LONG_TERM ? 'long-term' : dateOf(text, 'validUntil'),
  };
}

/** The text block of a card, for readers that are programs. @throws RangeError when a field is too long. */
export function encodeIdText(card: Omit<IdCard, 'photo' | 'fingerprints'>): Uint8Array {
  const block = Buffer.alloc(ID_TEXT_BYTES, ' ', 'utf16le');
  const compact = (date: string) => date.replaceAll('-', '');
  const texts: Record<TextField, string> = {
    ...card,
    sexCode: String(card.sexCode),
    bornOn: compact(card.bornOn),
    validFrom: compact(card.validFrom),
    validUntil: card.validUntil === 'long-term' ? LONG_TERM : compact(card.validUntil),
  };
  for (const field of Object.keys(FIELDS) as TextField[]) {
    const [offset, lengthBytes] = FIELDS[field];
    const bytes = Buffer.from(texts[field], 'utf16le');
    if (bytes.length > lengthBytes)
      throw new RangeError(`"${field}" has at most ${lengthBytes} bytes`);
    block.set(bytes, offset);
  }
  return Uint8Array.from(block);
}

function fieldOf(text: Uint8Array, field: TextField): string {
  const [offset, lengthBytes] = FIELDS[field];
  try {
    const decoder = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });
    const value = decoder.decode(text.subarray(offset, offset + lengthBytes));
    const trimmed = value.replace(/[ \0]+$/, '');
    if (!/[\p{Cc}\p{Cs}]/u.test(trimmed)) return trimmed;
  } catch {
    // Half of a surrogate pair.
  }
  throw malformed(field, 'characters');
}

function matching(text: Uint8Array, field: TextField, pattern: RegExp): string {
  const value = fieldOf(text, field);
  if (!pattern.test(value)) throw malformed(field, 'form');
  return value;
}

/** `YYYYMMDD`. */
function dateOf(text: Uint8Array, field: TextField): PlainDate {
  const value = matching(text, field, /^\d{8}$/);
  try {
    return plainDate(`${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`);
  } catch {
    throw malformed(field, 'no-such-day');
  }
}

function malformed(field: string, rule: string): OneCardError {
  return new OneCardError('reader.malformed-id-card', { field, rule });
}
