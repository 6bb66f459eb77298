/** 流水签名点: the terminal's module signs where the journal stands. */

import type { Sam } from '../model/index.ts';
import type { CheckpointOptions, CheckpointSigner } from '../settlement/index.ts';

/** Entries between two signatures: twenty visits, so that a busy desk asks its module for 25 a day. */
export const CHECKPOINT_ENTRIES = 100;

/** The module as the signer of a journal's heads: its key is the one under the settlements. */
export function moduleSigner(sam: Sam): CheckpointSigner {
  return {
    samId: () => sam.id(),
    publicKey: () => sam.publicKey(),
    sign: (_message, head) => sam.signHead(head),
  };
}

/**
 * For `openJournal`: every CHECKPOINT_ENTRIES entries the module signs the head, and at the end of each day
 * and of each run of the desk what is left. A module that cannot sign now stops nothing: it is asked again
 * at the next entry, and verification names what stands without a signature for too long.
 * @param options.onFailure hears why the module did not sign
 */
export function moduleCheckpoints(
  sam: Sam,
  options: Partial<Pick<CheckpointOptions, 'everyEntries' | 'onFailure'>> = {},
): CheckpointOptions {
  const { everyEntries = CHECKPOINT_ENTRIES, onFailure = () => undefined } = options;
  return { signer: moduleSigner(sam), everyEntries, onFailure };
}
