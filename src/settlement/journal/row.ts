/** Between a row of the table and an entry. */

import { equalBytes, toHex } from '../../bytes.ts';
import { Recent } from '../../crypto/recent.ts';
import { OneCardError } from '../../errors/index.ts';
import type { JournalHead, SettlementId } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { type EntryContents, entryHash, HASH_BYTES, settlementIdText } from './chain.ts';
import type { Database } from './database.ts';
import type { BookKind, EntryKind, JournalEntry } from './entry.ts';
import { PAGE_ROWS } from './limits.ts';
import { BOOK_KINDS, decodePayload, isEntryKind } from './payload/entries.ts';

/** A row with its columns in their types, nothing proven. */
export interface EntryRow extends EntryContents {
  readonly hash: Uint8Array;
}

export const ENTRY_COLUMNS = 'sequence, at, kind, settlement_id, previous_hash, hash, payload';

/** @returns undefined when a column has not its type, which strict tables exclude until someone rebuilds them */
export function parseRow(raw: unknown): EntryRow | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const row = raw as Readonly<Record<string, unknown>>;
  const { kind, payload, hash } = row;
  const sequence = wholeNumber(row.sequence);
  const at = wholeNumber(row.at);
  const settlementId = row.settlement_id;
  const previousHash = row.previous_hash;
  if (sequence === undefined || at === undefined || typeof kind !== 'string') return undefined;
  if (!(settlementId instanceof Uint8Array) || !(payload instanceof Uint8Array)) return undefined;
  if (!isHash(previousHash) || !isHash(hash)) return undefined;
  return { sequence, at: at as Instant, kind, settlementId, payload, previousHash, hash };
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'bigint' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

function isHash(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === HASH_BYTES;
}

/** Entries of the visits of the moment, which are read several times each. */
const DECODED_MAX = 256;
/** A larger payload is rare, and not worth the memory. */
const DECODED_BYTES_MAX = 64 * 1024;
const decoded = new Recent<object>(DECODED_MAX);

/**
 * The entry of a raw row, its own hash checked.
 * @throws OneCardError `journal.entry-changed`, `journal.payload-undecodable`
 */
export function readRow(raw: unknown, file: string): JournalEntry {
  const row = parseRow(raw);
  if (!row || !equalBytes(entryHash(row), row.hash)) {
    throw new OneCardError('journal.entry-changed', {
      file,
      ...(row && { sequence: row.sequence }),
    });
  }
  // Its hash is right, and stands for the payload.
  const name = toHex(row.hash);
  const known = decoded.get(name);
  const contents = known ?? contentsOf(row, file);
  if (!known && row.payload.length <= DECODED_BYTES_MAX) decoded.set(name, contents);
  return entryFrom(row, contents);
}

/** The entry of a row whose hash is right. @throws OneCardError `journal.payload-undecodable`. */
export function entryOf(row: EntryRow, file: string): JournalEntry {
  return entryFrom(row, contentsOf(row, file));
}

function contentsOf({ sequence, kind, settlementId, payload }: EntryRow, file: string): object {
  if (!isEntryKind(kind)) {
    throw new OneCardError('journal.payload-undecodable', { file, sequence, path: 'kind' });
  }
  if (isBookKind(kind) !== (settlementId.length === 0)) {
    throw new OneCardError('journal.payload-undecodable', {
      file,
      sequence,
      path: 'settlement_id',
    });
  }
  return decodePayload(kind, payload);
}

/** The entry of a row that holds `contents`. @param id the row's settlement id as text, where it is known */
export function entryFrom(
  row: Omit<EntryRow, 'payload'>,
  contents: object,
  id = idOf(row.settlementId),
): JournalEntry {
  const { sequence, at, kind, previousHash, hash } = row;
  const chained =
    id === undefined
      ? { sequence, at, kind, previousHash, hash }
      : { sequence, at, kind, id, previousHash, hash };
  return Object.assign(chained, contents) as unknown as JournalEntry;
}

function idOf(bytes: Uint8Array): SettlementId | undefined {
  return bytes.length === 0 ? undefined : (settlementIdText(bytes) as SettlementId);
}

/** Whether entries of `kind` stand under no id. */
export function isBookKind(kind: EntryKind): kind is BookKind {
  return (BOOK_KINDS as readonly string[]).includes(kind);
}

/** The newest entry's place and hash, if there is one. */
export function lastHead(database: Database): JournalHead | undefined {
  const row = database
    .prepare('SELECT sequence, hash FROM main.entry ORDER BY sequence DESC LIMIT 1')
    .get();
  return row && { sequence: Number(row.sequence), hash: row.hash };
}

/**
 * Every row by sequence, page by page: the library's own iterator reads freed memory once its
 * statement is collected. The row's number beside it, because a rebuilt table may repeat a sequence.
 */
export function* rowsOf(database: Database): Generator<unknown> {
  const page = database.prepare(
    `SELECT ${ENTRY_COLUMNS}, rowid AS place FROM main.entry
     WHERE (sequence, rowid) > (?, ?) ORDER BY sequence, rowid LIMIT ${PAGE_ROWS}`,
  );
  for (let last: readonly [unknown, unknown] = [-1, -1]; ; ) {
    const rows = page.all(...last);
    yield* rows;
    if (rows.length < PAGE_ROWS) return;
    const { sequence, place } = rows.at(-1);
    last = [sequence, place];
  }
}
