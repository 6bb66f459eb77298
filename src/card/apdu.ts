/**
 * Command and response APDUs, ISO/IEC 7816-4:2005 §5.1. Nc and Ne are numbers of bytes, Lc and Le
 * the length fields that carry them.
 *
 * ```
 * case 1    CLA INS P1 P2
 * case 2S   CLA INS P1 P2 Le                       Le 00 = 256
 * case 3S   CLA INS P1 P2 Lc data                  Lc 01..FF
 * case 4S   CLA INS P1 P2 Lc data Le
 * case 2E   CLA INS P1 P2 00 Le Le                 Le 0000 = 65536
 * case 3E   CLA INS P1 P2 00 Lc Lc data            Lc 0001..FFFF
 * case 4E   CLA INS P1 P2 00 Lc Lc data Le Le
 * ```
 */

import { concat } from '../bytes.ts';
import { OneCardError } from '../errors/index.ts';

/** Largest Nc and Ne of the short form: one length byte, and Le 00 stands for 256. */
export const NC_SHORT_MAX = 255;
export const NE_SHORT_MAX = 256;
/** Largest Nc and Ne of the extended form: two length bytes, and Le 0000 stands for 65536. */
export const NC_MAX = 65_535;
export const NE_MAX = 65_536;

export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Nc bytes; empty in cases 1 and 2. */
  readonly data: Uint8Array;
  /** Most bytes the answer may hold: 0 (no Le field) to 65536. */
  readonly ne: number;
  /** Extended length fields where short ones would do. Longer counts are extended anyway. */
  readonly isExtended?: boolean;
}

export interface ResponseApdu {
  readonly data: Uint8Array;
  /** SW1 SW2 as one number, such as 0x9000. */
  readonly sw: number;
}

const HEADER_BYTES = 4;

/**
 * Bytes of a command; the inverse of `parseCommand`.
 * @throws RangeError when a field does not fit: the caller's bug.
 */
export function encodeCommand(command: CommandApdu): Uint8Array {
  const { data, ne } = command;
  const header = (['cla', 'ins', 'p1', 'p2'] as const).map((field) => {
    const value = command[field];
    if (!Number.isInteger(value) || value < 0 || value > 0xff) {
      throw new RangeError(`"${field}" expected a byte`);
    }
    return value;
  });
  if (data.length > NC_MAX) throw new RangeError(`"data" expected at most ${NC_MAX} bytes`);
  if (!Number.isInteger(ne) || ne < 0 || ne > NE_MAX) {
    throw new RangeError(`"ne" expected 0 to ${NE_MAX}`);
  }
  const hasBody = data.length > 0 || ne > 0;
  const isExtended = command.isExtended || data.length > NC_SHORT_MAX || ne > NE_SHORT_MAX;
  if (!hasBody || !isExtended) return encodeShort(header, data, ne);

  const lc = data.length > 0 ? [data.length >> 8, data.length & 0xff] : [];
  const le = ne > 0 ? [(ne >> 8) & 0xff, ne & 0xff] : [];
  return concat([Uint8Array.of(...header, 0, ...lc), data, Uint8Array.from(le)]);
}

function encodeShort(header: readonly number[], data: Uint8Array, ne: number): Uint8Array {
  const lc = data.length > 0 ? [data.length] : [];
  const le = ne > 0 ? [ne & 0xff] : [];
  return concat([Uint8Array.of(...header, ...lc), data, Uint8Array.from(le)]);
}

/**
 * A command out of its bytes. Exactly the seven cases above; a length field that does not agree
 * with the count of bytes is refused, and so is a length field of zero where none belongs.
 * @throws OneCardError `card.malformed-command` with `lengthBytes` and `rule`.
 */
export function parseCommand(bytes: Uint8Array): CommandApdu {
  if (bytes.length < HEADER_BYTES) throw malformedCommand(bytes, 'header-too-short');
  const [cla, ins, p1, p2] = bytes as unknown as readonly [number, number, number, number];
  const body = bytes.subarray(HEADER_BYTES);
  const { data, ne, isExtended } = parseBody(bytes, body);
  return { cla, ins, p1, p2, data: data.slice(), ne, ...(isExtended && { isExtended }) };
}

interface CommandBody {
  readonly data: Uint8Array;
  readonly ne: number;
  readonly isExtended: boolean;
}

function parseBody(bytes: Uint8Array, body: Uint8Array): CommandBody {
  const empty = body.subarray(0, 0);
  const first = body[0];
  if (first === undefined) return { data: empty, ne: 0, isExtended: false };
  if (body.length === 1) return { data: empty, ne: first || NE_SHORT_MAX, isExtended: false };
  if (first > 0) return parseShortBody(bytes, body, first);
  if (body.length < 3) throw malformedCommand(bytes, 'length-field-too-short');

  const length = uint16(body, 1);
  if (body.length === 3) return { data: empty, ne: length || NE_MAX, isExtended: true };
  if (length === 0) throw malformedCommand(bytes, 'lc-is-zero');
  const data = body.subarray(3, 3 + length);
  const rest = body.length - 3 - length;
  if (rest === 0) return { data, ne: 0, isExtended: true };
  if (rest !== 2) throw malformedCommand(bytes, 'lc-disagrees');
  return { data, ne: uint16(body, 3 + length) || NE_MAX, isExtended: true };
}

function parseShortBody(bytes: Uint8Array, body: Uint8Array, lc: number): CommandBody {
  const data = body.subarray(1, 1 + lc);
  const rest = body.length - 1 - lc;
  if (rest === 0) return { data, ne: 0, isExtended: false };
  if (rest !== 1) throw malformedCommand(bytes, 'lc-disagrees');
  return { data, ne: body.at(-1)! || NE_SHORT_MAX, isExtended: false };
}

/**
 * A response out of its bytes. SW1 is 61..6F or 90..9F (ISO/IEC 7816-4:2005 §5.1.3).
 * @throws OneCardError `card.malformed-response` with `lengthBytes` and `rule`.
 */
export function parseResponse(bytes: Uint8Array): ResponseApdu {
  const lengthBytes = bytes.length;
  if (lengthBytes < 2) {
    throw new OneCardError('card.malformed-response', { lengthBytes, rule: 'no-status-word' });
  }
  if (lengthBytes > NE_MAX + 2) {
    throw new OneCardError('card.malformed-response', { lengthBytes, rule: 'too-long' });
  }
  const sw = uint16(bytes, lengthBytes - 2);
  if (!(sw >= 0x6100 && sw <= 0x6fff) && sw >> 12 !== 9) {
    throw new OneCardError('card.malformed-response', { lengthBytes, rule: 'no-such-sw1' });
  }
  return { data: bytes.slice(0, -2), sw };
}

/** Bytes of a response. @throws RangeError when `sw` is no two-byte number. */
export function encodeResponse({ data, sw }: ResponseApdu): Uint8Array {
  if (!Number.isInteger(sw) || sw < 0 || sw > 0xffff) throw new RangeError('"sw" expected 2 bytes');
  return concat([data, Uint8Array.of(sw >> 8, sw & 0xff)]);
}

function uint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

function malformedCommand(bytes: Uint8Array, rule: string): OneCardError {
  return new OneCardError('card.malformed-command', { lengthBytes: bytes.length, rule });
}
