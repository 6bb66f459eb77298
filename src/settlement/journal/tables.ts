/** The tables as the writer uses them; statements are prepared once. */

import { OneCardError } from '../../errors/index.ts';
import type { BillFields, JournalHead, SettlementId } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { entryHash, settlementIdBytes } from './chain.ts';
import type { Database, Statement } from './database.ts';
import type { Draft, Earlier } from './drafts.ts';
import type { EntryFields, EntryKind, JournalEntry } from './entry.ts';
import { TAIL_ENTRIES_MAX } from './limits.ts';
import { type MatterChange, matterChange } from './matters.ts';
import { OpenMatters } from './openMatters.ts';
import { encodeContents } from './payload/entries.ts';
import { readOfBook, readOnce } from './reader.ts';
import { ENTRY_COLUMNS, type EntryRow, entryFrom } from './row.ts';
import { Tail } from './tail.ts';
import { AT_REST, ENDING, follow, storyOf } from './turns.ts';

/** The settlement id of an entry that stands under none. */
const NO_ID = new Uint8Array(0);

export class Tables {
  /** What it wrote itself. */
  readonly tail = new Tail();
  readonly open: OpenMatters;
  readonly #earlier: Earlier;
  readonly #last: Statement;
  readonly #kinds: Statement;
  readonly #insert: Statement;
  readonly #open: Statement;
  readonly #close: Statement;
  readonly #bill: Statement;
  readonly #version: Statement;
  readonly #ids = new Map<SettlementId, Uint8Array>();

  constructor(database: Database, file: string) {
    this.open = new OpenMatters(database);
    this.#earlier = {
      file,
      intentOf: (id) => this.#intentOf(id) ?? readOnce(database, file, 'intent', id),
      daysClosed: () => readOfBook(database, file, 'day-closed'),
      hashAt: (sequence) =>
        database.prepare('SELECT hash FROM entry WHERE sequence = ?').get(sequence)?.hash,
      movedAfter(sequence) {
        const moved = database
          .prepare(
            `SELECT sequence FROM entry WHERE sequence > ?
             AND kind IN ('settled', 'without-card', 'reversed') ORDER BY sequence LIMIT 1`,
          )
          .get(sequence);
        return moved && Number(moved.sequence);
      },
    };
    this.#last = database.prepare(
      'SELECT sequence, hash FROM main.entry ORDER BY sequence DESC LIMIT 1',
    );
    this.#version = database.prepare('PRAGMA main.data_version');
    this.#kinds = database.prepare(
      'SELECT kind, sequence FROM entry WHERE settlement_id = ? ORDER BY sequence',
    );
    this.#insert = database.prepare(
      `INSERT INTO main.entry (${ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#open = database.prepare('INSERT INTO open_entry VALUES (?, ?, ?)');
    this.#close = database.prepare('DELETE FROM open_entry WHERE settlement_id = ? AND matter = ?');
    this.#bill = database.prepare('INSERT INTO main.settled_bill VALUES (?, ?, ?)');
  }

  /** Changes when another connection has written to the file. */
  version(): unknown {
    return this.#version.get()?.data_version;
  }

  lastHead(): JournalHead | undefined {
    const row = this.#last.get();
    return row && { sequence: Number(row.sequence), hash: row.hash };
  }

  /** Judges the draft by its rules, then writes its row and what the derived lists say of it. */
  write({ kind, id, contents }: Draft, head: JournalHead, at: Instant): JournalEntry {
    const settlementId = id === undefined ? NO_ID : this.#idBytes(id);
    if (id !== undefined) this.#assertTurn(kind, id, settlementId);
    return encodeContents(kind, contents(this.#earlier), (payload, fields) => {
      const sequence = head.sequence + 1;
      const previousHash = head.hash;
      const unhashed = { sequence, at, kind, settlementId, previousHash };
      const hash = entryHash({ ...unhashed, payload });
      this.#insert.run(sequence, at, kind, settlementId, previousHash, hash, payload);
      const row = { ...unhashed, hash };
      if (id !== undefined) this.list(row, fields, id);
      const entry = entryFrom(row, fields, id);
      this.tail.add(entry, payload.length);
      return entry;
    });
  }

  /** The steps of a visit come soon after one another. */
  #idBytes(id: SettlementId): Uint8Array {
    const known = this.#ids.get(id);
    if (known) return known;
    if (this.#ids.size >= TAIL_ENTRIES_MAX) this.#ids.clear();
    const bytes = settlementIdBytes(id);
    this.#ids.set(id, bytes);
    return bytes;
  }

  /** The settlement that follows an intent repeats most of it. */
  #intentOf(id: SettlementId): JournalEntry<'intent'> | undefined {
    const [first] = this.tail.story(id) ?? [];
    return first?.kind === 'intent' ? first : undefined;
  }

  /** What was kept of a commit that failed was never there. */
  forget(): void {
    this.tail.clear();
    this.open.forget();
  }

  /** Keeps the derived lists in step with an entry of `id` that stands in the table. */
  list<K extends EntryKind>(
    { kind, settlementId, sequence }: Pick<EntryRow, 'settlementId' | 'sequence'> & { kind: K },
    fields: EntryFields[K],
    id: SettlementId,
  ): void {
    const { closes, opens }: MatterChange = matterChange(kind, fields);
    for (const matter of closes) {
      if (!this.open.has(id, matter)) continue;
      this.#close.run(settlementId, matter);
      this.open.close(id, matter);
    }
    if (opens) {
      this.#open.run(settlementId, opens, sequence);
      this.open.open(id, opens, sequence);
    }
    if (kind === 'settled') this.#listBill((fields as EntryFields['settled']).bill, sequence);
    if (kind !== 'without-card') return;
    // It stands as a settled one does, and nobody may ever sign it.
    const intent = this.#earlier.intentOf(id);
    if (intent) this.#listBill(intent.bill, sequence);
  }

  #listBill({ provider, billNumber }: BillFields, sequence: number): void {
    this.#bill.run(provider.code, billNumber, sequence);
  }

  #assertTurn(kind: EntryKind, id: SettlementId, settlementId: Uint8Array): void {
    const { file } = this.#earlier;
    const entries: readonly { readonly kind: EntryKind; readonly sequence: number | bigint }[] =
      this.tail.story(id) ?? this.#kinds.all(settlementId);
    const story = storyOf(entries.map((entry) => entry.kind));
    // What was settled on line has its answer already.
    const isAnsweredTwice =
      kind === 'answered' && story.state === 'standing' && !this.open.has(id, 'answer');
    if (follow(story, kind) && !isAnsweredTwice) return;
    const last = entries.at(-1);
    if (!last) throw new OneCardError('journal.no-open-intent', { file, id });
    const detail = { file, id, sequence: Number(last.sequence) };
    const hasItsEnd = AT_REST.includes(story.state) && ENDING.includes(kind);
    if (hasItsEnd || entries.some((entry) => entry.kind === kind)) {
      throw new OneCardError('journal.already-recorded', { ...detail, kind: last.kind });
    }
    throw new OneCardError('journal.out-of-turn', { ...detail, kind, after: last.kind });
  }
}
