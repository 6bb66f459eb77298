/**
 * Protocol and parameters selection, ISO/IEC 7816-3:2006 §9.
 *
 * ```
 * FF | PPS0 = 0 b3 b2 b1 TTTT | [PPS1 = Fi,Di] | [PPS2] | [PPS3] | PCK, all bytes add up to 0 by XOR
 *            b1: PPS1 follows, b2: PPS2, b3: PPS3
 * ```
 */

import { OneCardError } from '../../errors/index.ts';

const PPSS = 0xff;
const HAS_PPS1 = 0x10;
const PPS_BYTES_MIN = 3;
const PPS_BYTES_MAX = 6;
const RESERVED_BIT = 0x80;

export interface Pps {
  readonly protocol: number;
  /** PPS1: Fi in the high half, Di in the low half; absent means 372 and 1. */
  readonly fiDi?: number | undefined;
  /** PPS2: use of the standard or proprietary contact. */
  readonly pps2?: number | undefined;
  readonly pps3?: number | undefined;
}

/** Bytes of a request or of an answer. @throws RangeError when a field does not fit. */
export function encodePps({ protocol, fiDi, pps2, pps3 }: Pps): Uint8Array {
  if (!Number.isInteger(protocol) || protocol < 0 || protocol > 15) {
    throw new RangeError('"protocol" expected 0 to 15');
  }
  const optional = [fiDi, pps2, pps3];
  const present = optional.reduce<number>(
    (bits, value, index) => (value === undefined ? bits : bits | (HAS_PPS1 << index)),
    0,
  );
  const bytes = [PPSS, present | protocol, ...optional.filter((value) => value !== undefined)];
  return Uint8Array.of(...bytes, checkOf(bytes));
}

/** @throws OneCardError `reader.parameters-refused` with `rule`. */
export function parsePps(bytes: Uint8Array): Pps {
  if (bytes.length < PPS_BYTES_MIN || bytes.length > PPS_BYTES_MAX) throw refused('length');
  if (bytes[0] !== PPSS) throw refused('ppss');
  const pps0 = bytes[1]!;
  if ((pps0 & RESERVED_BIT) !== 0) throw refused('pps0-reserved');
  if (checkOf([...bytes]) !== 0) throw refused('pck');
  let offset = 2;
  const [fiDi, pps2, pps3] = [0, 1, 2].map((index) =>
    (pps0 & (HAS_PPS1 << index)) === 0 ? undefined : bytes[offset++],
  );
  if (offset !== bytes.length - 1) throw refused('length');
  return { protocol: pps0 & 0x0f, fiDi, pps2, pps3 };
}

/**
 * What card and reader have agreed to (§9.3): the protocol is the same, each other byte is either
 * repeated or left out.
 * @returns Fi and Di that hold from now on; 11 when the card left PPS1 out
 * @throws OneCardError `reader.parameters-refused` with `rule`.
 */
export function agreedFiDi(request: Pps, answer: Uint8Array): number {
  const agreed = parsePps(answer);
  if (agreed.protocol !== request.protocol) throw refused('protocol');
  for (const field of ['fiDi', 'pps2', 'pps3'] as const) {
    if (agreed[field] !== undefined && agreed[field] !== request[field]) throw refused(field);
  }
  return agreed.fiDi ?? 0x11;
}

function checkOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

function refused(rule: string): OneCardError {
  return new OneCardError('reader.parameters-refused', { rule });
}
