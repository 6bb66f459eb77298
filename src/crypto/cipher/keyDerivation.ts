/** Key derivation in counter mode (NIST SP 800-108r1 §4.1) with CMAC as its pseudo-random function. */

import { concat, uintBytes } from '../../bytes.ts';
import type { SuiteId } from '../../model/index.ts';
import type { SecretKey } from '../secret.ts';
import { CMAC_BYTES, cmac } from './cmac.ts';

/** What is fixed in the input of every block, on either side of the counter. */
export interface DerivationInput {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Bytes of the counter, 1 to 4. */
  readonly counterBytes: 1 | 2 | 3 | 4;
}

/** Blocks that a one-byte counter can number; every wider counter has more. */
const BLOCKS_MAX = 255;

/**
 * The first `byteCount` bytes of CMAC(before ‖ 1 ‖ after) ‖ CMAC(before ‖ 2 ‖ after) ‖ …
 * @throws RangeError beyond 255 blocks
 */
export function deriveBytes(
  suite: SuiteId,
  key: SecretKey,
  input: DerivationInput,
  byteCount: number,
): Uint8Array {
  const blockCount = Math.ceil(byteCount / CMAC_BYTES);
  if (!Number.isSafeInteger(byteCount) || byteCount < 1 || blockCount > BLOCKS_MAX) {
    throw new RangeError(`"byteCount" expected 1 to ${BLOCKS_MAX * CMAC_BYTES}`);
  }
  const blocks = Array.from({ length: blockCount }, (_, index) => {
    const counter = uintBytes(index + 1, input.counterBytes);
    return cmac(suite, key, concat([input.before, counter, input.after]));
  });
  return concat(blocks).slice(0, byteCount);
}
