/** What a journal has open, for a look from outside: nothing is locked, nothing is written. */

import type { SettlementId } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import { settlementIdText } from './chain.ts';
import { type Database, inRead, openStoreReadOnly, storedVersion } from './database.ts';
import { attachEarlier } from './earlier.ts';
import type { EntryKind, JournalEntry } from './entry.ts';
import { readEntry, readKinds, readOnce, readOpenIds } from './reader.ts';
import { lastHead } from './row.ts';
import { JOURNAL_FORMAT } from './schema.ts';

export interface JournalState {
  /** When the newest entry was written; absent in an empty journal. */
  readonly newestAt?: Instant;
  /** Intents without an end, or being taken back, oldest first. */
  readonly openIntents: readonly { readonly id: SettlementId; readonly at: Instant }[];
  /** What is open in a file of an earlier year that is not here: nothing goes on without that file. */
  readonly elsewhere?: { readonly file: string; readonly openCount: number };
}

/**
 * Reads the journal in `file` beside a terminal that may be writing it.
 * @throws OneCardError `store.…`, `journal.entry-changed`, `journal.payload-undecodable`, `journal.earlier-differs`
 */
export function readJournalState(file: string): JournalState {
  const database = openStoreReadOnly(file, JOURNAL_FORMAT);
  try {
    // What was carried over was opened there. SQLite attaches nothing inside a unit of work.
    const { missing } = attachEarlier(database, file);
    return inRead(database, file, () => {
      const openCount = missing === undefined ? 0 : openElsewhere(database);
      const head = lastHead(database);
      const newest = head && readEntry(database, file, head.sequence);
      const openIntents = openIds(database).flatMap((id) => {
        const intent = readOnce(database, file, 'intent', id);
        return intent ? [{ id, at: intent.at }] : [];
      });
      return {
        ...(newest && { newestAt: newest.at }),
        openIntents,
        ...(missing !== undefined && openCount > 0 && { elsewhere: { file: missing, openCount } }),
      };
    });
  } finally {
    database.close();
  }
}

/**
 * What was decided for the settlement of `id`, also where it was taken back since; without an id for the newest
 * that stands. Signed by both, or posted without its card. Reads beside a terminal that may be writing the file.
 * @returns undefined where no such settlement ever stood here
 * @throws OneCardError as `readJournalState`
 */
export function readDecision(file: string, id?: SettlementId): JournalEntry<'intent'> | undefined {
  const database = openStoreReadOnly(file, JOURNAL_FORMAT);
  try {
    attachEarlier(database, file);
    return inRead(database, file, () => {
      const asked = id ?? newestStanding(database);
      const hasStood =
        asked && readKinds(database, asked).some(({ kind }) => STANDING.includes(kind));
      return hasStood ? readOnce(database, file, 'intent', asked) : undefined;
    });
  } finally {
    database.close();
  }
}

const STANDING: readonly string[] = ['settled', 'without-card'] satisfies EntryKind[];

function newestStanding(database: Database): SettlementId | undefined {
  // Found by its index, one by one from the end: a list of all reversals would be a walk of the file.
  const row = database
    .prepare(
      `SELECT settlement_id FROM entry AS standing WHERE kind IN ('settled', 'without-card')
       AND NOT EXISTS (SELECT 1 FROM entry WHERE settlement_id = standing.settlement_id AND kind = 'reversed')
       ORDER BY sequence DESC LIMIT 1`,
    )
    .get();
  return row && (settlementIdText(row.settlement_id) as SettlementId);
}

/** Ids that are open and whose first entry stands in none of the files. */
function openElsewhere(database: Database): number {
  const { count } = database
    .prepare(
      `SELECT count(DISTINCT settlement_id) AS count FROM open_entry AS opened WHERE NOT EXISTS
       (SELECT 1 FROM entry WHERE settlement_id = opened.settlement_id AND kind IN ('intent', 'admitted'))`,
    )
    .get();
  return Number(count);
}

/** A file of version 1 that no terminal has opened since keeps its list in another table. */
function openIds(database: Database): readonly SettlementId[] {
  if (storedVersion(database) !== 1) return readOpenIds(database, ['intent', 'reversal']);
  return database
    .prepare('SELECT settlement_id FROM open_intent ORDER BY sequence')
    .all()
    .map((row) => settlementIdText(row.settlement_id) as SettlementId);
}
