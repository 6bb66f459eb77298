/** What someone with a database tool can do to a journal. */

import type { JournalHead } from '../../../src/model/index.ts';
import { entryHash } from '../../../src/settlement/journal/chain.ts';
import { connect, type Database } from '../../../src/settlement/journal/connection.ts';
import { makeIntent, openJournal } from '../../../src/settlement/journal/index.ts';
import { ENTRY_COLUMNS, type EntryRow, parseRow } from '../../../src/settlement/journal/row.ts';
import { partsOf, settlementId, signed, statementOf, TERMINAL, tickingClock } from './support.ts';
import { temporaryFile } from './temporary.ts';

/** Ten entries: intent and settlement of 1 to 4, an intent declined. Closed. */
export async function recorded(): Promise<{ file: string; heads: readonly JournalHead[] }> {
  const file = temporaryFile();
  const journal = openJournal(file, { terminalId: TERMINAL, clock: tickingClock() });
  const heads: JournalHead[] = [journal.head()];
  const append = async (entry: Promise<JournalHead>) => {
    const { sequence, hash } = await entry;
    heads.push({ sequence, hash });
  };
  for (const number of [1, 2, 3, 4]) {
    await append(journal.append(makeIntent(partsOf(number))));
    await append(journal.append(signed(statementOf(number))));
  }
  await append(journal.append(makeIntent(partsOf(5))));
  const id = settlementId(5);
  await append(journal.append({ kind: 'declined', id, reasons: ['usage-moved'] }));
  journal.close();
  return { file, heads };
}

/** Changes the file with every guard dropped and put back: only the contents show it. */
export function tamper(file: string, change: (database: Database) => void): void {
  const database = connect(file);
  const guards = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  for (const { name } of guards) database.exec(`DROP TRIGGER ${name}`);
  database.exec('PRAGMA foreign_keys = OFF');
  change(database);
  for (const { sql } of guards) database.exec(sql);
  database.close();
}

export const sql = (text: string) => (database: Database) => database.exec(text);

export function rowAt(database: Database, sequence: number): EntryRow {
  const row = database
    .prepare(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE sequence = ?`)
    .get(sequence);
  return parseRow(row)!;
}

/** Stores `row` with a hash that fits it, as a forger would. */
export function forge(database: Database, row: Omit<EntryRow, 'hash'>): void {
  database.prepare('DELETE FROM entry WHERE sequence = ?').run(row.sequence);
  database
    .prepare(`INSERT INTO entry (${ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
    .run(
      row.sequence,
      row.at,
      row.kind,
      row.settlementId,
      row.previousHash,
      entryHash(row),
      row.payload,
    );
}

/** Everything from `sequence` on moves by `step`. */
export function shift(database: Database, sequence: number, step: number): void {
  for (const table of ['entry', 'open_entry', 'settled_bill']) {
    // By way of a far place: neighbours would collide.
    database.exec(`UPDATE ${table} SET sequence = sequence + 1000 WHERE sequence >= ${sequence}`);
    database.exec(`UPDATE ${table} SET sequence = sequence - ${1000 - step} WHERE sequence > 1000`);
  }
}

export function swap(database: Database, a: number, b: number): void {
  database.exec(`UPDATE entry SET sequence = 1000 WHERE sequence = ${a}`);
  database.exec(`UPDATE entry SET sequence = ${a} WHERE sequence = ${b}`);
  database.exec(`UPDATE entry SET sequence = ${b} WHERE sequence = 1000`);
}

/** The highest bit of the last byte of a column of an entry. */
export function flip(column: string, sequence: number) {
  return (database: Database) => {
    const row = database
      .prepare(`SELECT ${column} AS bytes FROM entry WHERE sequence = ?`)
      .get(sequence);
    const bytes = Uint8Array.from(row.bytes);
    bytes[bytes.length - 1]! ^= 0x80;
    database.prepare(`UPDATE entry SET ${column} = ? WHERE sequence = ?`).run(bytes, sequence);
  };
}
