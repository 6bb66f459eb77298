/** Proves an export line by line, without the file that it was made from. */

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { equalBytes } from '../../../bytes.ts';
import { sha256 } from '../../../crypto/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { JournalHead, TerminalId } from '../../../model/index.ts';
import { emptyHead, hashWithPayloadDigest } from '../chain.ts';
import { parseExportEnd, parseExportHead, parseExportLine } from '../exportLines.ts';
import { FINDINGS_MAX } from '../limits.ts';
import { entryOf } from '../row.ts';
import { ENTRY_FORMAT } from '../schema.ts';
import { type Finding, FindingList } from './findings.ts';
import { proveTail, type TailProof } from './tail.ts';

export interface ExportReport {
  readonly file: string;
  readonly outcome: 'intact' | 'damaged';
  readonly terminalId: TerminalId;
  /** Masked contents are beside the proof: only the digests of what they stand for are under it. */
  readonly masked: boolean;
  readonly entryCount: number;
  readonly head: JournalHead;
  readonly tail: TailProof;
  readonly findings: readonly Finding[];
  readonly omittedCount: number;
}

/**
 * Walks the export in `file` and reports every finding.
 * @throws OneCardError `journal.not-an-export` when the first line says something else,
 * `document.cannot-read`
 */
export async function verifyExport(
  file: string,
  acknowledgedHead: JournalHead | undefined,
): Promise<ExportReport> {
  const findings = new FindingList(FINDINGS_MAX);
  const lines = linesOf(file);
  const first = await lines.next();
  const head = first.done ? undefined : parseExportHead(first.value);
  if (!head) throw new OneCardError('journal.not-an-export', { file });
  const start = emptyHead({ format: ENTRY_FORMAT, terminalId: head.terminalId });
  let last: JournalHead = start;
  let acknowledgedHash: Uint8Array | undefined;
  let entryCount = 0;
  let end: JournalHead | undefined;
  let afterEnd = 0;

  for await (const line of lines) {
    if (end) {
      afterEnd += 1;
      continue;
    }
    end = parseExportEnd(line);
    if (end) continue;
    const row = parseExportLine(line, head.masked);
    if (!row) {
      findings.add('undecodable', { sequence: last.sequence + 1, path: 'line' });
      continue;
    }
    const { sequence, hash, previousHash, payload, payloadDigest } = row;
    const isCarriedOver = entryCount === 0 && row.kind === 'carried-over';
    if (sequence > last.sequence + 1 && !isCarriedOver) {
      findings.add('removed', { from: last.sequence + 1, to: sequence - 1 });
    } else if (!isCarriedOver && !equalBytes(previousHash, last.hash)) {
      findings.add(last.sequence === 0 ? 'foreign-first-link' : 'broken-link', { sequence });
    }
    const digest = payload ? sha256(payload) : payloadDigest!;
    if (!equalBytes(hashWithPayloadDigest(row, digest), hash))
      findings.add('changed', { sequence });
    if (payload) checkDecodable({ ...row, payload }, file, findings);
    if (sequence === acknowledgedHead?.sequence) acknowledgedHash = hash;
    last = { sequence, hash };
    entryCount += 1;
  }

  const isWhole = end && end.sequence === last.sequence && equalBytes(end.hash, last.hash);
  if (!isWhole) findings.add('end-missing', { last: last.sequence });
  if (afterEnd > 0) findings.add('after-end', { lines: afterEnd });
  const walked = { last: last.sequence, ...(acknowledgedHash && { acknowledgedHash }) };
  const tail = proveTail(walked, start, acknowledgedHead, findings);
  const found = findings.inOrder();
  return {
    file,
    outcome: found.length === 0 ? 'intact' : 'damaged',
    terminalId: head.terminalId,
    masked: head.masked,
    entryCount,
    head: last,
    tail,
    findings: found,
    omittedCount: findings.omitted,
  };
}

function checkDecodable(
  row: Parameters<typeof entryOf>[0],
  file: string,
  findings: FindingList,
): void {
  try {
    entryOf(row, file);
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    findings.add('undecodable', { sequence: row.sequence, path: error.detail.path ?? 'payload' });
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, 'utf8');
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    throw new OneCardError('document.cannot-read', { file }, { cause });
  } finally {
    stream.destroy();
  }
}
