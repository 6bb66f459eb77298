/**
 * Where the files of a journal lie: a folder of a real disk, or one that stands in for it. What opens, ends
 * and restores journals goes through here, so that it is the same whatever the folder is made of.
 */

import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { OneCardError } from '../../errors/index.ts';
import { closeStore, type Database, openStore, openStoreReadOnly } from './database.ts';
import { flushFile, flushFolder } from './flush.ts';
import { JOURNAL_MIGRATIONS } from './migrate.ts';
import { JOURNAL_FORMAT } from './schema.ts';
import { storeError } from './storeError.ts';
import { lockWriter, type WriterLock } from './writerLock.ts';

export interface JournalFiles {
  exists(file: string): boolean;
  rename(from: string, to: string): void;
  /** With what SQLite keeps beside it; harmless when nothing is there. */
  remove(file: string): void;
  /** From now on it is read and never written. */
  protect(file: string): void;
  /** A file's contents are on the disk when this returns. */
  flush(file: string): void;
  /** The names of the folder that `file` lies in are on the disk when this returns. */
  flushNames(file: string): void;
  /** @throws OneCardError `journal.in-use` */
  lock(file: string): WriterLock;
  /** Opens it for writing, makes it when it is absent. @throws OneCardError `store.…` */
  openStore(file: string): Database;
  /** @throws OneCardError `store.…` */
  openReadOnly(file: string): Database;
  /** Reads `file` along under the name of `schema`. */
  attach(database: Database, schema: string, file: string): void;
  /** Ends the writing with everything in the one file. @throws OneCardError `store.…` */
  closeWhole(database: Database, file: string): void;
}

/** Earlier years are read and never written. */
const ARCHIVE_MODE = 0o400;

/** The folders of this machine. */
export const DISK: JournalFiles = {
  exists: existsSync,
  rename(from, to) {
    renameSync(from, to);
    // Whoever looked at it left these, with nothing in them.
    dropBeside(from);
  },
  remove(file) {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true });
  },
  protect: (file) => chmodSync(file, ARCHIVE_MODE),
  flush: flushFile,
  flushNames: (file) => flushFolder(dirname(file)),
  lock: lockWriter,
  openStore: (file) => openStore(file, JOURNAL_FORMAT, JOURNAL_MIGRATIONS),
  openReadOnly: (file) => openStoreReadOnly(file, JOURNAL_FORMAT),
  attach: (database, schema, file) => {
    database.prepare(`ATTACH ? AS ${schema}`).run(file);
  },
  closeWhole,
};

/** What lies beside a file does not move with it. */
function closeWhole(database: Database, file: string): void {
  try {
    // Of this file alone: the archives attached to it may only be read.
    const { busy } = database.prepare('PRAGMA main.wal_checkpoint(TRUNCATE)').get();
    if (busy !== 0n) throw new OneCardError('store.busy', { file });
  } catch (error) {
    throw storeError(error, file);
  } finally {
    closeStore(database);
  }
  if (!dropBeside(file)) throw new OneCardError('store.busy', { file });
}

/** Whether nothing of the file stood beside it; then nothing lies there any more. */
function dropBeside(file: string): boolean {
  const wal = `${file}-wal`;
  if (existsSync(wal) && statSync(wal).size > 0) return false;
  for (const beside of [wal, `${file}-shm`]) rmSync(beside, { force: true });
  return true;
}
