/** Proves a journal, or says all that is wrong with it. */

import { equalBytes } from '../../../bytes.ts';
import type { Bilingual, JournalHead, TerminalId } from '../../../model/index.ts';
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
import { Walk, type WalkResult } from './walk.ts';

/** What the acknowledged head says about the end of the journal. */
export type TailProof =
  /** Nobody can tell whether entries were cut off the end. */
  | { readonly outcome: 'unproven'; readonly text: Bilingual }
  /** Nothing up to `through` is missing or replaced; `beyond` entries came after it. */
  | {
      readonly outcome: 'proven';
      readonly through: number;
      readonly beyond: number;
      readonly text: Bilingual;
    }
  /** The centre knows another journal than this one. */
  | { readonly outcome: 'contradicted'; readonly text: Bilingual };

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

function proveTail(
  { last, acknowledgedHash }: WalkResult,
  start: JournalHead | undefined,
  acknowledged: JournalHead | undefined,
  findings: FindingList,
): TailProof {
  if (!acknowledged) {
    return {
      outcome: 'unproven',
      text: {
        zh: '没有中心确认过的流水头：尾部是否被截，无法证明',
        en: 'without a head that the centre acknowledged, nobody can tell whether the end was cut off',
      },
    };
  }
  const { sequence, hash } = acknowledged;
  const found = sequence === 0 ? start?.hash : acknowledgedHash;
  if (sequence > last) findings.add('cut-tail', { acknowledged: sequence, last });
  else if (!found || !equalBytes(found, hash)) findings.add('other-history', { sequence });
  else {
    const beyond = last - sequence;
    return {
      outcome: 'proven',
      through: sequence,
      beyond,
      text: {
        zh: `到第 ${sequence} 条为止与中心确认的一致；其后 ${beyond} 条尚未确认`,
        en: `up to entry ${sequence} as the centre acknowledged it; ${beyond} after it are not acknowledged yet`,
      },
    };
  }
  return {
    outcome: 'contradicted',
    text: {
      zh: `与中心确认的流水头（第 ${sequence} 条）不符`,
      en: `contradicts the head that the centre acknowledged (entry ${sequence})`,
    },
  };
}
