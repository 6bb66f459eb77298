/** The embedded store: a file of known format, opened so that a commit survives a power cut. */

import { closeSync, openSync, statSync } from 'node:fs';
import { OneCardError } from '../../errors/index.ts';
import { connect, type Database } from './connection.ts';
import { realFile } from './realFile.ts';
import { sqliteCode, storeError } from './storeError.ts';

export type { Database, Statement } from './connection.ts';

/** What a file must be to be opened. */
export interface StoreFormat {
  /** 32 bits in the file's header that tell our files from others (PRAGMA application_id). */
  readonly applicationId: number;
  /** Version of the tables (PRAGMA user_version). */
  readonly version: number;
  /** The statements that make them; strict tables, and triggers where history may only grow. */
  readonly schema: readonly string[];
}

/** How a file of an earlier format becomes one of the next. */
export interface StoreMigration {
  readonly from: StoreFormat;
  /** Runs inside one unit of work with the change of the version; what it throws leaves the file as it was. */
  readonly migrate: (database: Database, file: string) => void;
}

/** Only the owner reads and writes: the file names persons. */
const FILE_MODE = 0o600;

/**
 * Opens `file` for writing, makes it when it is absent or empty, and sees to it that a commit
 * survives a power cut.
 * @throws OneCardError `store.…`
 */
export function openStore(
  file: string,
  format: StoreFormat,
  migrations: readonly StoreMigration[] = [],
): Database {
  return opened(file, false, (database) => {
    if (!isEmpty(database)) assertFormat(database, file, format);
    makeDurable(database, file);
    prepareStore(database, file, format, migrations);
  });
}

/**
 * Makes the tables where there are none, and sees to it that they are those of `format`. For a
 * database that was handed over: what a commit is worth is the caller's to know.
 * @throws OneCardError `store.…`
 */
export function prepareStore(
  database: Database,
  file: string,
  format: StoreFormat,
  migrations: readonly StoreMigration[] = [],
): void {
  if (!isEmpty(database)) assertFormat(database, file, format);
  // Two processes may meet here: the second finds the tables of the first.
  inWrite(database, file, () => {
    if (isEmpty(database)) create(database, format);
    else migrate(database, file, format, migrations);
    assertSchema(database, file, format);
  });
}

/** One version after the other, each from tables that are as they were made. */
function migrate(
  database: Database,
  file: string,
  format: StoreFormat,
  migrations: readonly StoreMigration[],
): void {
  assertNotOlder(database, file, format, migrations);
  for (const { from, migrate: step } of migrations) {
    if (pragma(database, 'user_version') !== from.version) continue;
    assertSchema(database, file, from);
    step(database, file);
    database.exec(`PRAGMA user_version = ${from.version + 1}`);
  }
}

/** A format from which no step leads here: refused before anything is changed, with the way out. */
function assertNotOlder(
  database: Database,
  file: string,
  format: StoreFormat,
  migrations: readonly StoreMigration[],
): void {
  const version = pragma(database, 'user_version');
  const oldest = Math.min(format.version, ...migrations.map(({ from }) => from.version));
  if (version >= oldest) return;
  throw new OneCardError('store.older-format', { file, version, oldest });
}

function assertSchema(database: Database, file: string, format: StoreFormat): void {
  const changed = schemaDifferences(database, format);
  if (changed.length > 0)
    throw new OneCardError('store.schema-differs', { file, changed: changed.join(' ') });
}

/**
 * Opens an existing `file` to read it, whatever was done to its tables.
 * @throws OneCardError `store.…`
 */
export function openStoreReadOnly(file: string, format: StoreFormat): Database {
  return opened(file, true, (database) => assertFormat(database, file, format));
}

function opened(file: string, readOnly: boolean, prepare: (database: Database) => void): Database {
  let database: Database | undefined;
  try {
    assertNotLost(file);
    if (!readOnly) closeSync(openSync(file, 'a', FILE_MODE));
    database = connect(file, { readOnly });
    prepare(database);
    return database;
  } catch (error) {
    database?.close();
    throw storeError(error, file);
  }
}

/**
 * Beside a file that is gone or empty SQLite takes a -wal file for rubbish and deletes it, and with it what
 * was committed last before a power cut.
 */
function assertNotLost(file: string): void {
  const beside = `${realFile(file)}-wal`;
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeOf(file) === 0 && sizeOf(beside) > 0) {
    throw new OneCardError('store.main-missing', { file, beside });
  }
}

/** Before anything is changed: a file that is not ours stays as it is. */
function assertFormat(database: Database, file: string, format: StoreFormat): void {
  if (pragma(database, 'application_id') !== format.applicationId) {
    throw new OneCardError('store.foreign-file', { file });
  }
  const version = pragma(database, 'user_version');
  if (version > format.version) {
    throw new OneCardError('store.newer-format', { file, version, known: format.version });
  }
}

function isEmpty(database: Database): boolean {
  const hasMarks =
    pragma(database, 'application_id') !== 0 || pragma(database, 'user_version') !== 0;
  return !hasMarks && schemaOf(database).size === 0;
}

function makeDurable(database: Database, file: string): void {
  const mode = database.prepare('PRAGMA journal_mode = WAL').get();
  database.exec('PRAGMA synchronous = FULL');
  // Without these macOS leaves the last writes in the drive's own cache; elsewhere they do nothing.
  database.exec('PRAGMA fullfsync = ON');
  database.exec('PRAGMA checkpoint_fullfsync = ON');
  const SYNCHRONOUS_FULL = 2;
  if (mode.journal_mode !== 'wal' || pragma(database, 'synchronous') !== SYNCHRONOUS_FULL) {
    throw new OneCardError('store.not-durable', { file });
  }
}

function create(database: Database, format: StoreFormat): void {
  for (const statement of format.schema) database.exec(statement);
  database.exec(`PRAGMA application_id = ${format.applicationId}`);
  database.exec(`PRAGMA user_version = ${format.version}`);
}

/** Version of the tables as the file says it. */
export function storedVersion(database: Database): number {
  return pragma(database, 'user_version');
}

function pragma(database: Database, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get())[0]);
}

/**
 * Runs `work` as one unit that is durable when this returns, or did not happen.
 * @throws OneCardError `store.…`, and whatever `work` throws
 */
export function inWrite<T>(database: Database, file: string, work: () => T): T {
  return unit(database, file, 'BEGIN IMMEDIATE', work);
}

/** Runs `work` on one state of the store, whatever others write meanwhile. */
export function inRead<T>(database: Database, file: string, work: () => T): T {
  return unit(database, file, 'BEGIN', work);
}

function unit<T>(database: Database, file: string, begin: string, work: () => T): T {
  try {
    database.exec(begin);
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw storeError(error, file);
  }
}

/** Undoes what is open. A disk that fails here too loses nothing: what is not committed is not there. */
export function rollBack(database: Database): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK');
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error;
  }
}

/**
 * Closes a store that was open for writing, its contents moved into the one file. The library
 * finalises statements only when they are collected, so SQLite would leave that to a later opening.
 */
export function closeStore(database: Database): void {
  try {
    // Not a moment's wait for a reader: whatever was committed is safe in the -wal file.
    database.exec('PRAGMA busy_timeout = 0');
    // Of this file alone: those attached to it may only be read.
    database.exec('PRAGMA main.wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // For the same reason a disk that fails here has lost nothing; the next opening will meet it.
    if (sqliteCode(error) === undefined) throw error;
  } finally {
    database.close();
  }
}

/** Names of tables, indexes and triggers that are missing, changed or not of this format. */
export function schemaDifferences(database: Database, format: StoreFormat): readonly string[] {
  const expected = expectedSchema(format);
  const found = schemaOf(database);
  const names = new Set([...expected.keys(), ...found.keys()]);
  return [...names].filter((name) => expected.get(name) !== found.get(name)).sort();
}

const expectedSchemas = new WeakMap<StoreFormat, ReadonlyMap<string, string>>();

/** As SQLite itself writes it down: asked once a format. */
function expectedSchema(format: StoreFormat): ReadonlyMap<string, string> {
  const known = expectedSchemas.get(format);
  if (known) return known;
  const reference = connect(':memory:');
  for (const statement of format.schema) reference.exec(statement);
  const expected = schemaOf(reference);
  reference.close();
  expectedSchemas.set(format, expected);
  return expected;
}

/** SQL by name, without what SQLite keeps for itself. */
function schemaOf(database: Database): ReadonlyMap<string, string> {
  const rows = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    .all();
  return new Map(rows.map((row) => [String(row.name), String(row.sql)]));
}
