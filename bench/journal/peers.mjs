// What stands beside the journal: bare SQLite commits of the same rows, bare fdatasync of the same bytes, the disk itself.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import { openJournal } from '../../dist/settlement.js';
import { TERMINAL } from './visits.mjs';

const PAGE_BYTES = 4_096;

/** The rows of a journal's file from a sequence on. */
export function rowsOf(file, from) {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database
    .prepare(
      `SELECT sequence, at, kind, settlement_id, previous_hash, hash, payload FROM entry
       WHERE sequence >= ? ORDER BY sequence`,
    )
    .all(from)
    .map((row) => Object.values(row));
  database.close();
  return rows;
}

/** A table of the same columns and nothing beside it; as durable as the journal. */
export function bareSqlite(file) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(`CREATE TABLE entry (
    sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, settlement_id BLOB NOT NULL,
    previous_hash BLOB NOT NULL, hash BLOB NOT NULL, payload BLOB NOT NULL) STRICT`);
  const insert = database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)');
  return {
    /** @param groups lists of rows, one durable commit each */
    write(groups) {
      for (const rows of groups) {
        database.exec('BEGIN IMMEDIATE');
        for (const row of rows) insert.run(...row);
        database.exec('COMMIT');
      }
    },
    close: () => database.close(),
  };
}

/**
 * The journal's own tables, indexes and triggers, and every statement that it runs for a row, without
 * encoding, hashing or judging anything: what the layout of the file costs.
 */
export function sqliteOfSameTables(file) {
  openJournal(file, { terminalId: TERMINAL, clock: { now: Date.now } }).close();
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
  database.exec('PRAGMA synchronous = FULL');
  const insert = database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)');
  const open = database.prepare('INSERT INTO open_entry VALUES (?, ?, ?)');
  const close = database.prepare('DELETE FROM open_entry WHERE settlement_id = ? AND matter = ?');
  const bill = database.prepare('INSERT INTO settled_bill VALUES (?, ?, ?)');
  const writeRow = (row) => {
    const [sequence, , kind, id] = row;
    insert.run(...row);
    if (kind === 'intent') open.run(id, 'intent', sequence);
    if (kind !== 'settled') return;
    close.run(id, 'intent');
    bill.run('H99920100001', `B-${sequence}`, sequence);
  };
  return {
    write(groups) {
      for (const rows of groups) {
        database.exec('BEGIN IMMEDIATE');
        for (const row of rows) writeRow(row);
        database.exec('COMMIT');
      }
    },
    close: () => database.close(),
  };
}

/** Two hashes, an id, two numbers and a name: the columns beside the payload. */
const OTHER_COLUMNS_BYTES = 108;

/** The bytes of the same rows, put together beforehand: one write and one fdatasync a group. */
export function bareFdatasync(file) {
  const descriptor = openSync(file, 'a');
  return {
    prepare: (groups) =>
      groups.map((rows) =>
        Buffer.concat([
          ...rows.map((row) => row.at(-1)),
          Buffer.alloc(rows.length * OTHER_COLUMNS_BYTES),
        ]),
      ),
    write(groups) {
      for (const bytes of groups) {
        writeSync(descriptor, bytes);
        fdatasyncSync(descriptor);
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** Writes of one page in place, each with fdatasync, per second: what the disk gives at this moment. */
export function rawDiskRate(file, count) {
  const descriptor = openSync(file, 'a+');
  const page = Buffer.alloc(PAGE_BYTES, 1);
  writeSync(descriptor, page, 0, PAGE_BYTES, 0);
  fdatasyncSync(descriptor);
  const started = performance.now();
  for (let time = 0; time < count; time++) {
    writeSync(descriptor, page, 0, PAGE_BYTES, 0);
    fdatasyncSync(descriptor);
  }
  const rate = (count * 1_000) / (performance.now() - started);
  closeSync(descriptor);
  return rate;
}
