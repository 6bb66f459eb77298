import type { JournalHead, TerminalId } from '../model/index.ts';
import { inRead, openStoreReadOnly, storedVersion } from '../settlement/journal/database.ts';
import { acknowledgedHeadOf } from './confirm.ts';
import { knownHeadOf } from './knownHead.ts';
import { CENTRE_FORMAT } from './schema.ts';

/**
 * The newest head that a centre's file holds for a terminal, read without opening the centre: what a
 * journal is verified against on the machine that has both. A file that no centre of this version has
 * opened yet knows only what was confirmed.
 * @throws OneCardError `store.…`
 */
export function readKnownHead(file: string, terminalId: TerminalId): JournalHead | undefined {
  const database = openStoreReadOnly(file, CENTRE_FORMAT);
  try {
    return inRead(database, file, () => {
      const county = database.prepare('SELECT home_county FROM county').get()?.home_county;
      const store = { database, county };
      return storedVersion(database) < CENTRE_FORMAT.version
        ? acknowledgedHeadOf(store, terminalId)
        : knownHeadOf(store, terminalId);
    });
  } finally {
    database.close();
  }
}
