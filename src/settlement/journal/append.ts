/**
 * Writing. Appends that wait together share one durable commit; each keeps its own rules, so that one
 * that is refused takes none of the others down.
 */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, JournalHead } from '../../model/index.ts';
import { type Database, rollBack } from './database.ts';
import { type Draft, draftOf, type Entering } from './drafts.ts';
import type { JournalEntry } from './entry.ts';
import { APPENDS_WAITING_MAX, GROUP_ENTRIES_MAX } from './limits.ts';
import type { OpenMatters } from './openMatters.ts';
import { isConstraint, sqliteCode, storeError } from './storeError.ts';
import { Tables } from './tables.ts';
import type { Tail } from './tail.ts';

interface Waiting {
  readonly draft: Draft;
  readonly resolve: (entry: JournalEntry) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls `flush` when the appends of the moment have come together. */
export type Gather = (flush: () => void) => void;

/** The one writer of a journal; keeps its head. */
export class Appender {
  readonly #database: Database;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #gather: Gather;
  readonly #tables: Tables;
  readonly #onDurable: (head: JournalHead) => void;
  #head: JournalHead;
  #version: unknown;
  #waiting: Waiting[] = [];

  constructor(
    database: Database,
    file: string,
    options: {
      readonly clock: Clock;
      readonly head: JournalHead;
      readonly gather: Gather;
      /** Hears of the head after every commit that added to it. */
      readonly onDurable: (head: JournalHead) => void;
    },
  ) {
    this.#database = database;
    this.#file = file;
    this.#clock = options.clock;
    this.#head = options.head;
    this.#gather = options.gather;
    this.#onDurable = options.onDurable;
    this.#tables = new Tables(database, file);
  }

  /** The newest entries, which need not be read. */
  get tail(): Tail {
    return this.#tables.tail;
  }

  /** What waits for an end. */
  get open(): OpenMatters {
    return this.#tables.open;
  }

  /** The newest durable entry. */
  head(): JournalHead {
    return this.#head;
  }

  /** @throws TypeError for what no journal takes, RangeError when more wait than a desk can produce */
  append(entering: Entering): Promise<JournalEntry> {
    const draft = draftOf(entering);
    if (this.#waiting.length >= APPENDS_WAITING_MAX) {
      throw new RangeError(`more than ${APPENDS_WAITING_MAX} appends wait for one another`);
    }
    const entry = new Promise<JournalEntry>((resolve, reject) => {
      this.#waiting.push({ draft, resolve, reject });
    });
    if (this.#waiting.length === 1) this.#gather(() => this.flush());
    return entry;
  }

  /** Writes what waits, now. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commit(this.#waiting.splice(0, GROUP_ENTRIES_MAX));
  }

  #commit(group: readonly Waiting[]): void {
    /** Of each its entry, or why it has none. */
    const results: { readonly entry?: JournalEntry; readonly error?: unknown }[] = [];
    let head = this.#head;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      this.#assertHead();
      for (const { draft } of group) {
        try {
          const entry = this.#tables.write(draft, head, this.#clock.now());
          results.push({ entry });
          head = entry;
        } catch (error) {
          // Rules are judged before anything is written; what the store refuses concerns all.
          if (sqliteCode(error) !== undefined) throw error;
          results.push({ error });
        }
      }
      this.#database.exec('COMMIT');
    } catch (cause) {
      this.#undo();
      this.#failed(group, cause);
      return;
    }
    const hasGrown = head !== this.#head;
    if (hasGrown) this.#head = { sequence: head.sequence, hash: head.hash };
    for (const [at, { resolve, reject }] of group.entries()) {
      const { entry, error } = results[at]!;
      if (entry) resolve(entry);
      else reject(error);
    }
    if (hasGrown) this.#onDurable(this.#head);
  }

  #undo(): void {
    this.#tables.forget();
    try {
      rollBack(this.#database);
    } catch {
      // A database that is gone has nothing to undo; what waits hears why it was not written.
    }
  }

  /** A guard of the file that one entry ran into says nothing about the others: each tries alone. */
  #failed(group: readonly Waiting[], cause: unknown): void {
    if (group.length > 1 && isConstraint(cause)) {
      for (const each of group) this.#commit([each]);
      return;
    }
    const error = storeError(cause, this.#file);
    for (const { reject } of group) reject(error);
  }

  /** Holds even when somebody deleted the lock file and a second process wrote. */
  #assertHead(): void {
    const version = this.#tables.version();
    // Nobody else has written since the last look.
    if (version === this.#version) return;
    const last = this.#tables.lastHead();
    const { sequence, hash } = this.#head;
    const isOurs = last
      ? last.sequence === sequence && equalBytes(last.hash, hash)
      : sequence === 0;
    if (!isOurs) throw new OneCardError('journal.changed-elsewhere', { file: this.#file });
    this.#version = version;
  }
}
