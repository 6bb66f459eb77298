/**
 * Bills that stand without their cards, where a file of version 2 has a part in them: that version did not list
 * them, an archive is never migrated, and a file that was could not look into the archive for the bill. Off line
 * such a bill would be paid once more.
 */

import type { SettlementId } from '../../model/index.ts';
import { settlementIdBytes, settlementIdText } from './chain.ts';
import type { Database } from './database.ts';
import type { JournalEntry } from './entry.ts';
import { readOnce } from './reader.ts';

/** The first version whose list holds them. */
const LISTED_SINCE = 3;

/** A file as it is attached, and what it carries on from another one. */
export interface AttachedYear {
  readonly schema: string;
  readonly carried: JournalEntry<'carried-over'> | undefined;
}

/**
 * Lists them in a temporary table beside those of the files.
 * @param years once every one's entries are asked together
 * @returns its name; undefined where every file lists its own
 */
export function listUnlisted(
  database: Database,
  file: string,
  years: readonly AttachedYear[],
): string | undefined {
  const isOld = ({ schema }: AttachedYear) => {
    const { user_version } = database.prepare(`PRAGMA ${schema}.user_version`).get();
    return Number(user_version) < LISTED_SINCE;
  };
  if (!years.some(isOld)) return undefined;
  database.exec(
    'CREATE TEMP TABLE unlisted_bill (provider TEXT, bill_number TEXT, sequence INTEGER)',
  );
  const list = database.prepare('INSERT INTO temp.unlisted_bill VALUES (?, ?, ?)');
  for (const year of years) {
    for (const { settlement_id, sequence } of isOld(year)
      ? allPosted(database, year)
      : carriedPosted(database, year)) {
      const id = settlementIdText(settlement_id) as SettlementId;
      const intent = readOnce(database, file, 'intent', id);
      if (intent) list.run(intent.bill.provider.code, intent.bill.billNumber, sequence);
    }
  }
  return 'temp.unlisted_bill';
}

interface Posted {
  readonly settlement_id: Uint8Array;
  readonly sequence: bigint;
}

function allPosted(database: Database, { schema }: AttachedYear): readonly Posted[] {
  return database
    .prepare(`SELECT settlement_id, sequence FROM ${schema}.entry WHERE kind = 'without-card'`)
    .all();
}

/** Of visits whose intent stands in an earlier file. */
function carriedPosted(database: Database, { schema, carried }: AttachedYear): readonly Posted[] {
  const posted = database.prepare(
    `SELECT settlement_id, sequence FROM ${schema}.entry
     WHERE settlement_id = ? AND kind = 'without-card'
     AND sequence NOT IN (SELECT sequence FROM ${schema}.settled_bill)`,
  );
  const visits = (carried?.open ?? []).filter(({ matter }) => matter === 'intent');
  return visits.flatMap(({ settlementId }) => posted.all(settlementIdBytes(settlementId)));
}
