/** What a checkpoint's signature covers. */

import { checkpointMessage, suiteOfKey } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CheckpointFields } from './kinds/book.ts';

export { checkpointMessage };

/** Whether the signature holds under the key that the checkpoint names. */
export function isSigned({ head, publicKey, signature }: CheckpointFields): boolean {
  try {
    return suiteOfKey(publicKey).verify(publicKey, checkpointMessage(head), signature);
  } catch (error) {
    // A key that is none proves nothing.
    if (error instanceof OneCardError) return false;
    throw error;
  }
}
