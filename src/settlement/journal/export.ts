/**
 * A journal as text, one JSON object a line (docs/formats/journal.md, "Export"). Each line carries what its
 * hash covers, so that the text proves itself; masked, the payload gives way to its digest and to contents
 * without identities, and the chain still holds.
 */

import { OneCardError } from '../../errors/index.ts';
import type { JournalHead } from '../../model/index.ts';
import { emptyHead } from './chain.ts';
import { openStoreReadOnly } from './database.ts';
import { exportEnd, exportHead, exportLine } from './exportLines.ts';
import { readHeader } from './header.ts';
import { parseRow, readRow, rowsOf } from './row.ts';
import { JOURNAL_FORMAT } from './schema.ts';
import { storeError } from './storeError.ts';

export interface ExportOptions {
  /** Names, member numbers and card numbers are left out; what the entries decided stays. */
  readonly mask?: boolean;
}

/**
 * The lines of the journal in `file`, without line ends; beside a terminal that may be writing it.
 * @throws OneCardError `store.…`, `journal.entry-changed`, `journal.payload-undecodable`
 */
export function* exportJournal(
  file: string,
  { mask = false }: ExportOptions = {},
): Generator<string> {
  const database = openStoreReadOnly(file, JOURNAL_FORMAT);
  try {
    // One state of the file, whatever is appended meanwhile.
    database.exec('BEGIN');
    const header = readHeader(database);
    if (!header) throw new OneCardError('journal.entry-changed', { file, sequence: 0 });
    yield exportHead({ terminalId: header.terminalId, masked: mask });
    let last: JournalHead = emptyHead(header);
    for (const raw of rowsOf(database)) {
      // Nothing leaves under this journal's name that is not what was written.
      last = readRow(raw, file);
      yield exportLine(parseRow(raw)!, file, mask);
    }
    yield exportEnd(last);
  } catch (error) {
    throw storeError(error, file);
  } finally {
    database.close();
  }
}
