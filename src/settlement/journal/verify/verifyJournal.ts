/** Proves a journal, or says all that is wrong with it. */

import { OneCardError } from '../../../errors/index.ts';
import type { JournalHead, TerminalId } from '../../../model/index.ts';
import { emptyHead } from '../chain.ts';
import { type Database, rollBack, schemaDifferences, storedVersion } from '../database.ts';
import { attachEarlier, type EarlierYears } from '../earlier.ts';
import { DISK, type JournalFiles } from '../files.ts';
import { readHeader } from '../header.ts';
import { FINDINGS_MAX } from '../limits.ts';
import { JOURNAL_FORMAT, JOURNAL_FORMAT_1 } from '../schema.ts';
import { sqliteCode, storeError } from '../storeError.ts';
import { CheckpointCheck } from './checkpoints.ts';
import { type Finding, FindingList } from './findings.ts';
import { ListCheck } from './lists.ts';
import { proveTail, type TailProof } from './tail.ts';
import { Walk } from './walk.ts';

export interface JournalReport {
  readonly file: string;
  /** `intact` speaks of what is there; whether the end is missing is `tail`. */
  readonly outcome: 'intact' | 'damaged';
  readonly terminalId?: TerminalId;
  readonly entryCount: number;
  /** The last entry found. */
  readonly head: JournalHead;
  readonly tail: TailProof;
  /** The last entry that a checkpoint's signature covers; 0 without one. */
  readonly signedThrough: number;
  readonly findings: readonly Finding[];
  /** Findings beyond the limit of the list. */
  readonly omittedCount: number;
  /** The file of the year before, held against what was carried over from it. */
  readonly earlier?: JournalReport;
  /** An earlier file that is kept elsewhere: it is verified there. */
  readonly missing?: string;
}

interface ReportParts extends VerificationOptions {
  readonly findings: FindingList;
  readonly earlier: FoundYears;
  readonly folder: JournalFiles;
}

/** What a journal is held against beside its own chain. */
export interface VerificationOptions {
  /** COSE_Key bytes of the keys that may sign checkpoints; without them any key may. */
  readonly checkpointKeys?: readonly Uint8Array[];
  /** The terminal's setting: where so many entries stand without a checkpoint, one is missing. */
  readonly checkpointEveryEntries?: number;
}

/**
 * Walks the journal in `file` without writing to it and reports every finding. A journal that is
 * being written can be verified too: the walk sees one state of it.
 * @param acknowledgedHead the newest head that the centre has seen, `CentrePort.knownHead` above all; without it the end stays unproven
 * @throws OneCardError `store.cannot-open`, `store.foreign-file`, `store.newer-format`,
 * `store.corrupt` when there is no journal to walk
 *
 * @example Verify against the centre
 * ```ts
 * const report = await verifyJournal(file, await centre.knownHead(terminalId));
 * for (const finding of report.findings) print(finding.text.zh);
 * ```
 */
export async function verifyJournal(
  file: string,
  acknowledgedHead: JournalHead | undefined,
  options: VerificationOptions = {},
): Promise<JournalReport> {
  return verifyJournalIn(DISK, file, acknowledgedHead, options);
}

/** `verifyJournal` in a folder of whatever kind. */
export async function verifyJournalIn(
  folder: JournalFiles,
  file: string,
  acknowledgedHead: JournalHead | undefined,
  options: VerificationOptions = {},
): Promise<JournalReport> {
  const database = folder.openReadOnly(file);
  try {
    return await verifyJournalOn(database, acknowledgedHead, options, file, folder);
  } finally {
    database.close();
  }
}

/** `verifyJournal` of a database that the caller opened, a store in memory above all. */
export async function verifyJournalOn(
  database: Database,
  acknowledgedHead: JournalHead | undefined,
  options: VerificationOptions = {},
  file = ':handed-over:',
  folder: JournalFiles = DISK,
): Promise<JournalReport> {
  const findings = new FindingList(FINDINGS_MAX);
  try {
    // Before the unit of work: SQLite attaches nothing inside one.
    const earlier = earlierOf(database, file, findings, folder);
    database.exec('BEGIN');
    return await report(database, file, acknowledgedHead, {
      ...options,
      earlier,
      findings,
      folder,
    });
  } catch (error) {
    throw storeError(error, file);
  } finally {
    rollBack(database);
  }
}

async function report(
  database: Database,
  file: string,
  acknowledgedHead: JournalHead | undefined,
  { findings, earlier, folder, ...options }: ReportParts,
): Promise<JournalReport> {
  const format = storedVersion(database) === 1 ? JOURNAL_FORMAT_1 : JOURNAL_FORMAT;
  for (const object of schemaDifferences(database, format)) {
    findings.add('guard-changed', { object });
  }
  checkPages(database, findings);
  let acknowledged = acknowledgedHead;
  const header = readable(() => readHeader(database), 0, findings);
  if (!header) findings.add('header-missing');
  const start = header && emptyHead(header);
  const checkpoints = new CheckpointCheck(findings, database, options);
  const version = storedVersion(database);
  const lists = version === 1 ? undefined : new ListCheck(database, file, version);
  const walk = new Walk(findings, database, file, { checkpoints, lists, earlier });
  let walked = await walk.run(start, acknowledged);
  const { carriedHead } = earlier;
  if (acknowledged && carriedHead && acknowledged.sequence <= carriedHead.sequence) {
    const { sequence } = acknowledged;
    const earlierHash = readable(() => hashAt(database, sequence), 0, findings);
    if (earlierHash) walked = { ...walked, acknowledgedHash: earlierHash };
    else if (earlier.missing !== undefined) acknowledged = undefined;
  }
  const tail = proveTail(walked, start, acknowledged, findings);
  const [before] = earlier.files;
  const earlierReport =
    before === undefined ? undefined : await verifyJournalIn(folder, before, carriedHead, options);
  const isIntact = findings.inOrder().length === 0 && earlierReport?.outcome !== 'damaged';
  return {
    file,
    outcome: isIntact ? 'intact' : 'damaged',
    ...(header && { terminalId: header.terminalId }),
    entryCount: walked.entryCount,
    head: walked.head,
    tail,
    signedThrough: checkpoints.signedThrough(walked.last),
    findings: findings.inOrder(),
    omittedCount: findings.omitted,
    ...(earlierReport && { earlier: earlierReport }),
    ...(earlier.missing !== undefined && !earlier.isDamaged && { missing: earlier.missing }),
  };
}

/** Sentences of SQLite's own check that a report lists: more of them say the same. */
const PAGE_FINDINGS_MAX = 20;

/** Pages and indexes: an index that lost a row hides entries from questions by id, and no hash shows it. */
function checkPages(database: Database, findings: FindingList): void {
  const rows = readable(
    () => database.prepare(`PRAGMA main.integrity_check(${PAGE_FINDINGS_MAX})`).all(),
    0,
    findings,
  );
  for (const row of rows ?? []) {
    const what = String(Object.values(row)[0]);
    if (what !== 'ok') findings.add('file-damaged', { what });
  }
}

/** What a damaged page or a missing table keeps back is a finding like any other. */
function readable<T>(read: () => T, after: number, findings: FindingList): T | undefined {
  try {
    return read();
  } catch (error) {
    const sqlite = sqliteCode(error);
    if (sqlite === undefined) throw error;
    findings.add('unreadable', { after, sqlite });
    return undefined;
  }
}

interface FoundYears extends EarlierYears {
  /** What is missing is there, and a finding says why it was not read. */
  readonly isDamaged?: boolean;
}

/** An earlier file that does not fit or cannot be read is a finding; what this file itself lacks has others. */
function earlierOf(
  database: Database,
  file: string,
  findings: FindingList,
  folder: JournalFiles,
): FoundYears {
  let isDamaged = false;
  try {
    const years = attachEarlier(database, file, folder, (error, object) => {
      if (!(error instanceof OneCardError)) throw error;
      isDamaged = true;
      const what = error.code;
      if (what === 'journal.earlier-differs') findings.add('earlier-differs', { object });
      else findings.add('earlier-unreadable', { object, what });
    });
    return { ...years, isDamaged };
  } catch (error) {
    if (sqliteCode(error) === undefined && !(error instanceof OneCardError)) throw error;
    return { files: [], missing: file, isDamaged: true };
  }
}

function hashAt(database: Database, sequence: number): Uint8Array | undefined {
  return database.prepare('SELECT hash FROM entry WHERE sequence = ?').get(sequence)?.hash;
}
