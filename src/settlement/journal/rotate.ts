/** A new file for a new year, which carries the chain and what is open over from the old one. */

import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, JournalHead, SettlementId, TerminalId } from '../../model/index.ts';
import { chinaDate, yearOf } from '../../time.ts';
import { settlementIdBytes, settlementIdText } from './chain.ts';
import { type CheckpointSigner, signHead } from './checkpoints.ts';
import { closeStore, type Database, inWrite, openStore, openStoreReadOnly } from './database.ts';
import { draftOf } from './drafts.ts';
import { attachEarlier, firstEntry } from './earlier.ts';
import type { JournalEntry } from './entry.ts';
import { flushFile, flushFolder } from './flush.ts';
import type { CarriedOverFields } from './kinds/book.ts';
import { CARRIED_OPEN_MAX } from './limits.ts';
import type { Matter } from './matters.ts';
import { openJournalStore } from './open.ts';
import { readEntry } from './reader.ts';
import { realFile } from './realFile.ts';
import { ENTRY_FORMAT, JOURNAL_FORMAT } from './schema.ts';
import { storeError } from './storeError.ts';
import { Tables } from './tables.ts';
import { type JournalReport, verifyJournal } from './verify/verifyJournal.ts';
import { lockWriter } from './writerLock.ts';

/** Earlier years are read and never written. */
const ARCHIVE_MODE = 0o400;

export interface RotationOptions {
  readonly terminalId: TerminalId;
  readonly clock: Clock;
  /** What the centres know of this terminal: a journal that lacks it is not carried on. */
  readonly knownHead: JournalHead | undefined;
  /** Signs the last entry of the year, before the file becomes the archive. */
  readonly signer?: CheckpointSigner;
}

export interface Rotated {
  /** The file of the year that ended. It stays beside the journal while anything in it is open or not acknowledged. */
  readonly archive: string;
  readonly year: number;
  /** Matters that were carried over. */
  readonly openCount: number;
  /** The proof of the archived file. */
  readonly report: JournalReport;
}

/**
 * Ends the file of a year and begins the next one in its place; the terminal is not running meanwhile. A power
 * cut at any moment leaves the old file in place, or the new one ready to be put there by the next opening.
 * @throws OneCardError `journal.in-use`, `journal.copy-exists`, `journal.copy-damaged`,
 * `journal.nothing-to-rotate`, `store.…`
 */
export async function rotateJournal(path: string, options: RotationOptions): Promise<Rotated> {
  const { terminalId, knownHead } = options;
  const file = realFile(path);
  const lock = lockWriter(file);
  try {
    finishRotation(file);
    if (!existsSync(file)) throw new OneCardError('store.cannot-open', { file });
    const report = await verifyJournal(file, knownHead);
    if (report.outcome === 'damaged') {
      const findings = report.findings.map(({ name }) => name).join(' ');
      throw new OneCardError('journal.copy-damaged', { file, findings });
    }
    const { head, year, open, archive } = await endOfYear(file, options);
    makeNext(file, { terminalId, year, predecessor: basename(archive), head, open }, options.clock);
    renameSync(file, archive);
    // Not before: a live journal that only may be read would stop the terminal after a power cut.
    chmodSync(archive, ARCHIVE_MODE);
    flushFolder(dirname(file));
    placeNext(file);
    return { archive, year, openCount: open.length, report: { ...report, file: archive } };
  } catch (error) {
    throw storeError(error, file);
  } finally {
    lock.release();
  }
}

/** What the file ends with, its head signed. @throws OneCardError `journal.nothing-to-rotate`, `journal.copy-exists` */
async function endOfYear(file: string, { terminalId, signer, clock }: RotationOptions) {
  const { database, head: last } = openJournalStore(file, terminalId);
  try {
    const newest = lastOfBusiness(database, file, last.sequence);
    if (!newest || newest.kind === 'carried-over') {
      throw new OneCardError('journal.nothing-to-rotate', { file });
    }
    const year = yearOf(chinaDate(newest.at));
    const archive = archiveOf(file, year, firstEntry(database, 'main', file));
    if (existsSync(archive)) throw new OneCardError('journal.copy-exists', { file: archive });
    const open = openOf(database);
    const isSigned = !signer || newest.sequence < last.sequence;
    const head = isSigned ? last : await signedEnd(database, file, last, { signer, clock });
    return { head, year, open, archive };
  } finally {
    closeWhole(database, file);
  }
}

/** A year may end twice, late and then in time: the next one takes a number that the one before has not. */
function archiveOf(file: string, year: number, first: ReturnType<typeof firstEntry>): string {
  const archive = `${file}-${year}`;
  const before = first?.predecessor ?? '';
  const name = basename(archive);
  if (before !== name && !before.startsWith(`${name}-`)) return archive;
  const count = before === name ? 1 : Number(before.slice(name.length + 1));
  return `${archive}-${count + 1}`;
}

/** The newest entry that is no checkpoint: a signature belongs to the year of what it signs. */
function lastOfBusiness(database: Database, file: string, last: number): JournalEntry | undefined {
  for (let sequence = last; ; sequence--) {
    const entry = readEntry(database, file, sequence);
    if (entry?.kind !== 'checkpoint') return entry;
  }
}

async function signedEnd(
  database: Database,
  file: string,
  last: JournalHead,
  { signer, clock }: { readonly signer: CheckpointSigner; readonly clock: Clock },
): Promise<JournalHead> {
  const draft = draftOf(await signHead(last, signer));
  return inWrite(database, file, () => {
    const { sequence, hash } = new Tables(database, file).write(draft, last, clock.now());
    return { sequence, hash };
  });
}

const nextOf = (file: string) => `${file}.next`;

/** Puts the new file in the place that the old one left, where a power cut came in between. */
export function finishRotation(file: string): void {
  const next = nextOf(file);
  if (existsSync(file) || !existsSync(next) || !continuesArchive(next)) return;
  placeNext(file);
}

function placeNext(file: string): void {
  const next = nextOf(file);
  for (const beside of [`${next}-wal`, `${next}-shm`]) rmSync(beside, { force: true });
  renameSync(next, file);
  flushFolder(dirname(file));
}

/**
 * Whether the old file has its new name: before that a new file never counted, and the one that is gone was
 * moved away by somebody.
 */
function continuesArchive(next: string): boolean {
  try {
    const database = openStoreReadOnly(next, JOURNAL_FORMAT);
    try {
      return attachEarlier(database, next).files.length > 0;
    } finally {
      database.close();
    }
  } catch (error) {
    // Not even its tables were finished.
    if (error instanceof OneCardError && error.code === 'store.foreign-file') return false;
    throw storeError(error, next);
  }
}

function openOf(database: Database): CarriedOverFields['open'] {
  const rows = database
    .prepare('SELECT settlement_id, matter, sequence FROM open_entry ORDER BY sequence, matter')
    .all();
  if (rows.length > CARRIED_OPEN_MAX) {
    throw new RangeError(`more than ${CARRIED_OPEN_MAX} matters are open`);
  }
  return rows.map(({ settlement_id, matter, sequence }) => ({
    settlementId: settlementIdText(settlement_id) as SettlementId,
    matter: matter as Matter,
    opened: Number(sequence),
  }));
}

function makeNext(file: string, carried: CarriedOverFields, clock: Clock): void {
  const next = nextOf(file);
  // What an interrupted rotation left: the old file is still in place, so this never counted.
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${next}${end}`, { force: true });
  const database = openStore(next, JOURNAL_FORMAT);
  inWrite(database, next, () => {
    database.prepare('INSERT INTO header VALUES (1, ?, ?)').run(ENTRY_FORMAT, carried.terminalId);
    const draft = { kind: 'carried-over', id: undefined, contents: () => carried } as const;
    new Tables(database, next).write(draft, carried.head, clock.now());
    const open = database.prepare('INSERT INTO open_entry VALUES (?, ?, ?)');
    for (const { settlementId, matter, opened } of carried.open) {
      open.run(settlementIdBytes(settlementId), matter, opened);
    }
  });
  closeWhole(database, next);
  flushFile(next);
}

/** Everything in the one file: what lies beside it does not move with it. */
function closeWhole(database: Database, file: string): void {
  let busy: unknown;
  try {
    // Of this file alone: the archives attached to it may only be read.
    busy = database.prepare('PRAGMA main.wal_checkpoint(TRUNCATE)').get().busy;
  } finally {
    closeStore(database);
  }
  const wal = `${file}-wal`;
  if (busy !== 0n || (existsSync(wal) && statSync(wal).size > 0)) {
    throw new OneCardError('store.busy', { file });
  }
  for (const beside of [wal, `${file}-shm`]) rmSync(beside, { force: true });
}
