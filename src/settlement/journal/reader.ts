/** Reading a journal's entries, each with its hash checked. */

import type { ProviderCode, SettlementId } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { settlementIdBytes, settlementIdText } from './chain.ts';
import type { Database } from './database.ts';
import type { BookKind, EntryKind, JournalEntry } from './entry.ts';
import { PAGE_ROWS } from './limits.ts';
import type { Matter } from './matters.ts';
import { ENTRY_KINDS } from './payload/entries.ts';
import { ENTRY_COLUMNS, readRow } from './row.ts';

/** Both ends belong to it. */
export interface EntryRange<K extends EntryKind = EntryKind> {
  readonly from?: number;
  readonly to?: number;
  /** Of these kinds alone, whose payloads are read; of all without it. */
  readonly kinds?: readonly K[];
  /** Of those written then or later, by the clock of the machine; the payloads of others are not read. */
  readonly since?: Instant;
  /** Of those written earlier than then. */
  readonly before?: Instant;
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

/**
 * Ascending; page by page, so that entries appended meanwhile are met and none is held in memory.
 * @throws TypeError for a kind that is none, before anything is read
 */
export function readEntries<K extends EntryKind>(
  database: Database,
  file: string,
  { from = 1, to = Number.MAX_SAFE_INTEGER, kinds, since, before }: EntryRange<K>,
): Generator<JournalEntry<K>> {
  if (kinds?.some((kind) => !ENTRY_KINDS.includes(kind))) {
    throw new TypeError(`"kinds" expected some of ${ENTRY_KINDS.join(', ')}`);
  }
  const ofKinds = kinds ? ` AND kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})` : '';
  const times = [since ?? Number.MIN_SAFE_INTEGER, before ?? Number.MAX_SAFE_INTEGER];
  const isTimed = since !== undefined || before !== undefined;
  const ofTimes = isTimed ? ' AND at >= ? AND at < ?' : '';
  const condition = `sequence <= ?${ofKinds}${ofTimes}`;
  const entries = readPages(database, file, condition, from, [to, ...(isTimed ? times : [])]);
  return entries as Generator<unknown> as Generator<JournalEntry<K>>;
}

export function* readSettledAfter(
  database: Database,
  file: string,
  sequence: number,
  since: Instant,
): Generator<JournalEntry<'settled'>> {
  const condition = "kind = 'settled' AND at >= ?";
  for (const entry of readPages(database, file, condition, sequence + 1, [since])) {
    if (entry.kind === 'settled') yield entry;
  }
}

function* readPages(
  database: Database,
  file: string,
  condition: string,
  from: number,
  parameters: readonly number[],
): Generator<JournalEntry> {
  const page = database.prepare(
    `SELECT ${ENTRY_COLUMNS} FROM entry WHERE sequence >= ? AND ${condition} ORDER BY sequence LIMIT ${PAGE_ROWS}`,
  );
  for (let next = from; ; ) {
    const rows = page.all(next, ...parameters);
    for (const row of rows) {
      const entry = readRow(row, file);
      next = entry.sequence + 1;
      yield entry;
    }
    if (rows.length < PAGE_ROWS) return;
  }
}

/** Every entry of one visit or stay, ascending. */
export function readStory(
  database: Database,
  file: string,
  id: SettlementId,
): readonly JournalEntry[] {
  return database
    .prepare(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE settlement_id = ? ORDER BY sequence`)
    .all(settlementIdBytes(id))
    .map((row) => readRow(row, file));
}

/** The entry of a kind that an id has but once. */
export function readOnce<K extends 'intent' | 'settled'>(
  database: Database,
  file: string,
  kind: K,
  id: SettlementId,
): JournalEntry<K> | undefined {
  const row = database
    .prepare(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE settlement_id = ? AND kind = ?`)
    .get(settlementIdBytes(id), kind);
  return row === undefined ? undefined : (readRow(row, file) as unknown as JournalEntry<K>);
}

/** The kinds of an id's entries, ascending; the payloads stay where they are. */
export function readKinds(
  database: Database,
  id: SettlementId,
): readonly { readonly kind: string; readonly sequence: number }[] {
  return database
    .prepare('SELECT kind, sequence FROM entry WHERE settlement_id = ? ORDER BY sequence')
    .all(settlementIdBytes(id))
    .map(({ kind, sequence }) => ({ kind: String(kind), sequence: Number(sequence) }));
}

/** Whether `matter` is open for `id`. */
export function hasOpen(database: Database, id: SettlementId, matter: Matter): boolean {
  const open = database
    .prepare('SELECT sequence FROM open_entry WHERE settlement_id = ? AND matter = ?')
    .get(settlementIdBytes(id), matter);
  return open !== undefined;
}

/** Ids for which one of `matters` is open, by the entry that opened it first. Few at any time. */
export function readOpenIds(
  database: Database,
  matters: readonly Matter[],
): readonly SettlementId[] {
  return database
    .prepare(
      `SELECT settlement_id, min(sequence) AS since FROM open_entry
       WHERE matter IN (${matters.map(() => '?').join(', ')})
       GROUP BY settlement_id ORDER BY since`,
    )
    .all(...matters)
    .map((row) => settlementIdText(row.settlement_id) as SettlementId);
}

/** Settlements that were made under a bill's number, the newest first; those that were reversed among them. */
function readBilled(
  database: Database,
  provider: ProviderCode,
  billNumber: string,
): readonly SettlementId[] {
  return database
    .prepare(
      `SELECT (SELECT settlement_id FROM entry WHERE entry.sequence = settled_bill.sequence) AS id
       FROM settled_bill WHERE provider = ? AND bill_number = ? ORDER BY sequence DESC`,
    )
    .all(provider, billNumber)
    .flatMap(({ id }) => (id instanceof Uint8Array ? (settlementIdText(id) as SettlementId) : []));
}

/**
 * The intent of the settlement that stands for a bill, or is being taken back: signed by both, or posted
 * without its card.
 */
export function readStandingBill(
  database: Database,
  file: string,
  provider: ProviderCode,
  billNumber: string,
): JournalEntry<'intent'> | undefined {
  const isReversed = (id: SettlementId) =>
    readKinds(database, id).some(({ kind }) => kind === 'reversed');
  const standing = readBilled(database, provider, billNumber).find((id) => !isReversed(id));
  return standing && readOnce(database, file, 'intent', standing);
}

/** Entries of the whole book of one kind, newest first. */
export function* readOfBook<K extends BookKind>(
  database: Database,
  file: string,
  kind: K,
): Generator<JournalEntry<K>> {
  // The condition names the index: without the literal kinds SQLite would walk the table.
  const page = database.prepare(
    `SELECT ${ENTRY_COLUMNS} FROM entry
     WHERE kind IN ('day-closed', 'checkpoint', 'carried-over') AND kind = ? AND sequence < ?
     ORDER BY sequence DESC LIMIT ${PAGE_ROWS}`,
  );
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const rows = page.all(kind, before);
    for (const row of rows) {
      const entry = readRow(row, file);
      before = entry.sequence;
      yield entry as unknown as JournalEntry<K>;
    }
    if (rows.length < PAGE_ROWS) return;
  }
}
