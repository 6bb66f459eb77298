/** What the tests of this room share: refusals as values, fixed keys, and an invented county. */

import { fromHex } from '../../src/bytes.ts';
import { type PrivateKey, type Suite, suiteOf } from '../../src/crypto/index.ts';
import { type ErrorDetail, OneCardError } from '../../src/errors/index.ts';

/** The code of the OneCardError that `run` throws; anything else is thrown on. */
export function refusal(run: () => unknown): { code: string; detail: ErrorDetail } {
  try {
    run();
  } catch (error) {
    if (error instanceof OneCardError) return { code: error.code, detail: error.detail };
    throw error;
  }
  throw new Error('nothing was refused');
}

export const INT: Suite = suiteOf(1);
export const SM: Suite = suiteOf(2);
/** For `describe.each`: what holds in one suite has to hold in the other. */
export const SUITES = [INT, SM] as const;

/** The key of one repeated byte: invented, the same in every run. */
export function fixedKey(byte: number, suite = INT): PrivateKey {
  return suite.privateKeyOf(new Uint8Array(32).fill(byte));
}

/** Bytes from hexadecimal text with blanks. */
export function hex(text: string): Uint8Array {
  return fromHex(text.replaceAll(' ', ''));
}

/** A copy with one byte changed. */
export function flipped(bytes: Uint8Array, index: number, mask = 0x01): Uint8Array {
  return bytes.map((byte, position) => (position === index ? byte ^ mask : byte));
}
