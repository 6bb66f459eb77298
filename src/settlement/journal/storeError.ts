import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';

/** SQLite result codes (sqlite.org/rescode.html) whose cause a person can do something about. */
const CODES: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [5, 'store.busy'], // SQLITE_BUSY
  [6, 'store.busy'], // SQLITE_LOCKED
  [8, 'store.read-only'], // SQLITE_READONLY
  [11, 'store.corrupt'], // SQLITE_CORRUPT
  [13, 'store.full'], // SQLITE_FULL
  [14, 'store.cannot-open'], // SQLITE_CANTOPEN
  [26, 'store.foreign-file'], // SQLITE_NOTADB
]);

/** The low byte is the primary result code; the rest only refines it. */
const PRIMARY_CODE_MASK = 0xff;

/** `sqlite3_errstr` of those codes: the package's `all()` throws the text alone, without the code. */
const TEXTS: ReadonlyMap<string, number> = new Map([
  ['database is locked', 5],
  ['database table is locked', 6],
  ['attempt to write a readonly database', 8],
  ['disk I/O error', 10],
  ['database disk image is malformed', 11],
  ['database or disk is full', 13],
  ['unable to open database file', 14],
  ['file is not a database', 26],
]);

/** The SQLite result code of a failure, or undefined when it is none of SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') {
    return error.errcode & PRIMARY_CODE_MASK;
  }
  const isSqlite = 'code' in error && error.code === 'ERR_SQLITE_ERROR';
  return isSqlite ? TEXTS.get(error.message) : undefined;
}

const SQLITE_CONSTRAINT = 19;

/** Whether a guard of the file refused a row: a rule of the tables, not a trouble of the disk. */
export function isConstraint(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_CONSTRAINT;
}

/** `error` by name when the store failed; anything else, a caller's bug above all, as it is. */
export function storeError(error: unknown, file: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return systemError(error, file);
  const detail = { file, sqlite: code };
  const name = code === SQLITE_IOERR && isFull(file) ? 'store.full' : CODES.get(code);
  return new OneCardError(name ?? 'store.failed', detail, { cause: error });
}

/** What the system says of a file (errno.h) that a person can do something about. */
const SYSTEM_CODES: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['ENOSPC', 'store.full'],
  ['EDQUOT', 'store.full'],
  ['EROFS', 'store.read-only'],
]);

/**
 * A call on a file that failed, by name and with the path that it failed at. Without a path it may be the
 * line to a module or anything else: what that says stays as it is.
 */
function systemError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  const system = String(error.code);
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  const name = SYSTEM_CODES.get(system) ?? (path === undefined ? undefined : 'store.cannot-open');
  if (name === undefined) return error;
  return new OneCardError(name, { file: path ?? file, system }, { cause: error });
}

const SQLITE_IOERR = 10;

/** A disk that fills while the write-ahead log grows is reported as failed input and output. */
function isFull(file: string): boolean {
  try {
    return statfsSync(dirname(file)).bavail === 0;
  } catch {
    // A file in memory has no disk, and a folder that is gone has another trouble.
    return false;
  }
}
