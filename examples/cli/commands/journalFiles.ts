/** `onecard journal export`, `backup`, `restore` and `rotate`. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { OneCardError } from '../../../src/errors/index.ts';
import {
  backupJournal,
  exportJournal,
  type JournalReport,
  restoreJournal,
  rotateJournal,
} from '../../../src/settlement/index.ts';
import { moduleSigner, systemClock } from '../../../src/terminal/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT } from '../output.ts';
import { pick } from '../text.ts';
import { worldFiles } from '../world/files.ts';
import { openCards } from '../world/open.ts';
import { TERMINAL_ID } from '../world/persons.ts';
import { newestKnownHead } from './journal.ts';

export interface ExportCommandOptions {
  readonly out: string;
  readonly mask?: boolean;
}

/** Only the owner reads: an export names persons unless it is masked. */
const EXPORT_MODE = 0o600;

export async function writeExport(
  { data, language }: CommandOptions,
  { out, mask = false }: ExportCommandOptions,
): Promise<Answer> {
  const stream = createWriteStream(out, { flags: 'wx', mode: EXPORT_MODE });
  let lineCount = 0;
  try {
    await once(stream, 'open');
    for (const line of exportJournal(worldFiles(data).journal, { mask })) {
      lineCount += 1;
      if (!stream.write(`${line}\n`)) await once(stream, 'drain');
    }
    stream.end();
    await finished(stream);
  } catch (cause) {
    stream.destroy();
    if (cause instanceof OneCardError) throw cause;
    throw new OneCardError('document.cannot-write', { file: out }, { cause });
  }
  const entryCount = lineCount - 2;
  const text = {
    zh: `已导出 ${entryCount} 条到 ${out}${mask ? '，身份已遮盖' : ''}`,
    en: `${entryCount} entries written to ${out}${mask ? ', identities masked' : ''}`,
  };
  return done('exported', { file: out, entryCount, masked: mask }, pick(text, language));
}

export async function backUpJournal(
  { data, language }: CommandOptions,
  target: string,
): Promise<Answer> {
  const report = await backupJournal(worldFiles(data).journal, target);
  return done('backed-up', report, pick(copied(report), language));
}

export async function restoreFrom(
  { data, language }: CommandOptions,
  backup: string,
): Promise<Answer> {
  const report = await restoreJournal(backup, worldFiles(data).journal, {
    terminalId: TERMINAL_ID,
    knownHead: newestKnownHead(data),
  });
  const text = [pick(copied(report), language), pick(report.tail.text, language)].join('\n');
  return done('restored', report, text);
}

export async function rotateYear({ data, language }: CommandOptions): Promise<Answer> {
  const rotated = await rotateJournal(worldFiles(data).journal, {
    terminalId: TERMINAL_ID,
    clock: systemClock,
    knownHead: newestKnownHead(data),
    signer: moduleSigner((await openCards(data)).sam),
  });
  const { archive, year, openCount } = rotated;
  const text = {
    zh: `${year} 年的流水已归档为 ${archive}；结转未结 ${openCount} 项`,
    en: `the journal of ${year} is now ${archive}; ${openCount} open matters were carried over`,
  };
  return done('rotated', rotated, pick(text, language));
}

function copied({ file, entryCount }: JournalReport) {
  return {
    zh: `${file}：${entryCount} 条，已校验`,
    en: `${file}: ${entryCount} entries, verified`,
  };
}

function done(outcome: string, data: object, text: string): Answer {
  return { exit: EXIT.done, outcome, data, text };
}
