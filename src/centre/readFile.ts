/**
 * What a centre's file says, read without opening the centre: on the machine that has both, a journal is
 * verified against it.
 */

import type { JournalHead, TerminalId } from '../model/index.ts';
import { inRead, openStoreReadOnly, storedVersion } from '../settlement/journal/database.ts';
import { acknowledgedHeadOf } from './confirm.ts';
import { knownHeadOf } from './knownHead.ts';
import { CENTRE_FORMAT } from './schema.ts';
import type { CentreStore } from './store.ts';
import { findTerminal, modulesOf } from './terminals.ts';

/**
 * The newest head that a centre's file holds for a terminal. A file that no centre of this version has
 * opened yet knows only what was confirmed.
 * @throws OneCardError `store.…`
 */
export function readKnownHead(file: string, terminalId: TerminalId): JournalHead | undefined {
  return readStore(file, (store, isPresent) =>
    isPresent ? knownHeadOf(store, terminalId) : acknowledgedHeadOf(store, terminalId),
  );
}

/**
 * COSE_Key bytes of every module that the terminal has or had: the keys that may stand under its settlements
 * and under the checkpoints of its journal.
 * @throws OneCardError `store.…`
 */
export function readTerminalKeys(file: string, terminalId: TerminalId): readonly Uint8Array[] {
  return readStore(file, (store, isPresent) => {
    const present = findTerminal(store, terminalId);
    const modules = isPresent ? modulesOf(store, terminalId) : present ? [present] : [];
    return modules.map(({ publicKey }) => publicKey);
  });
}

function readStore<T>(
  file: string,
  read: (store: Pick<CentreStore, 'database' | 'county'>, isPresent: boolean) => T,
): T {
  const database = openStoreReadOnly(file, CENTRE_FORMAT);
  try {
    return inRead(database, file, () => {
      const county = database.prepare('SELECT home_county FROM county').get()?.home_county;
      return read({ database, county }, storedVersion(database) === CENTRE_FORMAT.version);
    });
  } finally {
    database.close();
  }
}
