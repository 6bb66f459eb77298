/** One pass over the entries, as one state of the file. */

import { equalBytes } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { JournalHead } from '../../../model/index.ts';
import { emptyHead, entryHash } from '../chain.ts';
import type { Database } from '../database.ts';
import type { EarlierYears } from '../earlier.ts';
import type { EntryKind, JournalEntry } from '../entry.ts';
import { VERIFY_SLICE_ENTRIES } from '../limits.ts';
import { isEntryKind } from '../payload/entries.ts';
import { readKinds } from '../reader.ts';
import { type EntryRow, entryOf, parseRow, rowsOf } from '../row.ts';
import { ENTRY_FORMAT } from '../schema.ts';
import { sqliteCode } from '../storeError.ts';
import type { CheckpointCheck } from './checkpoints.ts';
import type { FindingList } from './findings.ts';
import type { ListCheck } from './lists.ts';
import { OrderCheck } from './order.ts';
import { StoryCheck } from './story.ts';

export interface WalkResult {
  readonly entryCount: number;
  /** Place and stored hash of the last entry met; `start` when there is none. */
  readonly head: JournalHead;
  /** The highest sequence at which an entry belongs. */
  readonly last: number;
  /** Stored hash at the acknowledged sequence, if an entry stands there. */
  readonly acknowledgedHash?: Uint8Array;
}

/** Checks every entry and goes on after each finding; gives the event loop its turn. */
export class Walk {
  readonly #findings: FindingList;
  readonly #order = new OrderCheck();
  readonly #story: StoryCheck;
  readonly #lists: ListCheck | undefined;
  readonly #checkpoints: CheckpointCheck;
  readonly #database: Database;
  readonly #file: string;
  #previous: { readonly head: JournalHead; readonly isSound: boolean } | undefined;
  #count = 0;

  /** @param checks beside the chain; a file of version 1 has no lists to compare */
  constructor(
    findings: FindingList,
    database: Database,
    file: string,
    checks: {
      readonly checkpoints: CheckpointCheck;
      readonly lists: ListCheck | undefined;
      readonly earlier: EarlierYears;
    },
  ) {
    this.#findings = findings;
    this.#database = database;
    this.#file = file;
    this.#lists = checks.lists;
    this.#checkpoints = checks.checkpoints;
    this.#story = new StoryCheck(
      findings,
      (id, sequence) =>
        readKinds(database, id)
          .filter((entry) => entry.sequence < sequence)
          .map(({ kind }) => kind)
          .filter(isEntryKind),
      checks.earlier.missing === undefined,
    );
  }

  async run(
    start: JournalHead | undefined,
    acknowledged: JournalHead | undefined,
  ): Promise<WalkResult> {
    let acknowledgedHash: Uint8Array | undefined;
    try {
      for (const raw of rowsOf(this.#database)) {
        const row = parseRow(raw);
        if (row) this.#entry(row, start);
        else this.#findings.add('undecodable', { sequence: this.#at() + 1, path: 'row' });
        if (row?.sequence === acknowledged?.sequence) acknowledgedHash = row?.hash;
        this.#count += 1;
        if (this.#count % VERIFY_SLICE_ENTRIES === 0) await turn();
      }
      this.#lists?.report(this.#findings);
    } catch (error) {
      const sqlite = sqliteCode(error);
      if (sqlite === undefined) throw error;
      this.#findings.add('unreadable', { after: this.#at(), sqlite });
    }
    const head = this.#previous?.head ?? start ?? { sequence: 0, hash: new Uint8Array(0) };
    const last = this.#order.report(this.#findings);
    return { entryCount: this.#count, head, last, ...(acknowledgedHash && { acknowledgedHash }) };
  }

  #at(): number {
    return this.#previous?.head.sequence ?? 0;
  }

  /** A file that continues another one begins where that one ended. */
  #carryOver(row: EntryRow, start: JournalHead | undefined): void {
    const carried = this.#decoded(row);
    if (carried?.kind !== 'carried-over') return;
    const { head, terminalId, sequence } = carried;
    const own = emptyHead({ format: ENTRY_FORMAT, terminalId });
    if (start && !equalBytes(start.hash, own.hash)) {
      this.#findings.add('foreign-first-link', { sequence });
    }
    this.#previous = { head, isSound: true };
    this.#order.startAfter(head.sequence);
    this.#checkpoints.startAfter(head.sequence);
  }

  #entry(row: EntryRow, start: JournalHead | undefined): void {
    const { sequence } = row;
    if (this.#count === 0 && row.kind === 'carried-over') this.#carryOver(row, start);
    if (sequence > this.#at() + 1) this.#order.gap({ from: this.#at() + 1, to: sequence - 1 });
    const isSound = equalBytes(entryHash(row), row.hash);
    if (isSound) this.#order.sound(sequence);
    else this.#order.suspect(row);
    if (isSound) this.#link(row, start);
    const entry = this.#decoded(row);
    if (entry?.kind === 'checkpoint') this.#checkpoints.follow(entry);
    else if (entry && entry.id !== undefined) this.#story.follow(entry);
    this.#lists?.follow(row, entry);
    this.#previous = { head: { sequence, hash: row.hash }, isSound };
  }

  /** Only between two entries that are sound themselves: otherwise the finding is theirs. */
  #link({ sequence, previousHash }: EntryRow, start: JournalHead | undefined): void {
    if (sequence === 1) {
      if (start && !equalBytes(previousHash, start.hash))
        this.#findings.add('foreign-first-link', { sequence });
      return;
    }
    const { head, isSound } = this.#previous ?? {};
    if (isSound && head?.sequence === sequence - 1 && !equalBytes(previousHash, head.hash)) {
      this.#findings.add('broken-link', { sequence });
    }
  }

  #decoded(row: EntryRow): JournalEntry<EntryKind> | undefined {
    try {
      return entryOf(row, this.#file);
    } catch (error) {
      if (!(error instanceof OneCardError)) throw error;
      const path = error.detail.path ?? 'payload';
      this.#findings.add('undecodable', { sequence: row.sequence, path });
      return undefined;
    }
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
