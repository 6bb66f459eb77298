/** The derived lists, made anew from the entries and compared with the tables. */

import { toHex } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { BillFields } from '../../../model/index.ts';
import { settlementIdBytes } from '../chain.ts';
import type { Database } from '../database.ts';
import type { EntryFields, EntryKind, JournalEntry } from '../entry.ts';
import { type Matter, matterChange } from '../matters.ts';
import { isEntryKind } from '../payload/entries.ts';
import { readOnce } from '../reader.ts';
import type { EntryRow } from '../row.ts';
import { sqliteCode } from '../storeError.ts';
import type { FindingList } from './findings.ts';

export class ListCheck {
  readonly #database: Database;
  readonly #file: string;
  readonly #listsPosted: boolean;
  /** `id matter` → sequence of the entry that opened it: only what is open at this point of the walk. */
  readonly #open = new Map<string, number>();
  #billCount = 0;
  #billDifferences = 0;
  /** Settled entries whose bill cannot be read: they may be listed or not. */
  #unknownBillCount = 0;
  #isUnreadable = false;

  /** @param version of the file: before version 3 bills that stand without their cards were not listed */
  constructor(database: Database, file: string, version: number) {
    this.#database = database;
    this.#file = file;
    this.#listsPosted = version >= 3;
  }

  /** @param entry the row's entry; absent when its contents cannot be read, which leaves its kind */
  follow(row: EntryRow, entry: JournalEntry | undefined): void {
    if (entry?.kind === 'carried-over') {
      for (const { settlementId, matter, opened } of entry.open) {
        this.#open.set(keyOf(settlementIdBytes(settlementId), matter), opened);
      }
    }
    if (!isEntryKind(row.kind) || row.settlementId.length === 0) return;
    const id = entry?.id ? settlementIdBytes(entry.id) : row.settlementId;
    const { closes, opens } = matterChange(row.kind, entry as EntryFields[EntryKind] | undefined);
    for (const matter of closes) this.#open.delete(keyOf(id, matter));
    if (opens) this.#open.set(keyOf(id, opens), row.sequence);
    if (entry?.kind === 'settled') this.#bill(entry.bill, entry.sequence);
    else if (entry?.kind === 'without-card' && this.#listsPosted) this.#posted(entry);
    else if (row.kind === 'settled' || row.kind === 'without-card') this.#unknownBillCount += 1;
  }

  /** Its bill stands in its intent. */
  #posted({ id, sequence }: JournalEntry<'without-card'>): void {
    const intent = this.#read(() => {
      try {
        return readOnce(this.#database, this.#file, 'intent', id);
      } catch (error) {
        // An intent that is not as it was written has a finding of its own.
        if (error instanceof OneCardError) return undefined;
        throw error;
      }
    });
    // Of an intent in an earlier year's file a migration could not know.
    if (intent && this.#isHere(intent.sequence)) this.#bill(intent.bill, sequence);
    else this.#unknownBillCount += 1;
  }

  #isHere(sequence: number): boolean {
    const row = this.#read(() =>
      this.#database.prepare('SELECT 1 FROM main.entry WHERE sequence = ?').get(sequence),
    );
    return row !== undefined;
  }

  #bill(bill: BillFields, sequence: number): void {
    this.#billCount += 1;
    if (this.#isUnreadable) return;
    const listed = this.#read(() =>
      this.#database
        .prepare(
          'SELECT 1 AS is_there FROM main.settled_bill WHERE provider = ? AND bill_number = ? AND sequence = ?',
        )
        .get(bill.provider.code, bill.billNumber, sequence),
    );
    if (!listed) this.#billDifferences += 1;
  }

  /** A list that cannot be read is a finding at the end, and no reason to stop the walk. */
  #read<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error;
      this.#isUnreadable = true;
      return undefined;
    }
  }

  report(findings: FindingList): void {
    const count = this.#openDifferences();
    if (count > 0) findings.add('open-list-differs', { count });
    const { listed } = this.#database
      .prepare('SELECT count(*) AS listed FROM main.settled_bill')
      .get();
    const beyond = Number(listed) - this.#billCount;
    const differences = Math.max(
      this.#billDifferences,
      beyond < 0 ? -beyond : beyond - this.#unknownBillCount,
    );
    if (differences > 0) findings.add('bill-list-differs', { count: differences });
  }

  #openDifferences(): number {
    const left = new Map(this.#open);
    let count = 0;
    const rows = this.#database
      .prepare('SELECT settlement_id, matter, sequence FROM open_entry')
      .all();
    for (const { settlement_id, matter, sequence } of rows) {
      const key = keyOf(settlement_id, matter);
      if (left.get(key) === Number(sequence)) left.delete(key);
      else count += 1;
    }
    return count + left.size;
  }
}

function keyOf(id: Uint8Array, matter: Matter): string {
  return `${toHex(id)} ${matter}`;
}
