/** When a journal has its head signed, and by whom. */

import { OneCardError } from '../../errors/index.ts';
import type { JournalHead, SamId } from '../../model/index.ts';
import { checkpointMessage, isSigned } from './checkpoint.ts';
import type { BookEntering } from './drafts.ts';
import type { JournalEntry } from './entry.ts';

/** Signs heads: a security module that offers it, or a key of the terminal's own. */
export interface CheckpointSigner {
  /** The module that signs; absent for a key of the terminal's own. */
  samId?(): Promise<SamId>;
  /** COSE_Key bytes of the key that `sign` uses. */
  publicKey(): Promise<Uint8Array>;
  /**
   * @param message what the signature covers, for who signs bytes
   * @param head the same for a module, which puts the message together by itself
   * @returns r ‖ s, 64 bytes
   */
  sign(message: Uint8Array, head: JournalHead): Promise<Uint8Array>;
}

export interface CheckpointOptions {
  readonly signer: CheckpointSigner;
  /** Entries after which the head is signed anew. */
  readonly everyEntries: number;
  /** A signer that fails stops no visit: the next entry tries again, and this hears why. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * A checkpoint of `head`, ready to be appended.
 * @throws OneCardError `journal.signature-wrong`, and what the signer fails with
 */
export async function signHead(head: JournalHead, signer: CheckpointSigner): Promise<BookEntering> {
  const publicKey = await signer.publicKey();
  const signature = await signer.sign(checkpointMessage(head), head);
  const samId = await signer.samId?.();
  const fields = { head, publicKey, signature, ...(samId && { samId }) };
  if (!isSigned(fields)) {
    const { sequence } = head;
    throw new OneCardError('journal.signature-wrong', { sequence, ...(samId && { samId }) });
  }
  return { kind: 'checkpoint', ...fields };
}

/** Has every so many entries signed, one checkpoint at a time. */
export class Checkpoints {
  readonly #options: CheckpointOptions;
  readonly #append: (entering: BookEntering) => Promise<JournalEntry>;
  #signedThrough: number;
  #signing: Promise<JournalEntry | undefined> | undefined;

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
    if (this.#signing || head.sequence - this.#signedThrough < everyEntries) return;
    void this.#sign(head);
  }

  /** Signs what is not signed yet, after what is being signed. */
  async seal(head: () => JournalHead): Promise<JournalEntry | undefined> {
    await this.#signing;
    const newest = head();
    return newest.sequence === this.#signedThrough ? undefined : this.#sign(newest);
  }

  #sign(head: JournalHead): Promise<JournalEntry | undefined> {
    this.#signing = this.#signed(head).finally(() => {
      this.#signing = undefined;
    });
    return this.#signing;
  }

  async #signed(head: JournalHead): Promise<JournalEntry | undefined> {
    try {
      // The checkpoint's own entry counts as signed: it says nothing that needs another signature.
      const entry = await this.#append(await signHead(head, this.#options.signer));
      this.#signedThrough = entry.sequence;
      return entry;
    } catch (error) {
      this.#options.onFailure(error);
      return undefined;
    }
  }
}
