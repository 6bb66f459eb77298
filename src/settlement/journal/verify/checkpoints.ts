/** Whether checkpoints are signed, speak of this journal, and stand where they must. */

import { equalBytes } from '../../../bytes.ts';
import { isSigned } from '../checkpoint.ts';
import type { Database } from '../database.ts';
import type { JournalEntry } from '../entry.ts';
import { GROUP_ENTRIES_MAX } from '../limits.ts';
import type { FindingList } from './findings.ts';

export class CheckpointCheck {
  readonly #findings: FindingList;
  readonly #database: Database;
  readonly #keys: readonly Uint8Array[] | undefined;
  readonly #everyEntries: number;
  #signedThrough = 0;
  #last = 0;

  constructor(
    findings: FindingList,
    database: Database,
    options: {
      readonly checkpointKeys?: readonly Uint8Array[];
      readonly checkpointEveryEntries?: number;
    },
  ) {
    this.#findings = findings;
    this.#database = database;
    this.#keys = options.checkpointKeys;
    this.#everyEntries = options.checkpointEveryEntries ?? Number.POSITIVE_INFINITY;
  }

  /** A file that continues another one: what is before it was signed there. */
  startAfter(sequence: number): void {
    this.#last = sequence;
  }

  follow(checkpoint: JournalEntry<'checkpoint'>): void {
    const { sequence, head, publicKey } = checkpoint;
    this.#assertReached(sequence);
    this.#last = sequence;
    const isTrusted = this.#keys?.some((key) => equalBytes(key, publicKey)) ?? true;
    const isHere = head.sequence < sequence && equalBytes(this.#hashAt(head.sequence), head.hash);
    if (!isSigned(checkpoint)) this.#findings.add('checkpoint-not-signed', { sequence });
    else if (!isTrusted) this.#findings.add('checkpoint-foreign-key', { sequence });
    else if (!isHere) this.#findings.add('checkpoint-differs', { sequence, of: head.sequence });
    else this.#signedThrough = head.sequence;
  }

  /** @param last the last entry of the journal */
  signedThrough(last: number): number {
    this.#assertReached(last);
    return this.#signedThrough;
  }

  /** While one is being signed others are appended, and a power cut may take it with it: twice the setting and a group. */
  #assertReached(sequence: number): void {
    const count = sequence - this.#last;
    if (count <= 2 * this.#everyEntries + GROUP_ENTRIES_MAX) return;
    this.#findings.add('checkpoint-missing', { from: this.#last + 1, to: sequence });
  }

  #hashAt(sequence: number): Uint8Array {
    const row = this.#database.prepare('SELECT hash FROM entry WHERE sequence = ?').get(sequence);
    return row?.hash instanceof Uint8Array ? row.hash : new Uint8Array(0);
  }
}
