import { OneCardError } from '../../errors/index.ts';
import { connect } from './connection.ts';
import { realFile } from './realFile.ts';
import { sqliteCode, storeError } from './storeError.ts';

/** Held while a journal is open for writing. */
export interface WriterLock {
  release(): void;
}

const SQLITE_BUSY = 5;

/**
 * Takes the write lock of `<file>-lock`, an empty SQLite file beside the journal. The operating
 * system lets go of it when the process ends, however it ends; readers of the journal never meet it.
 * @throws OneCardError `journal.in-use` at once when another connection holds it, `store.…`
 */
export function lockWriter(file: string): WriterLock {
  let lockFile = `${file}-lock`;
  try {
    lockFile = `${realFile(file)}-lock`;
    const holder = connect(lockFile, { timeoutMs: 0 });
    try {
      holder.exec('BEGIN IMMEDIATE');
    } catch (error) {
      holder.close();
      throw error;
    }
    return { release: () => holder.close() };
  } catch (cause) {
    if (sqliteCode(cause) === SQLITE_BUSY)
      throw new OneCardError('journal.in-use', { file }, { cause });
    throw storeError(cause, lockFile);
  }
}
