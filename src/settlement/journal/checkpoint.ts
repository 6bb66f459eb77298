/** What a checkpoint's signature covers. */

import { concat, uintBytes, utf8 } from '../../bytes.ts';
import { suiteOfKey } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { JournalHead } from '../../model/index.ts';
import { HASH_BYTES } from './chain.ts';
import type { CheckpointFields } from './kinds/book.ts';

/** The number at the end is the version of what follows. */
const CHECKPOINT_CONTEXT = 'OneCard/JOURNAL-CHECKPOINT/1';
const SEQUENCE_BYTES = 8;

/** `OneCard/JOURNAL-CHECKPOINT/1` ‖ sequence(8) ‖ hash(32). */
export function checkpointMessage({ sequence, hash }: JournalHead): Uint8Array {
  if (hash.length !== HASH_BYTES) throw new RangeError(`"hash" expected ${HASH_BYTES} bytes`);
  return concat([utf8(CHECKPOINT_CONTEXT), uintBytes(sequence, SEQUENCE_BYTES), hash]);
}

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
