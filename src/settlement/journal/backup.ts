/** A copy of a journal while it is being written, and the way back that proves itself. */

import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { OneCardError } from '../../errors/index.ts';
import type { JournalHead, TerminalId } from '../../model/index.ts';
import { openStoreReadOnly } from './database.ts';
import { DISK } from './files.ts';
import { flush } from './flush.ts';
import { finishRotation } from './rotate.ts';
import { JOURNAL_FORMAT } from './schema.ts';
import { storeError } from './storeError.ts';
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
  const part = `${target}.part`;
  rmSync(part, { force: true });
  try {
    copyInto(file, part);
    const report = await provenCopy(part, undefined);
    renameSync(part, target);
    flush(dirname(target));
    return { ...report, file: target };
  } finally {
    rmSync(part, { force: true });
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
  file: string,
  { terminalId, knownHead }: RestoreOptions,
): Promise<JournalReport> {
  const lock = lockWriter(file);
  const part = `${file}.part`;
  try {
    // Between its two names a rotation leaves no file here, and no need of a copy.
    finishRotation(DISK, file);
    for (const name of [file, `${file}-wal`]) {
      if (existsSync(name)) throw new OneCardError('journal.copy-exists', { file: name });
    }
    rmSync(part, { force: true });
    copyInto(backup, part);
    const report = await provenCopy(part, knownHead);
    if (report.terminalId !== terminalId) {
      throw new OneCardError('journal.other-terminal', { file: backup, terminalId });
    }
    renameSync(part, file);
    flush(dirname(file));
    return { ...report, file };
  } finally {
    rmSync(part, { force: true });
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
    throw storeError(error, file);
  } finally {
    database.close();
  }
  flush(target);
}

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
