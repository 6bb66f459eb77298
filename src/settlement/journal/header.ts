import type { TerminalId } from '../../model/index.ts';
import type { JournalHeader } from './chain.ts';
import type { Database } from './database.ts';

/** The header as it stands in the file, or undefined when it is gone or is none. */
export function readHeader(database: Database): JournalHeader | undefined {
  const row = database.prepare('SELECT format, terminal_id FROM header').get();
  if (typeof row?.format !== 'bigint' || typeof row.terminal_id !== 'string') return undefined;
  return { format: Number(row.format), terminalId: row.terminal_id as TerminalId };
}
