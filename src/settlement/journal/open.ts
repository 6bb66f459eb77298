import { OneCardError } from '../../errors/index.ts';
import type { JournalHead, TerminalId } from '../../model/index.ts';
import { emptyHead, type JournalHeader } from './chain.ts';
import { type Database, inWrite, prepareStore } from './database.ts';
import { attachEarlier } from './earlier.ts';
import { DISK, type JournalFiles } from './files.ts';
import { readHeader } from './header.ts';
import { JOURNAL_MIGRATIONS } from './migrate.ts';
import { TERMINAL_ID } from './payload/names.ts';
import { readEntry } from './reader.ts';
import { lastHead } from './row.ts';
import { ENTRY_FORMAT, JOURNAL_FORMAT } from './schema.ts';
import { encodeAs } from './shape.ts';
import { storeError } from './storeError.ts';

/**
 * Opens the file, binds a new one to the terminal, and proves the newest entry, on which the next
 * one will stand. The whole chain is for `verifyJournal` to walk.
 */
export function openJournalStore(
  file: string,
  terminalId: TerminalId,
  folder: JournalFiles = DISK,
): { readonly database: Database; readonly head: JournalHead; readonly missing?: string } {
  encodeAs(TERMINAL_ID, terminalId, 'terminalId');
  const database = folder.openStore(file);
  try {
    const head = boundHead(database, file, terminalId);
    const { missing } = attachEarlier(database, file, folder);
    return { database, head, ...(missing !== undefined && { missing }) };
  } catch (error) {
    database.close();
    throw storeError(error, file);
  }
}

/** The same for a database that was handed over, which stays the caller's. */
export function prepareJournalStore(
  database: Database,
  file: string,
  terminalId: TerminalId,
): JournalHead {
  encodeAs(TERMINAL_ID, terminalId, 'terminalId');
  prepareStore(database, file, JOURNAL_FORMAT, JOURNAL_MIGRATIONS);
  return boundHead(database, file, terminalId);
}

function boundHead(database: Database, file: string, terminalId: TerminalId): JournalHead {
  const header = bind(database, file, terminalId);
  const head = lastHead(database);
  if (head) readEntry(database, file, head.sequence);
  return head ?? emptyHead(header);
}

function bind(database: Database, file: string, terminalId: TerminalId): JournalHeader {
  const own = { format: ENTRY_FORMAT, terminalId };
  inWrite(database, file, () => {
    const isUnbound = readHeader(database) === undefined && lastHead(database) === undefined;
    if (isUnbound) {
      database.prepare('INSERT INTO header VALUES (1, ?, ?)').run(own.format, own.terminalId);
    }
  });
  const header = readHeader(database);
  if (header?.terminalId !== terminalId || header.format !== ENTRY_FORMAT) {
    throw new OneCardError('journal.other-terminal', { file, terminalId });
  }
  return header;
}
