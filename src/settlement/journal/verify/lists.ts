/** The derived lists, made anew from the entries and compared with the tables. */

import { toHex } from '../../../bytes.ts';
import { settlementIdBytes } from '../chain.ts';
import type { Database } from '../database.ts';
import type { EntryFields, EntryKind, JournalEntry } from '../entry.ts';
import { type Matter, matterChange } from '../matters.ts';
import { isEntryKind } from '../payload/entries.ts';
import type { EntryRow } from '../row.ts';
import { sqliteCode } from '../storeError.ts';
import type { FindingList } from './findings.ts';

export class ListCheck {
  readonly #database: Database;
  /** `id matter` → sequence of the entry that opened it: only what is open at this point of the walk. */
  readonly #open = new Map<string, number>();
  #billCount = 0;
  #billDifferences = 0;
  /** Settled entries whose bill cannot be read: they may be listed or not. */
  #unknownBillCount = 0;
  #isUnreadable = false;

  constructor(database: Database) {
    this.#database = database;
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
    if (entry?.kind === 'settled') this.#bill(entry);
    else if (row.kind === 'settled') this.#unknownBillCount += 1;
  }

  #bill({ bill, sequence }: JournalEntry<'settled'>): void {
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
