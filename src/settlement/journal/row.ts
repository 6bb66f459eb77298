/** Between a row of the table and an entry. */

import { equalBytes } from '../../bytes.ts';
import { nameOf, Recent } from '../../crypto/recent.ts';
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

/** A row whose hash was right, and its entry. */
interface Read {
  readonly row: EntryRow;
  readonly entry: JournalEntry;
}

/** What the entries of the moment, which are read several times each, may take: some hundreds of visits. */
const READ_BYTES_MAX = 16 * 1024 * 1024;
/** Of an entry beside its payload, which it takes once as bytes and about three times as contents. */
const READ_BYTES_EACH = 1024;
const read = new Recent<Read>(
  READ_BYTES_MAX,
  ({ row }) => READ_BYTES_EACH + 4 * row.payload.length,
);

/**
 * The entry of a raw row, its own hash checked.
 * @throws OneCardError `journal.entry-changed`, `journal.payload-undecodable`
 */
export function readRow(raw: unknown, file: string): JournalEntry {
  const row = parseRow(raw);
  // Whoever changed a byte of the row since finds its hash computed anew.
  const known = row && knownEntry(row);
  if (known) return known;
  if (!row || !equalBytes(entryHash(row), row.hash)) {
    throw new OneCardError('journal.entry-changed', {
      file,
      ...(row && { sequence: row.sequence }),
    });
  }
  const entry = entryFrom(row, contentsOf(row, file));
  read.set(nameOf(row.hash), { row, entry });
  return entry;
}

/** The entry of a row that was read before and has not changed since. */
function knownEntry(row: EntryRow): JournalEntry | undefined {
  const known = read.get(nameOf(row.hash));
  return known && isSame(row, known.row) ? known.entry : undefined;
}

function isSame(row: EntryRow, other: EntryRow): boolean {
  return (
    row.sequence === other.sequence &&
    row.at === other.at &&
    row.kind === other.kind &&
    areSame(row.settlementId, other.settlementId) &&
    areSame(row.previousHash, other.previousHash) &&
    areSame(row.hash, other.hash) &&
    areSame(row.payload, other.payload)
  );
}

/** They are no secret: where they differ may be told by the time it takes. */
function areSame(bytes: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(bytes, other) === 0;
}

/** The entry of a row whose hash is right. @throws OneCardError `journal.payload-undecodable`. */
export function entryOf(row: EntryRow, file: string): JournalEntry {
  return knownEntry(row) ?? entryFrom(row, contentsOf(row, file));
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
