/** Writing: one entry, one commit, and the rules of what may follow what. */

import { equalBytes } from '../../bytes.ts';
import { suiteOfKey, verifySettlement } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, JournalHead, SettlementId, SignedSettlement } from '../../model/index.ts';
import { entryHash, settlementIdBytes } from './chain.ts';
import { type Database, inWrite } from './database.ts';
import type {
  EntryFields,
  EntryKind,
  JournalEntry,
  SettlementClosing,
  SettlementIntent,
} from './entry.ts';
import { assertIntent, stateSame } from './intent.ts';
import { encodePayload } from './payload/entries.ts';
import { readEnd, readOpenIntent } from './reader.ts';
import { ENTRY_COLUMNS, type EntryRow, entryOf, lastHead } from './row.ts';

const INSERT = `INSERT INTO entry (${ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`;

/** The one writer of a journal; keeps its head. */
export class Appender {
  readonly #database: Database;
  readonly #file: string;
  readonly #clock: Clock;
  #head: JournalHead;

  constructor(database: Database, file: string, clock: Clock, head: JournalHead) {
    this.#database = database;
    this.#file = file;
    this.#clock = clock;
    this.#head = head;
  }

  head(): JournalHead {
    return this.#head;
  }

  intent(intent: SettlementIntent): JournalEntry<'intent'> {
    assertIntent(intent);
    const { id } = intent.statement;
    return this.#append('intent', id, () => {
      this.#assertNotEnded(id);
      const open = readOpenIntent(this.#database, this.#file, id);
      if (open) throw this.#alreadyRecorded(open);
      return intent;
    });
  }

  settled(signed: SignedSettlement): JournalEntry<'settled'> {
    // The journal is the record of last resort: a brand is not proof enough for it.
    if (verifySettlement(signed, suiteOfKey(signed.cardKey)).outcome === 'invalid') {
      throw new TypeError('"signed" expected a settlement that verifySettlement returned');
    }
    const { id } = signed.statement;
    return this.#append('settled', id, () => {
      const { statement, adjudication, bill, holder, sequence } = this.#openIntent(id);
      if (!stateSame(statement, signed.statement)) {
        throw new OneCardError('journal.statement-differs', { file: this.#file, id, sequence });
      }
      return { signed, adjudication, bill, holder };
    });
  }

  closing({ kind, id, ...contents }: SettlementClosing): JournalEntry {
    return this.#append(kind, id, () => {
      this.#openIntent(id);
      return contents as EntryFields[typeof kind];
    });
  }

  /** `contents` reads and checks inside the same unit of work that writes. */
  #append<K extends EntryKind>(
    kind: K,
    id: SettlementId,
    contents: () => EntryFields[K],
  ): JournalEntry<K> {
    const row = inWrite(this.#database, this.#file, () => {
      this.#assertHead();
      const unhashed = {
        sequence: this.#head.sequence + 1,
        at: this.#clock.now(),
        kind,
        settlementId: settlementIdBytes(id),
        previousHash: this.#head.hash,
        payload: encodePayload(kind, contents()),
      };
      const row = { ...unhashed, hash: entryHash(unhashed) };
      this.#insert(row);
      return row;
    });
    this.#head = { sequence: row.sequence, hash: row.hash };
    // Decoded from what was stored: the caller sees what a reprint will see.
    return entryOf(row, this.#file) as unknown as JournalEntry<K>;
  }

  #insert({ sequence, at, kind, settlementId, previousHash, hash, payload }: EntryRow): void {
    this.#database
      .prepare(INSERT)
      .run(sequence, at, kind, settlementId, previousHash, hash, payload);
  }

  /** Holds even when somebody deleted the lock file and a second process wrote. */
  #assertHead(): void {
    const last = lastHead(this.#database);
    const { sequence, hash } = this.#head;
    const isOurs = last
      ? last.sequence === sequence && equalBytes(last.hash, hash)
      : sequence === 0;
    if (!isOurs) throw new OneCardError('journal.changed-elsewhere', { file: this.#file });
  }

  #openIntent(id: SettlementId): JournalEntry<'intent'> {
    const open = readOpenIntent(this.#database, this.#file, id);
    if (open) return open;
    this.#assertNotEnded(id);
    throw new OneCardError('journal.no-open-intent', { file: this.#file, id });
  }

  #assertNotEnded(id: SettlementId): void {
    const end = readEnd(this.#database, this.#file, id);
    if (end) throw this.#alreadyRecorded(end);
  }

  #alreadyRecorded({ id, kind, sequence }: JournalEntry): OneCardError {
    return new OneCardError('journal.already-recorded', { file: this.#file, id, kind, sequence });
  }
}
