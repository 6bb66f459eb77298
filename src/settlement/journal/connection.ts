/**
 * SQLite through the `node:sqlite` interface of @photostructure/sqlite. Always that package, also
 * where the runtime has `node:sqlite`: two SQLite libraries in one process drop each other's file
 * locks (sqlite.org/howtocorrupt.html §2.2).
 */

import { createRequire } from 'node:module';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { BUSY_TIMEOUT_MS } from './limits.ts';

export type Database = DatabaseSyncInstance;
export type Statement = StatementSyncInstance;

/** Loaded at the first use: whoever only adjudicates never touches a native module. */
const load = createRequire(import.meta.url);

export interface ConnectOptions {
  readonly readOnly?: boolean;
  /** How long to wait for another connection's write. */
  readonly timeoutMs?: number;
}

/** One connection; whole numbers come back as bigint. */
export function connect(file: string, options: ConnectOptions = {}): Database {
  const sqlite = load('@photostructure/sqlite') as typeof import('@photostructure/sqlite');
  const database = new sqlite.DatabaseSync(file, {
    readOnly: options.readOnly ?? false,
    timeout: options.timeoutMs ?? BUSY_TIMEOUT_MS,
    readBigInts: true,
    enableForeignKeyConstraints: true,
    // Ordinary SQL can then not rewrite the file's inner tables.
    defensive: true,
  });
  preparedOnce(database);
  return database;
}

/** More are not written in one program: they would be made of values, and those are bound. */
const STATEMENTS_MAX = 512;

/**
 * The same text is the same statement: preparing one costs more than running it. Nobody holds a row of
 * one while another call runs it: rows come all at once.
 */
function preparedOnce(database: Database): void {
  const prepare = database.prepare.bind(database);
  const known = new Map<string, Statement>();
  const value = (sql: string) => {
    const before = known.get(sql);
    if (before) return before;
    if (known.size >= STATEMENTS_MAX) known.clear();
    const statement = prepare(sql);
    known.set(sql, statement);
    return statement;
  };
  // The library's own cannot be assigned to.
  Object.defineProperty(database, 'prepare', { value, configurable: true, writable: true });
}
