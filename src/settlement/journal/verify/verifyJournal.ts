/** Proves a journal, or says all that is wrong with it. */

import { equalBytes } from '../../../bytes.ts';
import type { Bilingual, JournalHead, TerminalId } from '../../../model/index.ts';
import { emptyHead } from '../chain.ts';
import { type Database, openStoreReadOnly, schemaDifferences } from '../database.ts';
import { FINDINGS_MAX } from '../limits.ts';
import { readHeader } from '../open.ts';
import { JOURNAL_FORMAT } from '../schema.ts';
import { sqliteCode, storeError } from '../storeError.ts';
import { type Finding, FindingList } from './findings.ts';
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
  readonly findings: readonly Finding[];
  /** Findings beyond the limit of the list. */
  readonly omittedCount: number;
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
): Promise<JournalReport> {
  const database = openStoreReadOnly(file, JOURNAL_FORMAT);
  try {
    database.exec('BEGIN');
    return await report(database, file, acknowledgedHead);
  } catch (error) {
    throw storeError(error, file);
  } finally {
    database.close();
  }
}

async function report(
  database: Database,
  file: string,
  acknowledged: JournalHead | undefined,
): Promise<JournalReport> {
  const findings = new FindingList(FINDINGS_MAX);
  for (const object of schemaDifferences(database, JOURNAL_FORMAT)) {
    findings.add('guard-changed', { object });
  }
  const header = readable(() => readHeader(database), 0, findings);
  if (!header) findings.add('header-missing');
  const start = header && emptyHead(header);
  const walked = await new Walk(findings, database, file).run(start, acknowledged);
  const tail = proveTail(walked, start, acknowledged, findings);
  return {
    file,
    outcome: findings.inOrder().length === 0 ? 'intact' : 'damaged',
    ...(header && { terminalId: header.terminalId }),
    entryCount: walked.entryCount,
    head: walked.head,
    tail,
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
