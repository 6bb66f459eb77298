/** Stores of the version before, brought to this one. Nothing that they hold is changed. */

import { parseStatement } from '../crypto/index.ts';
import type { CountyCode, JournalHead, TerminalId } from '../model/index.ts';
import type { Database, StoreMigration } from '../settlement/journal/database.ts';
import { noteHead } from './knownHead.ts';
import { ADDED_IN_4, CENTRE_FORMAT_3 } from './schema.ts';
import { parseUpload } from './upload/contents.ts';

/** Rows read at a time: a ledger may hold millions. */
const PAGE_ROWS = 500;

/** From version 3: how far each terminal came is read from its requests, which the ledger holds. */
export const FROM_VERSION_3: StoreMigration = {
  from: CENTRE_FORMAT_3,
  migrate(database) {
    for (const statement of ADDED_IN_4) database.exec(statement);
    noteHeads(database);
  },
};

function noteHeads(database: Database): void {
  const county = database.prepare('SELECT home_county FROM county').get()?.home_county as
    | CountyCode
    | undefined;
  if (county === undefined) return;
  const newest = new Map<TerminalId, JournalHead>();
  const note = (terminalId: TerminalId, head: JournalHead) => {
    if ((newest.get(terminalId)?.sequence ?? 0) < head.sequence) newest.set(terminalId, head);
  };
  for (const [table, column, statementOf] of [
    ['settlement', 'statement', parseStatement],
    ['upload', 'contents', (bytes: Uint8Array) => parseUpload(bytes).statement],
  ] as const) {
    const page = database.prepare(
      `SELECT settlement_id, ${column} AS bytes, intent_sequence, intent_hash FROM ${table}
       WHERE home_county = ? AND settlement_id > ? ORDER BY settlement_id LIMIT ${PAGE_ROWS}`,
    );
    for (let after = new Uint8Array(0); ; ) {
      const rows = page.all(county, after);
      for (const row of rows) {
        const { terminalId } = statementOf(row.bytes);
        note(terminalId, { sequence: Number(row.intent_sequence), hash: row.intent_hash });
        after = row.settlement_id;
      }
      if (rows.length < PAGE_ROWS) break;
    }
  }
  for (const [terminalId, head] of newest) {
    noteHead({ database, county }, { terminalId, head });
  }
}
