/** `onecard journal export`, `backup`, `restore` and `rotate`. */

import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Language, OneCardError } from '../../../src/errors/index.ts';
import type { Bilingual } from '../../../src/model/index.ts';
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
  let isOurs = false;
  function* lines(): Generator<string> {
    for (const line of exportJournal(worldFiles(data).journal, { mask })) {
      lineCount += 1;
      yield `${line}\n`;
    }
  }
  try {
    await once(stream, 'open');
    isOurs = true;
    await pipeline(Readable.from(lines()), stream);
  } catch (cause) {
    // What has no end would stand in the way of the next attempt.
    if (isOurs) await rm(out, { force: true });
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
  return done('backed-up', report, linesOf([copied(report), earlierOf(report)], language));
}

export async function restoreFrom(
  { data, language }: CommandOptions,
  backup: string,
): Promise<Answer> {
  const report = await restoreJournal(backup, worldFiles(data).journal, {
    terminalId: TERMINAL_ID,
    knownHead: newestKnownHead(data),
  });
  const text = [copied(report), report.tail.text, earlierOf(report)];
  return done('restored', report, linesOf(text, language));
}

export async function rotateYear({ data, language }: CommandOptions): Promise<Answer> {
  const { journal } = worldFiles(data);
  // A folder that is none, a mistyped one above all, is not made; a rotation that was cut short is gone on with.
  if (!existsSync(journal) && !existsSync(`${journal}.next`)) {
    throw new OneCardError('store.cannot-open', { file: journal });
  }
  const rotated = await rotateJournal(journal, {
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

/** A copy holds one file: what a rotation ended is copied by itself. */
function earlierOf({ missing }: JournalReport): Bilingual | undefined {
  if (missing === undefined) return undefined;
  return {
    zh: `往年的文件 ${missing} 不在这份副本里：须另行复制保存；恢复时放回流水所在的文件夹`,
    en: `the file of an earlier year, ${missing}, is no part of this copy: copy it by itself, and at a restoration put it back into the folder of the journal`,
  };
}

function linesOf(texts: readonly (Bilingual | undefined)[], language: Language): string {
  return texts.flatMap((text) => (text ? [pick(text, language)] : [])).join('\n');
}

function done(outcome: string, data: object, text: string): Answer {
  return { exit: EXIT.done, outcome, data, text };
}
