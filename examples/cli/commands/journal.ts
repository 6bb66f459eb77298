/** `onecard journal verify`. */

import { existsSync } from 'node:fs';
import { readAcknowledgedHead } from '../../../src/centre/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type { JournalHead } from '../../../src/model/index.ts';
import { verifyExport, verifyJournal } from '../../../src/settlement/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT } from '../output.ts';
import { pick } from '../text.ts';
import { worldFiles } from '../world/files.ts';
import { HOMES, TERMINAL_ID } from '../world/persons.ts';

/** Walks the journal and compares its end with the head that the centres acknowledged. */
export async function checkJournal(options: CommandOptions): Promise<Answer> {
  const files = worldFiles(options.data);
  if (!existsSync(files.journal)) {
    throw new OneCardError('document.cannot-read', { file: files.journal });
  }
  const report = await verifyJournal(files.journal, newestAcknowledgedHead(options.data));

  const { language } = options;
  const isProven = report.outcome === 'intact' && report.tail.outcome !== 'contradicted';
  const findings = report.findings.map((finding) => `✗ ${pick(finding.text, language)}`);
  const summary =
    language === 'zh'
      ? `流水 ${report.file}：${report.entryCount} 条，${isProven ? '完好' : '已损坏'}`
      : `journal ${report.file}: ${report.entryCount} entries, ${isProven ? 'intact' : 'damaged'}`;
  return {
    exit: isProven ? EXIT.done : EXIT.journalBroken,
    outcome: isProven ? 'intact' : 'journal-damaged',
    data: report,
    text: [summary, pick(report.tail.text, language), ...findings].join('\n'),
  };
}

/** Proves an export line by line; the centres' head is asked for here too. */
export async function checkExport(options: CommandOptions, file: string): Promise<Answer> {
  const report = await verifyExport(file, newestAcknowledgedHead(options.data));
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

/** The highest head that any centre acknowledged: it speaks for every entry below it. */
export function newestAcknowledgedHead(folder: string): JournalHead | undefined {
  const files = worldFiles(folder);
  const heads: JournalHead[] = [];
  for (const { county } of Object.values(HOMES)) {
    const file = files.centre(county);
    const head = existsSync(file) ? readAcknowledgedHead(file, TERMINAL_ID) : undefined;
    if (head) heads.push(head);
  }
  return heads.sort((a, b) => b.sequence - a.sequence)[0];
}
