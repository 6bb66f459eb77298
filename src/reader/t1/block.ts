/**
 * Blocks of T=1, ISO/IEC 7816-3:2006 §11.3.
 *
 * ```
 * NAD | PCB | LEN 00..FE | INF, LEN bytes | EDC, 1 byte (LRC) or 2 (CRC)
 *
 * PCB  I   0 n m 0 0000     n: N(S), m: more blocks follow
 *      R   1 0 0 n 00 ee    n: N(R), ee: 0 no error, 1 EDC or parity, 2 other
 *      S   1 1 r 0 00 tt    r: response, tt: 0 RESYNCH, 1 IFS, 2 ABORT, 3 WTX
 * ```
 */

import { concat } from '../../bytes.ts';
import { EDC_BYTES, type Edc, edcOf } from './edc.ts';

export const PROLOGUE_BYTES = 3;
/** LEN FF is reserved (§11.3.2.3). */
export const INFORMATION_BYTES_MAX = 254;
/** The longest block there is. */
export const BLOCK_BYTES_MAX = PROLOGUE_BYTES + INFORMATION_BYTES_MAX + EDC_BYTES.crc;

/** A sequence number counts modulo 2. */
export type SequenceBit = 0 | 1;
/** What an R-block complains about. */
export type BlockFault = 'edc' | 'other';
export type SupervisoryType = (typeof SUPERVISORY)[number];

const SUPERVISORY = ['resynch', 'ifs', 'abort', 'wtx'] as const;

export type T1Block =
  | {
      readonly kind: 'I';
      readonly sequence: SequenceBit;
      /** M: the chain goes on. */
      readonly hasMore: boolean;
      readonly information: Uint8Array;
    }
  | {
      readonly kind: 'R';
      readonly sequence: SequenceBit;
      readonly fault: BlockFault | undefined;
    }
  | {
      readonly kind: 'S';
      readonly type: SupervisoryType;
      readonly isResponse: boolean;
      /** IFS: the size, 1 to 254; WTX: the multiplier, 1 to 255; else 0 and not sent. */
      readonly value: number;
    };

export type DecodedBlock =
  | { readonly outcome: 'block'; readonly block: T1Block }
  | { readonly outcome: 'broken'; readonly fault: BlockFault };

/** Bytes of a block. @throws RangeError when the information field is too long. */
export function encodeBlock(block: T1Block, edc: Edc, nad = 0): Uint8Array {
  const information = informationOf(block);
  if (information.length > INFORMATION_BYTES_MAX) {
    throw new RangeError(`a T=1 block carries at most ${INFORMATION_BYTES_MAX} bytes`);
  }
  const bytes = concat([Uint8Array.of(nad, pcbOf(block), information.length), information]);
  return concat([bytes, edcOf(edc, bytes)]);
}

/**
 * A block out of its bytes, or what is wrong with them: an R-block has to say so.
 * @param nad the node address that the sender must use
 */
export function decodeBlock(bytes: Uint8Array, edc: Edc, nad = 0): DecodedBlock {
  const end = bytes.length - EDC_BYTES[edc];
  if (end < PROLOGUE_BYTES || bytes[2] !== end - PROLOGUE_BYTES) return broken('other');
  const expected = edcOf(edc, bytes.subarray(0, end));
  if (expected.some((byte, index) => byte !== bytes[end + index])) return broken('edc');
  if (bytes[0] !== nad || bytes[2] === 0xff) return broken('other');
  const block = blockOf(bytes[1]!, bytes.slice(PROLOGUE_BYTES, end));
  return block ? { outcome: 'block', block } : broken('other');
}

function blockOf(pcb: number, information: Uint8Array): T1Block | undefined {
  if ((pcb & 0x80) === 0) {
    if ((pcb & 0x1f) !== 0) return undefined;
    return { kind: 'I', sequence: bitOf(pcb, 6), hasMore: (pcb & 0x20) !== 0, information };
  }
  if ((pcb & 0x40) === 0) {
    const error = pcb & 0x2f;
    if (information.length > 0 || error > 2) return undefined;
    const fault = ([undefined, 'edc', 'other'] as const)[error];
    return { kind: 'R', sequence: bitOf(pcb, 4), fault };
  }
  const type = SUPERVISORY[pcb & 0x1f];
  if (!type) return undefined;
  const isResponse = (pcb & 0x20) !== 0;
  if (type === 'resynch' || type === 'abort') {
    return information.length === 0 ? { kind: 'S', type, isResponse, value: 0 } : undefined;
  }
  const value = information[0];
  // A size of 00 or FF is reserved (§11.4.2), and a waiting time times 0 is none.
  if (information.length !== 1 || !value || (type === 'ifs' && value === 0xff)) return undefined;
  return { kind: 'S', type, isResponse, value };
}

function pcbOf(block: T1Block): number {
  switch (block.kind) {
    case 'I':
      return (block.sequence << 6) | (block.hasMore ? 0x20 : 0);
    case 'R':
      return 0x80 | (block.sequence << 4) | (block.fault ? (block.fault === 'edc' ? 1 : 2) : 0);
    case 'S':
      return 0xc0 | (block.isResponse ? 0x20 : 0) | SUPERVISORY.indexOf(block.type);
  }
}

function informationOf(block: T1Block): Uint8Array {
  if (block.kind === 'I') return block.information;
  const hasValue = block.kind === 'S' && (block.type === 'ifs' || block.type === 'wtx');
  return hasValue ? Uint8Array.of(block.value) : new Uint8Array(0);
}

function bitOf(pcb: number, position: number): SequenceBit {
  return ((pcb >> position) & 1) as SequenceBit;
}

function broken(fault: BlockFault): DecodedBlock {
  return { outcome: 'broken', fault };
}

/** The other sequence number. */
export function flip(bit: SequenceBit): SequenceBit {
  return bit === 0 ? 1 : 0;
}
