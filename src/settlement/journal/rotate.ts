/** A new file for a new year, which carries the chain and what is open over from the old one. */

import { basename } from 'node:path';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, JournalHead, SettlementId, TerminalId } from '../../model/index.ts';
import { chinaDate, yearOf } from '../../time.ts';
import { settlementIdBytes, settlementIdText } from './chain.ts';
import { type CheckpointSigner, signHead } from './checkpoints.ts';
import { type Database, inWrite } from './database.ts';
import { draftOf } from './drafts.ts';
import { attachEarlier, firstEntry } from './earlier.ts';
import type { JournalEntry } from './entry.ts';
import { DISK, type JournalFiles } from './files.ts';
import type { CarriedOverFields } from './kinds/book.ts';
import { ARCHIVES_OF_YEAR_MAX, CARRIED_OPEN_MAX } from './limits.ts';
import type { Matter } from './matters.ts';
import { openJournalStore } from './open.ts';
import { readEntry } from './reader.ts';
import { realFile } from './realFile.ts';
import { ENTRY_FORMAT } from './schema.ts';
import { storeError } from './storeError.ts';
import { Tables } from './tables.ts';
import { type JournalReport, verifyJournalIn } from './verify/verifyJournal.ts';

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
export function rotateJournal(file: string, options: RotationOptions): Promise<Rotated> {
  return rotateJournalIn(DISK, realFile(file), options);
}

/** `rotateJournal` in a folder of whatever kind. */
export async function rotateJournalIn(
  folder: JournalFiles,
  file: string,
  options: RotationOptions,
): Promise<Rotated> {
  const { terminalId, knownHead } = options;
  const lock = folder.lock(file);
  try {
    finishRotation(folder, file);
    if (!folder.exists(file)) throw new OneCardError('store.cannot-open', { file });
    const report = await verifyJournalIn(folder, file, knownHead);
    if (report.outcome === 'damaged') {
      const findings = report.findings.map(({ name }) => name).join(' ');
      throw new OneCardError('journal.copy-damaged', { file, findings });
    }
    const { head, year, open, archive } = await endOfYear(folder, file, options);
    const carried = { terminalId, year, predecessor: basename(archive), head, open };
    makeNext(folder, file, carried, options.clock);
    folder.rename(file, archive);
    // Not before: a live journal that only may be read would stop the terminal after a power cut.
    folder.protect(archive);
    folder.flushNames(file);
    placeNext(folder, file);
    return { archive, year, openCount: open.length, report: { ...report, file: archive } };
  } catch (error) {
    throw storeError(error, file);
  } finally {
    lock.release();
  }
}

/** What the file ends with, its head signed. @throws OneCardError `journal.nothing-to-rotate`, `journal.copy-exists` */
async function endOfYear(
  folder: JournalFiles,
  file: string,
  { terminalId, signer, clock }: RotationOptions,
) {
  const { database, head: last } = openJournalStore(file, terminalId, folder);
  try {
    const newest = lastOfBusiness(database, file, last.sequence);
    if (!newest || newest.kind === 'carried-over') {
      throw new OneCardError('journal.nothing-to-rotate', { file });
    }
    const year = yearOf(chinaDate(newest.at));
    const before = firstEntry(database, 'main', file)?.predecessor ?? '';
    const archive = archiveOf(folder, `${file}-${year}`, before);
    const open = openOf(database);
    const isSigned = !signer || newest.sequence < last.sequence;
    const head = isSigned ? last : await signedEnd(database, file, last, { signer, clock });
    return { head, year, open, archive };
  } finally {
    folder.closeWhole(database, file);
  }
}

/**
 * A name that nobody has. A file that was begun late in January and is ended before New Year ends in the
 * same year as the one before; and after a restored backup the archive that it knows nothing of stays.
 * @param before the archive that the file goes on from: its name is taken also while it is kept elsewhere
 */
function archiveOf(folder: JournalFiles, first: string, before: string): string {
  const name = basename(first);
  const known = before === name ? 1 : Number(before.slice(name.length + 1));
  const taken = before.startsWith(name) && Number.isSafeInteger(known) ? known : 0;
  for (let number = taken + 1; number <= ARCHIVES_OF_YEAR_MAX; number++) {
    const archive = number === 1 ? first : `${first}-${number}`;
    if (!folder.exists(archive)) return archive;
  }
  throw new OneCardError('journal.copy-exists', { file: first });
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

/**
 * Puts the new file in the place that the old one left, where a power cut came in between. A new file that
 * was made while the old one stayed in its place never counted, and goes: the old one is written on.
 */
export function finishRotation(folder: JournalFiles, path: string): void {
  const file = realFile(path);
  const next = nextOf(file);
  if (!folder.exists(next)) return;
  if (folder.exists(file)) {
    folder.remove(next);
  } else if (continuesArchive(folder, next)) {
    placeNext(folder, file);
  }
}

function placeNext(folder: JournalFiles, file: string): void {
  folder.rename(nextOf(file), file);
  folder.flushNames(file);
}

/**
 * Whether the old file has its new name: before that a new file never counted, and the one that is gone was
 * taken away by somebody.
 */
function continuesArchive(folder: JournalFiles, next: string): boolean {
  let database: Database | undefined;
  try {
    database = folder.openReadOnly(next);
    return attachEarlier(database, next, folder).files.length > 0;
  } catch (error) {
    // Its tables were not even made.
    if (error instanceof OneCardError && error.code === 'store.foreign-file') return false;
    throw storeError(error, next);
  } finally {
    database?.close();
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

function makeNext(
  folder: JournalFiles,
  file: string,
  carried: CarriedOverFields,
  clock: Clock,
): void {
  const next = nextOf(file);
  // Whatever lies there of an earlier try never counted.
  folder.remove(next);
  const database = folder.openStore(next);
  try {
    inWrite(database, next, () => {
      database.prepare('INSERT INTO header VALUES (1, ?, ?)').run(ENTRY_FORMAT, carried.terminalId);
      const draft = { kind: 'carried-over', id: undefined, contents: () => carried } as const;
      new Tables(database, next).write(draft, carried.head, clock.now());
      const open = database.prepare('INSERT INTO open_entry VALUES (?, ?, ?)');
      for (const { settlementId, matter, opened } of carried.open) {
        open.run(settlementIdBytes(settlementId), matter, opened);
      }
    });
  } finally {
    folder.closeWhole(database, next);
  }
  folder.flush(next);
}
