/**
 * The terminal's journal: history that only grows. One writer; an entry is durable when `append`
 * resolves; each entry's hash covers the one before (docs/formats/journal.md).
 */

import type {
  CardSerial,
  Clock,
  JournalHead,
  SettlementId,
  SignedSettlement,
  TerminalId,
} from '../../model/index.ts';
import { Appender } from './append.ts';
import { closeStore, createWhenEmpty, type Database } from './database.ts';
import type {
  DeclinedClosing,
  JournalEntry,
  SettlementClosing,
  SettlementIntent,
  VoidedClosing,
} from './entry.ts';
import { boundHead, openJournalStore } from './open.ts';
import { TERMINAL_ID } from './payload/names.ts';
import {
  type EntryRange,
  readEnd,
  readEntries,
  readEntry,
  readOpenIntents,
  readSettledAfter,
} from './reader.ts';
import { JOURNAL_FORMAT } from './schema.ts';
import { encodeAs } from './shape.ts';
import { lockWriter, type WriterLock } from './writerLock.ts';

export interface Journal {
  /**
   * Records what was decided, before the first byte of it leaves. Durable when it resolves.
   * @throws OneCardError `journal.already-recorded` for a second intent of one id, `store.…`
   */
  append(intent: SettlementIntent): Promise<JournalEntry<'intent'>>;
  /**
   * Ends the open intent of that id with the settlement that card and security module signed.
   * @throws OneCardError `journal.no-open-intent`, `journal.already-recorded`,
   * `journal.statement-differs` when a byte of the statement is not the intent's, `store.…`
   */
  append(signed: SignedSettlement): Promise<JournalEntry<'settled'>>;
  /**
   * Ends the open intent of that id without a settlement.
   * @throws OneCardError `journal.no-open-intent`, `journal.already-recorded`, `store.…`
   */
  append(closing: DeclinedClosing): Promise<JournalEntry<'declined'>>;
  append(closing: VoidedClosing): Promise<JournalEntry<'voided'>>;
  /** Intents without an end, oldest first; of one card when `serial` is given. */
  openIntents(serial?: CardSerial): readonly JournalEntry<'intent'>[];
  /** The settled entry of `id`, if this journal has one. */
  settled(id: SettlementId): JournalEntry<'settled'> | undefined;
  /** Settled entries with a higher sequence, ascending. */
  settledAfter(sequence: number): Iterable<JournalEntry<'settled'>>;
  /** Entries of `range` (all without one), ascending. */
  entries(range?: EntryRange): Iterable<JournalEntry>;
  entry(sequence: number): JournalEntry | undefined;
  /** The newest entry; sequence 0 and the header's hash before the first. */
  head(): JournalHead;
  /** Lets go of the file. Harmless when repeated. */
  close(): void;
}

export interface JournalOptions {
  readonly terminalId: TerminalId;
  /** Stamps entries. Order is their sequence: a clock that jumps reorders nothing. */
  readonly clock: Clock;
}

/**
 * Opens the journal of one terminal for writing; makes it when the file is absent.
 * @param file path; `-wal`, `-shm` and `-lock` files live beside it
 * @throws OneCardError `journal.in-use`, `journal.other-terminal`, `journal.entry-changed`, `store.…`
 *
 * @example Record before sending
 * ```ts
 * const journal = openJournal('terminal.journal', { terminalId, clock });
 * await journal.append(makeIntent({ adjudication, bill, holder, statement, cardWrite }));
 * ```
 */
export function openJournal(file: string, { terminalId, clock }: JournalOptions): Journal {
  const lock = lockWriter(file);
  try {
    const { database, head } = openJournalStore(file, terminalId);
    return new OpenJournal(file, database, new Appender(database, file, clock, head), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The journal on a store that the caller opened and lets go of: for worlds that live in memory. Nothing
 * is locked, and whether a commit is durable is the store's own affair.
 * @throws OneCardError as `openJournal`
 */
export function openJournalOn(database: Database, options: JournalOptions): Journal {
  const { terminalId, clock } = options;
  encodeAs(TERMINAL_ID, terminalId, 'terminalId');
  const name = `journal of ${terminalId}`;
  createWhenEmpty(database, name, JOURNAL_FORMAT);
  const appender = new Appender(database, name, clock, boundHead(database, name, terminalId));
  return new OpenJournal(name, database, appender, { release: () => undefined });
}

class OpenJournal implements Journal {
  readonly #file: string;
  readonly #database: Database;
  readonly #appender: Appender;
  readonly #lock: WriterLock;

  constructor(file: string, database: Database, appender: Appender, lock: WriterLock) {
    this.#file = file;
    this.#database = database;
    this.#appender = appender;
    this.#lock = lock;
  }

  append(intent: SettlementIntent): Promise<JournalEntry<'intent'>>;
  append(signed: SignedSettlement): Promise<JournalEntry<'settled'>>;
  append(closing: DeclinedClosing): Promise<JournalEntry<'declined'>>;
  append(closing: VoidedClosing): Promise<JournalEntry<'voided'>>;
  async append(
    value: SettlementIntent | SignedSettlement | SettlementClosing,
  ): Promise<JournalEntry> {
    if ('signatures' in value) return this.#appender.settled(value);
    if ('kind' in value) return this.#appender.closing(value);
    return this.#appender.intent(value);
  }

  openIntents(serial?: CardSerial): readonly JournalEntry<'intent'>[] {
    return readOpenIntents(this.#database, this.#file, serial);
  }

  settled(id: SettlementId): JournalEntry<'settled'> | undefined {
    const end = readEnd(this.#database, this.#file, id);
    return end?.kind === 'settled' ? end : undefined;
  }

  settledAfter(sequence: number): Iterable<JournalEntry<'settled'>> {
    return readSettledAfter(this.#database, this.#file, sequence);
  }

  entries(range: EntryRange = {}): Iterable<JournalEntry> {
    return readEntries(this.#database, this.#file, range);
  }

  entry(sequence: number): JournalEntry | undefined {
    return readEntry(this.#database, this.#file, sequence);
  }

  head(): JournalHead {
    return this.#appender.head();
  }

  close(): void {
    if (!this.#database.isOpen) return;
    closeStore(this.#database);
    this.#lock.release();
  }
}
