/** When a journal has its head signed, and by whom. */

import type { JournalHead, SamId } from '../../model/index.ts';
import { checkpointMessage } from './checkpoint.ts';
import type { BookEntering } from './drafts.ts';
import type { JournalEntry } from './entry.ts';

/** Signs heads: a security module that offers it, or a key of the terminal's own. */
export interface CheckpointSigner {
  /** The module that signs; absent for a key of the terminal's own. */
  readonly samId?: SamId;
  /** COSE_Key bytes of the key that `sign` uses. */
  publicKey(): Promise<Uint8Array>;
  /** @returns r ‖ s, 64 bytes */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

export interface CheckpointOptions {
  readonly signer: CheckpointSigner;
  /** Entries after which the head is signed anew. */
  readonly everyEntries: number;
  /** A signer that fails stops no visit: the next entry tries again, and this hears why. */
  readonly onFailure: (error: unknown) => void;
}

/** A checkpoint of `head`, ready to be appended. */
export async function signHead(head: JournalHead, signer: CheckpointSigner): Promise<BookEntering> {
  const publicKey = await signer.publicKey();
  const signature = await signer.sign(checkpointMessage(head));
  const { samId } = signer;
  return { kind: 'checkpoint', head, publicKey, signature, ...(samId && { samId }) };
}

/** Has every so many entries signed, one checkpoint at a time. */
export class Checkpoints {
  readonly #options: CheckpointOptions;
  readonly #append: (entering: BookEntering) => Promise<JournalEntry>;
  #signedThrough: number;
  #isSigning = false;

  constructor(
    options: CheckpointOptions,
    signedThrough: number,
    append: (entering: BookEntering) => Promise<JournalEntry>,
  ) {
    const { everyEntries } = options;
    if (!Number.isSafeInteger(everyEntries) || everyEntries < 1) {
      throw new RangeError('"everyEntries" expected a whole number from 1');
    }
    this.#options = options;
    this.#signedThrough = signedThrough;
    this.#append = append;
  }

  /** Called when `head` has become durable. */
  reached(head: JournalHead): void {
    const { everyEntries } = this.#options;
    if (this.#isSigning || head.sequence - this.#signedThrough < everyEntries) return;
    this.#isSigning = true;
    void this.#sign(head);
  }

  async #sign(head: JournalHead): Promise<void> {
    try {
      // The checkpoint's own entry counts as signed: it says nothing that needs another signature.
      const { sequence } = await this.#append(await signHead(head, this.#options.signer));
      this.#signedThrough = sequence;
    } catch (error) {
      this.#options.onFailure(error);
    } finally {
      this.#isSigning = false;
    }
  }
}
