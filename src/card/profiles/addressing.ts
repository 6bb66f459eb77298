/**
 * Three ways in which cards in use are asked for a record:
 *
 * ```
 * by-tag      00 B2 tag    00            the record with this identifier in the current file
 * by-number   00 B2 number 04            the n-th record of the current file
 * by-sfi      00 B2 number sfi<<3 | 4    the n-th record of the file with this short identifier
 * ```
 *
 * Which one a card takes is not written on it. The record repeats its tag, so an answer says whether
 * the question was understood; the way that worked is tried first for the next record.
 */

import { OneCardError } from '../../errors/index.ts';
import { NE_SHORT_MAX, type ResponseApdu } from '../apdu.ts';
import { CLA_BASIC, exchangeApdu } from '../commands/command.ts';
import {
  type StatusWord,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_SECURITY_NOT_SATISFIED,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
  statusWordText,
} from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';
import { parseRecord } from './record.ts';
import type { CyclicFile, RecordField, RecordFile } from './tables/table.ts';

export const ADDRESSING_STYLES = ['by-number', 'by-tag', 'by-sfi'] as const;
export type AddressingStyle = (typeof ADDRESSING_STYLES)[number];

const INS_READ_RECORD = 0xb2;
const BY_NUMBER = 0x04;
const BY_TAG = 0x00;
const RECORD_HEAD_BYTES = 2;

/** The card wants a key or a PIN first. 6988: it wants secure messaging. */
const DENIED: ReadonlySet<StatusWord> = new Set([
  SW_SECURITY_NOT_SATISFIED,
  SW_CONDITIONS_NOT_SATISFIED,
  0x6983,
  0x6984,
  0x6988,
]);
/** No record there, or the card does not take the question this way. */
const NOT_THIS_WAY: ReadonlySet<StatusWord> = new Set([
  SW_WRONG_LENGTH,
  0x6981,
  0x6986,
  0x6a80,
  0x6a81,
  0x6a82,
  0x6a83,
  0x6a86,
  0x6a88,
  0x6b00,
]);

export type RecordAnswer =
  | { readonly outcome: 'read'; readonly value: Uint8Array; readonly style: AddressingStyle }
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'denied'; readonly sw: StatusWord };

/**
 * Reads the record of `field`.
 * @param first the way that is tried first
 * @throws OneCardError `profile.malformed-record`, `card.unexpected-status`
 */
export async function readField(
  transport: CardTransport,
  file: RecordFile,
  field: RecordField,
  first: AddressingStyle,
): Promise<RecordAnswer> {
  const styles = [first, ...ADDRESSING_STYLES.filter((style) => style !== first)];
  for (const style of styles) {
    const [p1, p2] = parametersOf(style, file, field);
    const { data, sw } = await readOne(transport, p1, p2, field.bytes + RECORD_HEAD_BYTES);
    if (DENIED.has(sw)) return { outcome: 'denied', sw };
    if (sw !== SW_SUCCESS) continue;
    const value = parseRecord(data, file, field);
    if (value) return { outcome: 'read', value, style };
  }
  return { outcome: 'absent' };
}

/** The n-th record of a file without tags; undefined when there is none. */
export async function readNumbered(
  transport: CardTransport,
  file: CyclicFile,
  number: number,
): Promise<
  | { readonly outcome: 'read'; readonly value: Uint8Array }
  | Exclude<RecordAnswer, { outcome: 'read' }>
> {
  const size = file.parts.reduce((sum, part) => sum + part.bytes, 0);
  for (const p2 of [BY_NUMBER, (file.sfi << 3) | BY_NUMBER]) {
    const { data, sw } = await readOne(transport, number, p2, size);
    if (DENIED.has(sw)) return { outcome: 'denied', sw };
    if (sw === SW_SUCCESS) return { outcome: 'read', value: data };
  }
  return { outcome: 'absent' };
}

function parametersOf(
  style: AddressingStyle,
  { sfi, fields }: RecordFile,
  field: RecordField,
): readonly [p1: number, p2: number] {
  const number = fields.indexOf(field) + 1;
  switch (style) {
    case 'by-tag':
      return [field.tag, BY_TAG];
    case 'by-number':
      return [number, BY_NUMBER];
    case 'by-sfi':
      return [number, (sfi << 3) | BY_NUMBER];
  }
}

/** With any Le, and with the exact one where the card calls that a wrong length. */
async function readOne(
  transport: CardTransport,
  p1: number,
  p2: number,
  exactBytes: number,
): Promise<ResponseApdu> {
  const data = new Uint8Array(0);
  const command = { cla: CLA_BASIC, ins: INS_READ_RECORD, p1, p2, data, ne: NE_SHORT_MAX };
  let response = await exchangeApdu(transport, command);
  if (response.sw === SW_WRONG_LENGTH) {
    response = await exchangeApdu(transport, { ...command, ne: exactBytes });
  }
  const { sw } = response;
  if (sw !== SW_SUCCESS && !DENIED.has(sw) && !NOT_THIS_WAY.has(sw)) {
    const detail = { command: 'READ RECORD', sw: statusWordText(sw) };
    throw new OneCardError('card.unexpected-status', detail);
  }
  return response;
}
