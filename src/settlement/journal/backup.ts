/** A copy of a journal while it is being written, and the way back that proves itself. */

import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { OneCardError } from '../../errors/index.ts';
import type { JournalHead, TerminalId } from '../../model/index.ts';
import { openStoreReadOnly } from './database.ts';
import { DISK } from './files.ts';
import { flushFile, flushFolder } from './flush.ts';
import { realFile } from './realFile.ts';
import { finishRotation } from './rotate.ts';
import { JOURNAL_FORMAT } from './schema.ts';
import { sqliteCode, storeError } from './storeError.ts';
import { type JournalReport, verifyJournal } from './verify/verifyJournal.ts';
import { lockWriter } from './writerLock.ts';

/** Only the owner reads: the copy names persons as the journal does. */
const COPY_MODE = 0o600;

/**
 * Copies the journal in `file` as it stands at one moment, beside a terminal that may be writing it,
 * and proves the copy: a backup that was never read is none.
 * @param target a file that does not exist yet
 * @returns the report of the copy
 * @throws OneCardError `journal.copy-exists`, `journal.copy-damaged` (nothing is left at `target`), `store.…`
 */
export async function backupJournal(file: string, target: string): Promise<JournalReport> {
  if (existsSync(target)) throw new OneCardError('journal.copy-exists', { file: target });
  const report = await placeCopy(file, target, (part) => provenCopy(part, undefined));
  return { ...report, file: target };
}

/** Makes a copy of `file` beside `target`, which takes that name once `prove` has found it good. */
async function placeCopy(
  file: string,
  target: string,
  prove: (part: string) => Promise<JournalReport>,
): Promise<JournalReport> {
  const part = `${target}.part`;
  try {
    rmSync(part, { force: true });
    try {
      copyInto(file, part);
      const report = await prove(part);
      renameSync(part, target);
      flushFolder(dirname(target));
      return report;
    } finally {
      rmSync(part, { force: true });
    }
  } catch (error) {
    throw storeError(error, target);
  }
}

/** What a journal is restored under. */
export interface RestoreOptions {
  readonly terminalId: TerminalId;
  /**
   * The newest head that the centres know of this terminal. An older copy lacks what was settled
   * since: it is refused.
   */
  readonly knownHead: JournalHead | undefined;
}

/**
 * Puts the backup in `backup` in the place of a journal that is gone, once it is proven: its whole
 * chain, its terminal, and that it is no older than what the centres know.
 * @param file where no journal stands: a damaged one is moved away first, never written over
 * @throws OneCardError `journal.copy-exists`, `journal.copy-damaged`, `journal.copy-outdated`,
 * `journal.other-terminal`, `journal.in-use`, `store.…`
 */
export async function restoreJournal(
  backup: string,
  path: string,
  { terminalId, knownHead }: RestoreOptions,
): Promise<JournalReport> {
  const file = realFile(path);
  const lock = lockWriter(file);
  try {
    // A new year's file that only waits for its name is a journal that is not gone.
    finishRotation(DISK, file);
    for (const name of [file, `${file}-wal`]) {
      if (existsSync(name)) throw new OneCardError('journal.copy-exists', { file: name });
    }
    const report = await placeCopy(backup, file, async (part) => {
      const proven = await provenCopy(part, knownHead);
      if (proven.terminalId === terminalId) return proven;
      throw new OneCardError('journal.other-terminal', { file: backup, terminalId });
    });
    return { ...report, file: path };
  } finally {
    lock.release();
  }
}

function copyInto(file: string, target: string): void {
  const database = openStoreReadOnly(file, JOURNAL_FORMAT);
  try {
    // Made before SQLite fills it, so that at no moment anybody else may read it.
    closeSync(openSync(target, 'wx', COPY_MODE));
    database.prepare('VACUUM INTO ?').run(target);
  } catch (error) {
    throw storeError(error, COPY_CODES.includes(sqliteCode(error)) ? target : file);
  } finally {
    database.close();
  }
  flushFile(target);
}

/** SQLITE_FULL and SQLITE_CANTOPEN of a file that is being read concern the one that is being written. */
const COPY_CODES: readonly (number | undefined)[] = [13, 14];

async function provenCopy(
  file: string,
  knownHead: JournalHead | undefined,
): Promise<JournalReport> {
  const report = await verifyJournal(file, knownHead);
  const names = report.findings.map(({ name }) => name);
  if (knownHead && names.some((name) => name === 'cut-tail' || name === 'other-history')) {
    const acknowledged = knownHead.sequence;
    const last = report.head.sequence;
    throw new OneCardError('journal.copy-outdated', { file, acknowledged, last });
  }
  if (report.outcome === 'damaged') {
    throw new OneCardError('journal.copy-damaged', { file, findings: names.join(' ') });
  }
  return report;
}
