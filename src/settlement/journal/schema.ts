/** The journal's tables (docs/formats/journal.md, "Tables"). */

import type { StoreFormat } from './database.ts';

/** Kinds that end an intent once and for all; the unique index below names the same. */
export const CLOSING_KINDS = ['settled', 'declined', 'voided'] as const;
const CLOSING_SQL = CLOSING_KINDS.map((kind) => `'${kind}'`).join(', ');

/** Version of the layout of entries, in the header that the first hash covers. */
export const ENTRY_FORMAT = 1;

/** `OCJ1` in ASCII. */
const APPLICATION_ID = 0x4f434a31;

function refuse(table: string, verb: 'UPDATE' | 'DELETE'): string {
  return `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} only grows'); END`;
}

/** What every version shares: the chain itself. */
const CHAIN = [
  `CREATE TABLE header (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  format INTEGER NOT NULL,
  terminal_id TEXT NOT NULL
) STRICT`,
  // The payload stands last: what is before it is read without walking its overflow pages.
  `CREATE TABLE entry (
  sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
  settlement_id BLOB NOT NULL CHECK (length(settlement_id) IN (0, 16)),
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  payload BLOB NOT NULL
) STRICT`,
  'CREATE INDEX entry_by_settlement ON entry (settlement_id, sequence)',
  "CREATE UNIQUE INDEX entry_one_intent ON entry (settlement_id) WHERE kind = 'intent'",
  `CREATE UNIQUE INDEX entry_one_end ON entry (settlement_id) WHERE kind IN (${CLOSING_SQL})`,
] as const;

const GUARDS = [
  refuse('entry', 'UPDATE'),
  refuse('entry', 'DELETE'),
  refuse('header', 'UPDATE'),
  refuse('header', 'DELETE'),
] as const;

/** The derived lists since version 2, and the trigger that lets a file begin where another one ended. */
export const DERIVED_TABLES = [
  // Entries of the whole book are few and are asked for by kind.
  `CREATE INDEX entry_of_book ON entry (kind, sequence)
WHERE kind IN ('day-closed', 'checkpoint', 'carried-over')`,
  // What is open is asked at every start: a list of its own, or it would take a walk of the file. What
  // was carried over was opened in an earlier one.
  `CREATE TABLE open_entry (
  settlement_id BLOB NOT NULL,
  matter TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (settlement_id, matter)
) STRICT, WITHOUT ROWID`,
  // Off line nobody else can say that a bill was paid.
  `CREATE TABLE settled_bill (
  provider TEXT NOT NULL,
  bill_number TEXT NOT NULL,
  sequence INTEGER NOT NULL REFERENCES entry (sequence),
  PRIMARY KEY (provider, bill_number, sequence)
) STRICT, WITHOUT ROWID`,
  // REPLACE deletes without a DELETE trigger; it cannot pass this one.
  `CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.sequence IS NOT coalesce(
  (SELECT max(sequence) + 1 FROM entry),
  iif(NEW.kind = 'carried-over', NEW.sequence, 1)
)
BEGIN SELECT RAISE(ABORT, 'entry out of order'); END`,
] as const;

/**
 * `kind` is open text and `settlement_id` may be empty: kinds of later versions fit in without
 * another table.
 */
export const JOURNAL_FORMAT: StoreFormat = {
  applicationId: APPLICATION_ID,
  version: 3,
  schema: [...CHAIN, ...DERIVED_TABLES, ...GUARDS],
};

/** The version before: the same tables, in which `settled_bill` has no bills that stand without their cards. */
export const JOURNAL_FORMAT_2: StoreFormat = { ...JOURNAL_FORMAT, version: 2 };

/** The first version: open intents alone, kept by triggers. Files of it are migrated when they are opened. */
export const JOURNAL_FORMAT_1: StoreFormat = {
  applicationId: APPLICATION_ID,
  version: 1,
  schema: [
    ...CHAIN,
    `CREATE TABLE open_intent (
  settlement_id BLOB PRIMARY KEY,
  sequence INTEGER NOT NULL UNIQUE REFERENCES entry (sequence)
) STRICT`,
    `CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'entry out of order'); END`,
    `CREATE TRIGGER entry_opens AFTER INSERT ON entry WHEN NEW.kind = 'intent'
BEGIN INSERT INTO open_intent VALUES (NEW.settlement_id, NEW.sequence); END`,
    `CREATE TRIGGER entry_ends AFTER INSERT ON entry WHEN NEW.kind IN (${CLOSING_SQL})
BEGIN DELETE FROM open_intent WHERE settlement_id = NEW.settlement_id; END`,
    ...GUARDS,
  ],
};
