/** `onecard journal verify`. */

import { existsSync } from 'node:fs';
import { readKnownHead, readTerminalKeys } from '../../../src/centre/index.ts';
import { type Language, OneCardError } from '../../../src/errors/index.ts';
import type { JournalHead } from '../../../src/model/index.ts';
import {
  type JournalReport,
  type VerificationOptions,
  verifyExport,
  verifyJournal,
} from '../../../src/settlement/index.ts';
import { CHECKPOINT_ENTRIES } from '../../../src/terminal/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT } from '../output.ts';
import { pick } from '../text.ts';
import { worldFiles } from '../world/files.ts';
import { HOMES, TERMINAL_ID } from '../world/persons.ts';

type JournalCommandOptions = Pick<CommandOptions, 'data' | 'language'>;

/** Walks the journal and compares its end with the head that the centres know. */
export async function checkJournal(options: JournalCommandOptions): Promise<Answer> {
  const files = worldFiles(options.data);
  if (!existsSync(files.journal)) {
    throw new OneCardError('document.cannot-read', { file: files.journal });
  }
  const report = await verifyJournal(
    files.journal,
    newestKnownHead(options.data),
    checkpointSettings(options.data),
  );

  const isProven = isSound(report);
  return {
    exit: isProven ? EXIT.done : EXIT.journalBroken,
    outcome: isProven ? 'intact' : 'journal-damaged',
    data: report,
    text: linesOf(report, options.language, report.tail).join('\n'),
  };
}

function isSound({ outcome, tail }: JournalReport): boolean {
  return outcome === 'intact' && tail.outcome !== 'contradicted';
}

/** The newest file first, then every year before it, or that one is kept elsewhere. */
function linesOf(
  report: JournalReport,
  language: Language,
  tail?: JournalReport['tail'],
): readonly string[] {
  const { file, entryCount, earlier, missing } = report;
  const isProven = isSound(report);
  const summary = {
    zh: `流水 ${file}：${entryCount} 条，${isProven ? '完好' : '已损坏'}`,
    en: `journal ${file}: ${entryCount} entries, ${isProven ? 'intact' : 'damaged'}`,
  };
  const signed = {
    zh: `安全模块已签名到第 ${report.signedThrough} 条`,
    en: `signed by the security module through entry ${report.signedThrough}`,
  };
  const elsewhere = {
    zh: `上一年的文件 ${missing} 不在此处，未校验`,
    en: `the earlier file ${missing} is not here and was not verified`,
  };
  return [
    pick(summary, language),
    ...(tail ? [pick(tail.text, language)] : []),
    ...(report.signedThrough > 0 ? [pick(signed, language)] : []),
    ...report.findings.map((finding) => `✗ ${pick(finding.text, language)}`),
    // What an earlier year is held against is the year after it, and not the centre.
    ...(earlier ? linesOf(earlier, language) : []),
    // A year that is here names the one that it misses; a file that is damaged is a finding already.
    ...(earlier || missing === undefined ? [] : [pick(elsewhere, language)]),
  ];
}

/** Proves an export line by line; the centres' head is asked for here too. */
export async function checkExport(options: JournalCommandOptions, file: string): Promise<Answer> {
  const report = await verifyExport(file, newestKnownHead(options.data));
  const { language } = options;
  const isProven = report.outcome === 'intact' && report.tail.outcome !== 'contradicted';
  const summary = {
    zh: `导出文件 ${file}：${report.entryCount} 条，${isProven ? '完好' : '已损坏'}`,
    en: `export ${file}: ${report.entryCount} entries, ${isProven ? 'intact' : 'damaged'}`,
  };
  const findings = report.findings.map((finding) => `✗ ${pick(finding.text, language)}`);
  return {
    exit: isProven ? EXIT.done : EXIT.journalBroken,
    outcome: isProven ? 'intact' : 'journal-damaged',
    data: report,
    text: [pick(summary, language), pick(report.tail.text, language), ...findings].join('\n'),
  };
}

/** Who may sign checkpoints of the terminal's journal, and how often one must stand in it. */
export function checkpointSettings(folder: string): VerificationOptions {
  const files = worldFiles(folder);
  const keys = Object.values(HOMES)
    .map(({ county }) => files.centre(county))
    .filter((file) => existsSync(file))
    .flatMap((file) => readTerminalKeys(file, TERMINAL_ID));
  return {
    checkpointEveryEntries: CHECKPOINT_ENTRIES,
    ...(keys.length > 0 && { checkpointKeys: keys }),
  };
}

/** The highest head that any centre knows, confirmed or not: it speaks for every entry below it. */
export function newestKnownHead(folder: string): JournalHead | undefined {
  const files = worldFiles(folder);
  const heads: JournalHead[] = [];
  for (const { county } of Object.values(HOMES)) {
    const file = files.centre(county);
    const head = existsSync(file) ? readKnownHead(file, TERMINAL_ID) : undefined;
    if (head) heads.push(head);
  }
  return heads.sort((a, b) => b.sequence - a.sequence)[0];
}
