/** Reading a journal's entries, each with its hash checked. */

import type { CardSerial, SettlementId } from '../../model/index.ts';
import { settlementIdBytes } from './chain.ts';
import type { Database } from './database.ts';
import type { JournalEntry } from './entry.ts';
import { PAGE_ROWS } from './limits.ts';
import { ENTRY_COLUMNS, readRow } from './row.ts';

/** Both ends belong to it. */
export interface EntryRange {
  readonly from?: number;
  readonly to?: number;
}

export function readEntry(
  database: Database,
  file: string,
  sequence: number,
): JournalEntry | undefined {
  const row = database
    .prepare(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE sequence = ?`)
    .get(sequence);
  return row === undefined ? undefined : readRow(row, file);
}

/** Ascending; page by page, so that entries appended meanwhile are met and none is held in memory. */
export function* readEntries(
  database: Database,
  file: string,
  { from = 1, to = Number.MAX_SAFE_INTEGER }: EntryRange,
): Generator<JournalEntry> {
  yield* readPages(database, file, 'sequence <= ?', from, to);
}

export function* readSettledAfter(
  database: Database,
  file: string,
  sequence: number,
): Generator<JournalEntry<'settled'>> {
  for (const entry of readPages(database, file, 'kind = ?', sequence + 1, 'settled')) {
    if (entry.kind === 'settled') yield entry;
  }
}

function* readPages(
  database: Database,
  file: string,
  condition: string,
  from: number,
  parameter: number | string,
): Generator<JournalEntry> {
  const page = database.prepare(
    `SELECT ${ENTRY_COLUMNS} FROM entry WHERE sequence >= ? AND ${condition} ORDER BY sequence LIMIT ${PAGE_ROWS}`,
  );
  for (let next = from; ; ) {
    const rows = page.all(next, parameter);
    for (const row of rows) {
      const entry = readRow(row, file);
      next = entry.sequence + 1;
      yield entry;
    }
    if (rows.length < PAGE_ROWS) return;
  }
}

/** What ended the intent of `id`, if anything did. */
export function readEnd(
  database: Database,
  file: string,
  id: SettlementId,
): JournalEntry<'settled' | 'declined' | 'voided'> | undefined {
  const row = database
    .prepare(
      `SELECT ${ENTRY_COLUMNS} FROM entry WHERE settlement_id = ? AND kind <> 'intent' ORDER BY sequence LIMIT 1`,
    )
    .get(settlementIdBytes(id));
  const entry = row === undefined ? undefined : readRow(row, file);
  return entry?.kind === 'intent' ? undefined : entry;
}

export function readOpenIntent(
  database: Database,
  file: string,
  id: SettlementId,
): JournalEntry<'intent'> | undefined {
  const open = database
    .prepare('SELECT sequence FROM open_intent WHERE settlement_id = ?')
    .get(settlementIdBytes(id));
  const entry = open && readEntry(database, file, Number(open.sequence));
  return entry?.kind === 'intent' && entry.id === id ? entry : undefined;
}

/** Oldest first. Few at any time: an open intent blocks its card until it is finished or voided. */
export function readOpenIntents(
  database: Database,
  file: string,
  serial: CardSerial | undefined,
): readonly JournalEntry<'intent'>[] {
  const rows = database
    .prepare(
      `SELECT ${ENTRY_COLUMNS} FROM entry WHERE sequence IN (SELECT sequence FROM open_intent) ORDER BY sequence`,
    )
    .all();
  return rows
    .map((row) => readRow(row, file))
    .filter((entry) => entry.kind === 'intent')
    .filter((entry) => serial === undefined || entry.statement.cardSerial === serial);
}
