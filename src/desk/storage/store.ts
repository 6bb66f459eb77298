/** What the service keeps over restarts: one file, readable by its owner alone. */

import type { ErrorDetail } from '../../errors/index.ts';
import {
  closeStore,
  type Database,
  inRead,
  inWrite,
  openStore,
  type StoreMigration,
} from '../../terminal/deskParts.ts';

/** `OCDS`. */
const APPLICATION_ID = 0x4f43_4453;

const FORMAT_1 = {
  applicationId: APPLICATION_ID,
  version: 1,
  schema: [
    `CREATE TABLE origin (
  origin TEXT PRIMARY KEY,
  allowed_at INTEGER NOT NULL
) STRICT`,
    // The token itself is kept nowhere: it is 256 random bits, so its digest needs no salt.
    `CREATE TABLE grant_of (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  origin TEXT NOT NULL,
  scopes TEXT NOT NULL,
  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  made_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT`,
    `CREATE TABLE answer (
  caller TEXT NOT NULL,
  key TEXT NOT NULL,
  content BLOB NOT NULL CHECK (length(content) = 32),
  begun_at INTEGER NOT NULL,
  status INTEGER,
  type TEXT,
  body TEXT,
  PRIMARY KEY (caller, key)
) STRICT`,
    `CREATE TABLE visit (
  id TEXT PRIMARY KEY,
  caller TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  provider TEXT NOT NULL,
  bill_number TEXT NOT NULL,
  journal_sequence INTEGER NOT NULL,
  settlement_id TEXT,
  outcome TEXT
) STRICT`,
    `CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  action TEXT NOT NULL,
  caller TEXT NOT NULL,
  origin TEXT NOT NULL,
  outcome TEXT NOT NULL,
  facts TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT`,
    `CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END`,
    `CREATE TRIGGER audit_stands BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END`,
  ],
} as const;

const KEPT_RECORD = `CREATE TABLE kept_record (
  part TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  kept_at INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (part, kind, id)
) STRICT`;

const FORMAT_2 = {
  ...FORMAT_1,
  version: 2,
  schema: [...FORMAT_1.schema, KEPT_RECORD],
} as const;

/** Up to which entry the audit log was moved out of the store; none is removed above it. */
const AUDIT_BASE = [
  `CREATE TABLE audit_base (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT`,
  `CREATE TRIGGER audit_base_grows BEFORE UPDATE ON audit_base WHEN NEW.sequence <= OLD.sequence
BEGIN SELECT RAISE(ABORT, 'entries are never brought back'); END`,
  `CREATE TRIGGER audit_base_stands BEFORE DELETE ON audit_base
BEGIN SELECT RAISE(ABORT, 'entries are never brought back'); END`,
  `CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN OLD.sequence > coalesce((SELECT sequence FROM audit_base), 0)
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END`,
] as const;

const isOldTrigger = (sql: string) => sql.includes('TRIGGER audit_is_kept');

const FORMAT = {
  ...FORMAT_2,
  version: 3,
  schema: [...FORMAT_2.schema.filter((sql) => !isOldTrigger(sql)), ...AUDIT_BASE],
} as const;

/** Façades keep what their callers registered and have not settled yet. */
const FROM_VERSION_1: StoreMigration = {
  from: FORMAT_1,
  migrate: (database) => database.exec(KEPT_RECORD),
};

const FROM_VERSION_2: StoreMigration = {
  from: FORMAT_2,
  migrate(database) {
    database.exec('DROP TRIGGER audit_is_kept');
    for (const statement of AUDIT_BASE) database.exec(statement);
  },
};

/** Milliseconds until what was written soon is on the disk, where nothing durable came before. */
const SOON_MS = 1_000;

export type Value = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, unknown>>;

export interface DeskStore {
  /** Rows of a query. */
  all(sql: string, ...values: readonly Value[]): readonly Row[];
  /** Durable when it returns. @returns how many rows were changed */
  run(sql: string, ...values: readonly Value[]): number;
  /** Outlives the process at once; a power cut from the next durable write on, a second at most. */
  runSoon(sql: string, ...values: readonly Value[]): void;
  /** All that `work` writes, or none of it; durable when it returns. */
  together(work: (write: (sql: string, ...values: readonly Value[]) => void) => void): void;
  close(): void;
}

/** Opens `file`, making it when it is not there. @throws OneCardError `store.…` */
export function openDeskStore(file: string): DeskStore {
  const database: Database = openStore(file, FORMAT, [FROM_VERSION_1, FROM_VERSION_2]);
  let flush: NodeJS.Timeout | undefined;
  const write = (sql: string, values: readonly Value[]) =>
    Number(database.prepare(sql).run(...values).changes);

  /** What was written soon is made durable when it is moved out of the -wal file. */
  function flushSoon(): void {
    flush ??= setTimeout(() => {
      flush = undefined;
      try {
        if (database.isOpen) database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      } catch {
        // A full disk, a reader in the way: the next durable write meets it, and says so.
      }
    }, SOON_MS).unref();
  }

  return {
    all: (sql, ...values) => inRead(database, file, () => database.prepare(sql).all(...values)),
    run: (sql, ...values) => inWrite(database, file, () => write(sql, values)),
    runSoon(sql, ...values) {
      database.exec('PRAGMA synchronous = NORMAL');
      try {
        inWrite(database, file, () => write(sql, values));
      } finally {
        database.exec('PRAGMA synchronous = FULL');
      }
      flushSoon();
    },
    together: (work) =>
      inWrite(database, file, () => work((sql, ...values) => void write(sql, values))),
    close() {
      clearTimeout(flush);
      if (database.isOpen) closeStore(database);
    },
  };
}

/** Facts in a fixed order, as text. */
export function factsText(facts: ErrorDetail): string {
  const sorted = Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted.map(([name, value]) => [name, String(value)])));
}
