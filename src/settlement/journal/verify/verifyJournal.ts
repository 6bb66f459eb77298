/** Proves a journal, or says all that is wrong with it. */

import type { JournalHead, TerminalId } from '../../../model/index.ts';
import { emptyHead } from '../chain.ts';
import {
  type Database,
  openStoreReadOnly,
  rollBack,
  schemaDifferences,
  storedVersion,
} from '../database.ts';
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
 * @param acknowledgedHead what the centre last acknowledged; without it the end stays unproven
 * @throws OneCardError `store.cannot-open`, `store.foreign-file`, `store.newer-format`,
 * `store.corrupt` when there is no journal to walk
 *
 * @example Verify against the centre
 * ```ts
 * const report = await verifyJournal(file, await centre.acknowledgedHead(terminalId));
 * for (const finding of report.findings) print(finding.text.zh);
 * ```
 */
export async function verifyJournal(
  file: string,
  acknowledgedHead: JournalHead | undefined,
  options: VerificationOptions = {},
): Promise<JournalReport> {
  const database = openStoreReadOnly(file, JOURNAL_FORMAT);
  try {
    return await verifyJournalOn(database, acknowledgedHead, options, file);
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
): Promise<JournalReport> {
  try {
    database.exec('BEGIN');
    return await report(database, file, acknowledgedHead, options);
  } catch (error) {
    throw storeError(error, file);
  } finally {
    rollBack(database);
  }
}

async function report(
  database: Database,
  file: string,
  acknowledged: JournalHead | undefined,
  options: VerificationOptions,
): Promise<JournalReport> {
  const findings = new FindingList(FINDINGS_MAX);
  const format = storedVersion(database) === 1 ? JOURNAL_FORMAT_1 : JOURNAL_FORMAT;
  for (const object of schemaDifferences(database, format)) {
    findings.add('guard-changed', { object });
  }
  const header = readable(() => readHeader(database), 0, findings);
  if (!header) findings.add('header-missing');
  const start = header && emptyHead(header);
  const checkpoints = new CheckpointCheck(findings, database, options);
  const lists = format.version === 1 ? undefined : new ListCheck(database);
  const walk = new Walk(findings, database, file, { checkpoints, lists });
  const walked = await walk.run(start, acknowledged);
  const tail = proveTail(walked, start, acknowledged, findings);
  return {
    file,
    outcome: findings.inOrder().length === 0 ? 'intact' : 'damaged',
    ...(header && { terminalId: header.terminalId }),
    entryCount: walked.entryCount,
    head: walked.head,
    tail,
    signedThrough: checkpoints.signedThrough(walked.last),
    findings: findings.inOrder(),
    omittedCount: findings.omitted,
  };
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
