/** What a journal has open, for a look from outside: nothing is locked, nothing is written. */

import type { SettlementId } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { settlementIdText } from './chain.ts';
import { type Database, inRead, openStoreReadOnly, storedVersion } from './database.ts';
import { attachEarlier } from './earlier.ts';
import { readEntry, readOnce, readOpenIds } from './reader.ts';
import { lastHead } from './row.ts';
import { JOURNAL_FORMAT } from './schema.ts';

export interface JournalState {
  /** When the newest entry was written; absent in an empty journal. */
  readonly newestAt?: Instant;
  /** Intents without an end, oldest first. */
  readonly openIntents: readonly { readonly id: SettlementId; readonly at: Instant }[];
}

/**
 * Reads the journal in `file` beside a terminal that may be writing it.
 * @throws OneCardError `store.…`, `journal.entry-changed`, `journal.payload-undecodable`, `journal.earlier-differs`
 */
export function readJournalState(file: string): JournalState {
  const database = openStoreReadOnly(file, JOURNAL_FORMAT);
  try {
    // What was carried over was opened there. SQLite attaches nothing inside a unit of work.
    attachEarlier(database, file);
    return inRead(database, file, () => {
      const head = lastHead(database);
      const newest = head && readEntry(database, file, head.sequence);
      const openIntents = openIds(database).flatMap((id) => {
        const intent = readOnce(database, file, 'intent', id);
        return intent ? [{ id, at: intent.at }] : [];
      });
      return { ...(newest && { newestAt: newest.at }), openIntents };
    });
  } finally {
    database.close();
  }
}

/** A file of version 1 that no terminal has opened since keeps its list in another table. */
function openIds(database: Database): readonly SettlementId[] {
  if (storedVersion(database) !== 1) return readOpenIds(database, ['intent']);
  return database
    .prepare('SELECT settlement_id FROM open_intent ORDER BY sequence')
    .all()
    .map((row) => settlementIdText(row.settlement_id) as SettlementId);
}
