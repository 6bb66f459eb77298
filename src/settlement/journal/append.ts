/** Writing: entries by the rules of what may follow what, each one durable or not there at all. */

import { equalBytes } from '../../bytes.ts';
import { suiteOfKey, verifySettlement } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, JournalHead, SettlementId, SignedSettlement } from '../../model/index.ts';
import { entryHash, settlementIdBytes } from './chain.ts';
import { type Database, inWrite } from './database.ts';
import type { DayClosing, EntryFields, EntryKind, JournalEntry, JournalStep } from './entry.ts';
import { assertIntent, stateSame } from './intent.ts';
import type { SettlementIntent } from './kinds/visit.ts';
import { type MatterChange, matterChange } from './matters.ts';
import { encodePayload } from './payload/entries.ts';
import { hasOpen, readKinds, readOfBook, readOnce } from './reader.ts';
import { ENTRY_COLUMNS, type EntryRow, entryOf, lastHead } from './row.ts';
import { AT_REST, ENDING, follow, storyOf } from './turns.ts';

const INSERT = `INSERT INTO entry (${ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`;

/** The settlement id of an entry that stands under none. */
const NO_ID = new Uint8Array(0);

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
    return this.#append('intent', intent.statement.id, () => intent);
  }

  settled(signed: SignedSettlement): JournalEntry<'settled'> {
    // The journal is the record of last resort: a brand is not proof enough for it.
    if (verifySettlement(signed, suiteOfKey(signed.cardKey)).outcome === 'invalid') {
      throw new TypeError('"signed" expected a settlement that verifySettlement returned');
    }
    const { id } = signed.statement;
    return this.#append('settled', id, () => {
      const intent = readOnce(this.#database, this.#file, 'intent', id);
      if (!intent) throw this.#notOpen(id);
      const { statement, adjudication, bill, holder, offline, sequence } = intent;
      if (!stateSame(statement, signed.statement)) {
        throw new OneCardError('journal.statement-differs', { file: this.#file, id, sequence });
      }
      return { signed, adjudication, bill, holder, ...(offline && { offline }) };
    });
  }

  step({ kind, id, ...contents }: JournalStep): JournalEntry {
    return this.#append(kind, id, () => contents as EntryFields[typeof kind]);
  }

  dayClosed({ kind, ...contents }: DayClosing): JournalEntry<'day-closed'> {
    return this.#append(kind, undefined, () => {
      const { date } = contents;
      for (const closed of readOfBook(this.#database, this.#file, kind)) {
        if (closed.date !== date) continue;
        const { sequence } = closed;
        throw new OneCardError('journal.day-closed-already', { file: this.#file, date, sequence });
      }
      return contents;
    });
  }

  /** `contents` reads and checks inside the same unit of work that writes. */
  #append<K extends EntryKind>(
    kind: K,
    id: SettlementId | undefined,
    contents: () => EntryFields[K],
  ): JournalEntry<K> {
    const row = inWrite(this.#database, this.#file, () => {
      this.#assertHead();
      if (id) this.#assertTurn(kind, id);
      const fields = contents();
      const unhashed = {
        sequence: this.#head.sequence + 1,
        at: this.#clock.now(),
        kind,
        settlementId: id ? settlementIdBytes(id) : NO_ID,
        previousHash: this.#head.hash,
        payload: encodePayload(kind, fields),
      };
      const row = { ...unhashed, hash: entryHash(unhashed) };
      this.#insert(row);
      if (id) this.#list(row, matterChange(kind, fields));
      if (kind === 'settled') this.#listBill(row.sequence, fields as EntryFields['settled']);
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

  #list({ settlementId, sequence }: EntryRow, { closes, opens }: MatterChange): void {
    for (const matter of closes) {
      this.#database
        .prepare('DELETE FROM open_entry WHERE settlement_id = ? AND matter = ?')
        .run(settlementId, matter);
    }
    if (opens) {
      this.#database
        .prepare('INSERT INTO open_entry VALUES (?, ?, ?)')
        .run(settlementId, opens, sequence);
    }
  }

  #listBill(sequence: number, { bill }: EntryFields['settled']): void {
    this.#database
      .prepare('INSERT INTO settled_bill VALUES (?, ?, ?)')
      .run(bill.provider.code, bill.billNumber, sequence);
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

  #assertTurn(kind: EntryKind, id: SettlementId): void {
    const entries = readKinds(this.#database, id);
    const story = storyOf(entries.map((entry) => entry.kind as EntryKind));
    // What was settled on line has its answer already.
    const isAnsweredTwice =
      kind === 'answered' && story.state === 'standing' && !hasOpen(this.#database, id, 'answer');
    if (follow(story, kind) && !isAnsweredTwice) return;
    const last = entries.at(-1);
    if (!last) throw this.#notOpen(id);
    const detail = { file: this.#file, id, sequence: last.sequence };
    const hasItsEnd = AT_REST.includes(story.state) && ENDING.includes(kind);
    if (hasItsEnd || entries.some((entry) => entry.kind === kind)) {
      throw new OneCardError('journal.already-recorded', { ...detail, kind: last.kind });
    }
    throw new OneCardError('journal.out-of-turn', { ...detail, kind, after: last.kind });
  }

  #notOpen(id: SettlementId): OneCardError {
    return new OneCardError('journal.no-open-intent', { file: this.#file, id });
  }
}
