/** What a journal has open, for a look from outside: nothing is locked, nothing is written. */

import type { SettlementId } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { inRead, openStoreReadOnly } from './database.ts';
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
 * @throws OneCardError `store.…`, `journal.entry-changed`, `journal.payload-undecodable`
 */
export function readJournalState(file: string): JournalState {
  const database = openStoreReadOnly(file, JOURNAL_FORMAT);
  try {
    return inRead(database, file, () => {
      const head = lastHead(database);
      const newest = head && readEntry(database, file, head.sequence);
      const openIntents = readOpenIds(database, ['intent']).flatMap((id) => {
        const intent = readOnce(database, file, 'intent', id);
        return intent ? [{ id, at: intent.at }] : [];
      });
      return { ...(newest && { newestAt: newest.at }), openIntents };
    });
  } finally {
    database.close();
  }
}
