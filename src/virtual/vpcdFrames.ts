/**
 * Frames of the vpcd protocol (vsmartcard, src/vpcd/vpcd.h): two bytes of length, high byte first, and
 * that many bytes. A body of one byte is a control byte, a longer one an APDU.
 *
 * ```
 * 00 01 | 00      power off               00 01 | 02   reset
 * 00 01 | 01      power on                00 01 | 04   answer to reset, please
 * LL LL | APDU    both ways               LL LL | ATR  from the card, after 04
 * ```
 */

import { concat, uintBytes } from '../bytes.ts';
import { OneCardError } from '../errors/index.ts';

export const VPCD_POWER_OFF = 0x00;
export const VPCD_POWER_ON = 0x01;
export const VPCD_RESET = 0x02;
export const VPCD_GET_ATR = 0x04;

const LENGTH_BYTES = 2;

/** `body` in a frame. @throws RangeError above 65,535 bytes, which the length cannot say. */
export function encodeFrame(body: Uint8Array): Uint8Array {
  return concat([uintBytes(body.length, LENGTH_BYTES), body]);
}

/** Cuts a byte stream into frame bodies. Holds at most one unfinished frame: 65,537 bytes. */
export class FrameDecoder {
  #pending: Uint8Array = new Uint8Array(0);

  /**
   * The bodies that `chunk` completes.
   * @throws OneCardError `virtual.slot-protocol-broken` for an empty frame.
   */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    this.#pending = concat([this.#pending, chunk]);
    const bodies: Uint8Array[] = [];
    let offset = 0;
    // Ends with the bytes: each round takes at least three.
    while (this.#pending.length - offset >= LENGTH_BYTES) {
      const length = (this.#pending[offset]! << 8) | this.#pending[offset + 1]!;
      if (length === 0) {
        throw new OneCardError('virtual.slot-protocol-broken', { rule: 'empty-frame' });
      }
      const end = offset + LENGTH_BYTES + length;
      if (this.#pending.length < end) break;
      bodies.push(this.#pending.slice(offset + LENGTH_BYTES, end));
      offset = end;
    }
    this.#pending = this.#pending.slice(offset);
    return bodies;
  }
}
