/**
 * The files of earlier years, which a rotated journal goes on reading: attached to the same connection, so
 * that every question about `entry` and `settled_bill` is asked of all years at once. Only `main` is written.
 */

import { dirname, join } from 'node:path';
import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { JournalHead } from '../../model/index.ts';
import type { Database } from './database.ts';
import { type AttachedYear, listUnlisted } from './earlierBills.ts';
import type { JournalEntry } from './entry.ts';
import { DISK, type JournalFiles } from './files.ts';
import { EARLIER_FILES_MAX } from './limits.ts';
import { realFile } from './realFile.ts';
import { ENTRY_COLUMNS, readRow } from './row.ts';
import { sqliteCode, storeError } from './storeError.ts';

export interface EarlierYears {
  /** Files that were found, the newest first. */
  readonly files: readonly string[];
  /** Where this file goes on from. */
  readonly carriedHead?: JournalHead;
  /** The first one that is not read: kept elsewhere, lost, or one more than are read together. */
  readonly missing?: string;
}

/**
 * @param onFailure hears of the first file that is there and not as it should be, which then counts as missing;
 * without it this throws
 * @throws OneCardError `journal.earlier-differs` when a file does not end as it was carried over, `store.…`, each
 * with the name of that file
 */
export function attachEarlier(
  database: Database,
  file: string,
  folder: JournalFiles = DISK,
  onFailure: (error: unknown, path: string) => void = (error) => {
    throw error;
  },
): EarlierYears {
  const files: string[] = [];
  let carried = firstEntry(database, 'main', file);
  const carriedHead = carried?.head;
  const years: AttachedYear[] = [{ schema: 'main', carried }];
  let missing: string | undefined;
  while (carried) {
    const path = join(dirname(realFile(file)), carried.predecessor);
    // Beyond what one connection attaches nothing is read, though the file may lie there.
    if (files.length === EARLIER_FILES_MAX || !folder.exists(path)) {
      missing = path;
      break;
    }
    const schema = `earlier_${files.length + 1}`;
    try {
      folder.attach(database, schema, path);
      assertEnd(database, schema, path, carried.head);
      carried = firstEntry(database, schema, path);
      files.push(path);
      years.push({ schema, carried });
    } catch (error) {
      onFailure(earlierError(error, path), path);
      missing = path;
      break;
    }
  }
  const [newest] = files;
  if (newest !== undefined) {
    try {
      shadow(database, newest, years);
    } catch (error) {
      onFailure(storeError(error, newest), newest);
    }
  }
  return { files, ...(carriedHead && { carriedHead }), ...(missing !== undefined && { missing }) };
}

function assertEnd(database: Database, schema: string, file: string, head: JournalHead): void {
  const last = database
    .prepare(`SELECT sequence, hash FROM ${schema}.entry ORDER BY sequence DESC LIMIT 1`)
    .get();
  if (!last || Number(last.sequence) !== head.sequence || !equalBytes(last.hash, head.hash)) {
    throw new OneCardError('journal.earlier-differs', { file, sequence: head.sequence });
  }
}

/** SQLITE_ERROR, here of a table that is not there, and SQLITE_NOTADB: something else stands in its place. */
const OTHER_FILE_CODES: readonly (number | undefined)[] = [1, 26];

function earlierError(error: unknown, file: string): unknown {
  const sqlite = sqliteCode(error);
  if (sqlite === undefined || !OTHER_FILE_CODES.includes(sqlite)) return storeError(error, file);
  return new OneCardError('journal.earlier-differs', { file, sqlite }, { cause: error });
}

/** The entry that carries another file over, if this one begins so. */
export function firstEntry(
  database: Database,
  schema: string,
  file: string,
): JournalEntry<'carried-over'> | undefined {
  const row = database
    .prepare(`SELECT ${ENTRY_COLUMNS} FROM ${schema}.entry ORDER BY sequence LIMIT 1`)
    .get();
  if (row?.kind !== 'carried-over') return undefined;
  const entry = readRow(row, file);
  return entry.kind === 'carried-over' ? entry : undefined;
}

/** A temporary view hides the table of its name from every question that does not say `main`. */
function shadow(database: Database, file: string, years: readonly AttachedYear[]): void {
  const all = (columns: string, tables: readonly string[]) =>
    tables.map((table) => `SELECT ${columns} FROM ${table}`).join(' UNION ALL ');
  const named = (table: string) => years.map(({ schema }) => `${schema}.${table}`);
  database.exec(`CREATE TEMP VIEW entry AS ${all(ENTRY_COLUMNS, named('entry'))}`);
  const unlisted = listUnlisted(database, file, years);
  const bills = [...named('settled_bill'), ...(unlisted === undefined ? [] : [unlisted])];
  database.exec(
    `CREATE TEMP VIEW settled_bill AS ${all('provider, bill_number, sequence', bills)}`,
  );
}
