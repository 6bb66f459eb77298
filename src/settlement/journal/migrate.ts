/** Files of earlier versions, brought to this one with their chain proven. */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { SettlementId } from '../../model/index.ts';
import { emptyHead, entryHash, settlementIdText } from './chain.ts';
import type { Database, StoreMigration } from './database.ts';
import type { EntryFields, EntryKind } from './entry.ts';
import { readHeader } from './header.ts';
import { decodePayload, isEntryKind } from './payload/entries.ts';
import { readOnce } from './reader.ts';
import { parseRow, rowsOf } from './row.ts';
import { DERIVED_TABLES, JOURNAL_FORMAT_1, JOURNAL_FORMAT_2 } from './schema.ts';
import { Tables } from './tables.ts';

/**
 * From version 1: the entries stay as they are, the lists derived from them are made anew. Every link
 * of the chain is checked on the way; a file that does not hold stays what it was.
 * @throws OneCardError `journal.not-migrated` with the first entry that does not hold
 */
const FROM_VERSION_1: StoreMigration = {
  from: JOURNAL_FORMAT_1,
  migrate(database, file) {
    for (const name of ['entry_opens', 'entry_ends', 'entry_follows']) {
      database.exec(`DROP TRIGGER ${name}`);
    }
    database.exec('DROP TABLE open_intent');
    for (const statement of DERIVED_TABLES) database.exec(statement);
    listAll(database, file);
  },
};

/** From version 2: bills that stand without their cards come into the list of bills that were paid. */
const FROM_VERSION_2: StoreMigration = {
  from: JOURNAL_FORMAT_2,
  migrate(database, file) {
    const list = database.prepare('INSERT OR IGNORE INTO main.settled_bill VALUES (?, ?, ?)');
    const rows = database
      .prepare("SELECT settlement_id, sequence FROM main.entry WHERE kind = 'without-card'")
      .all();
    for (const { settlement_id, sequence } of rows) {
      const id = settlementIdText(settlement_id) as SettlementId;
      const intent = readOnce(database, file, 'intent', id);
      if (intent) list.run(intent.bill.provider.code, intent.bill.billNumber, sequence);
    }
  },
};

/** One after the other; whatever was ever written is opened. */
export const JOURNAL_MIGRATIONS: readonly StoreMigration[] = [FROM_VERSION_1, FROM_VERSION_2];

/** Makes the derived lists from the entries, each entry checked against its hash and the one before. */
export function listAll(database: Database, file: string): void {
  const tables = new Tables(database, file);
  const header = readHeader(database);
  let before = header && emptyHead(header);
  for (const raw of rowsOf(database)) {
    const row = parseRow(raw);
    const follows = row && before && row.sequence === before.sequence + 1;
    const isLinked = follows && equalBytes(row.previousHash, before!.hash);
    if (!row || !isLinked || !equalBytes(entryHash(row), row.hash) || !isEntryKind(row.kind)) {
      const sequence = (before?.sequence ?? 0) + 1;
      throw new OneCardError('journal.not-migrated', { file, sequence });
    }
    const { kind } = row;
    const contents = decodePayload(kind, row.payload) as EntryFields[EntryKind];
    if (row.settlementId.length > 0) {
      const id = settlementIdText(row.settlementId) as SettlementId;
      tables.list({ ...row, kind }, contents, id);
    }
    before = { sequence: row.sequence, hash: row.hash };
  }
}
