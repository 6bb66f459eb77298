/**
 * A state slot, 223 bytes, written by one UPDATE BINARY:
 *
 * ```
 * 53 82 LL LL <body>  8E 10 <CMAC, 16 bytes>  00 … 00  <sequence, 4 bytes>
 * ```
 *
 * 8E is the cryptographic checksum of ISO/IEC 7816-4:2005 §6.2. The CMAC proves the body. The last
 * four bytes repeat the body's sequence and prove nothing: they are the *end mark*. A write that
 * was cut off leaves the end mark of what stood there before, so that an accident can be told from a
 * slot that was written to its end and changed afterwards.
 */

import { concat, uintBytes } from '../../bytes.ts';
import { SLOT_BYTES } from '../files.ts';
import {
  assertZeroFill,
  FRAME_HEAD_BYTES,
  frameHead,
  frameLength,
  malformedFrame,
} from '../frame.ts';

/** Cryptographic checksum among the secure messaging objects of ISO/IEC 7816-4:2005 §6.2. */
const TAG_CHECKSUM = 0x8e;
const MAC_BYTES = 16;
const CHECKSUM_BYTES = 2 + MAC_BYTES;
const END_MARK_BYTES = 4;
const END_MARK_OFFSET = SLOT_BYTES - END_MARK_BYTES;
export const STATE_BODY_BYTES_MAX = END_MARK_OFFSET - FRAME_HEAD_BYTES - CHECKSUM_BYTES;

type StateFile = 'EF.STATE-A' | 'EF.STATE-B';

/** @throws RangeError when the body does not fit or the CMAC is not 16 bytes. */
export function encodeSlot(body: Uint8Array, mac: Uint8Array, sequence: number): Uint8Array {
  if (body.length === 0 || body.length > STATE_BODY_BYTES_MAX) {
    throw new RangeError(`"body" expected 1 to ${STATE_BODY_BYTES_MAX} bytes`);
  }
  if (mac.length !== MAC_BYTES) throw new RangeError(`"mac" expected ${MAC_BYTES} bytes`);
  const slot = new Uint8Array(SLOT_BYTES);
  slot.set(concat([frameHead(body.length), body, Uint8Array.of(TAG_CHECKSUM, MAC_BYTES), mac]));
  slot.set(uintBytes(sequence, END_MARK_BYTES), END_MARK_OFFSET);
  return slot;
}

/**
 * Body and CMAC of a slot, neither of them proven. The end mark is not looked at.
 * @throws OneCardError `card.malformed-frame` with `file`, `offset`, `rule`.
 */
export function parseSlot(
  bytes: Uint8Array,
  file: StateFile,
): { readonly body: Uint8Array; readonly mac: Uint8Array } {
  if (bytes.length !== SLOT_BYTES) throw malformedFrame(file, bytes.length, 'slot-size');
  const bodyEnd = FRAME_HEAD_BYTES + frameLength(bytes, file, STATE_BODY_BYTES_MAX);
  if (bytes[bodyEnd] !== TAG_CHECKSUM) throw malformedFrame(file, bodyEnd, 'tag');
  if (bytes[bodyEnd + 1] !== MAC_BYTES) throw malformedFrame(file, bodyEnd + 1, 'length');
  const macEnd = bodyEnd + CHECKSUM_BYTES;
  assertZeroFill(bytes.subarray(0, END_MARK_OFFSET), macEnd, file);
  return {
    body: bytes.slice(FRAME_HEAD_BYTES, bodyEnd),
    mac: bytes.slice(macEnd - MAC_BYTES, macEnd),
  };
}

/** The sequence that the end mark repeats. */
export function endMarkOf(bytes: Uint8Array): number {
  const mark = bytes.subarray(END_MARK_OFFSET);
  return new DataView(mark.buffer, mark.byteOffset, END_MARK_BYTES).getUint32(0);
}

/** Whether nothing was ever written to the slot. */
export function isEmptySlot(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
