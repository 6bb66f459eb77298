/** `onecard doctor`: what is wrong with this desk, and what to do about it. */

import { createInterface } from 'node:readline/promises';
import {
  type ExamineReadersOptions,
  examineReaders,
  guardProbe,
} from '../../../src/reader/doctor/index.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { chinaDate } from '../../../src/time.ts';
import { cardNames } from '../desk/cardKind.ts';
import { assertNewFile, bundleText, writeBundle } from '../doctor/bundle.ts';
import { type DoctorFinding, exitOfCause, worstOf } from '../doctor/causes.ts';
import { examineClock, examineRuntime, thisRuntime } from '../doctor/computer.ts';
import { examineDocuments } from '../doctor/documents.ts';
import { findingsText } from '../doctor/render.ts';
import { examineFolder, examineJournal, newestEntryAt } from '../doctor/terminal.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say } from '../output.ts';
import { packageRoot, version } from '../package.ts';
import { OUTCOME_TEXTS, pick } from '../text.ts';

/** What the command line adds. */
export interface DoctorOptions {
  /** Where to write a report for support. */
  readonly bundle?: string;
  readonly serial?: string;
  readonly hid?: boolean;
  readonly vendor?: string;
}

/** Examines this desk. Whatever fails on the way is a finding. */
export async function examineDeskOf(
  options: CommandOptions,
  { bundle, serial, hid = false, vendor }: DoctorOptions,
): Promise<Answer> {
  if (bundle !== undefined) assertNewFile(bundle);
  const readers: ExamineReadersOptions = {
    hid,
    atrNames: cardNames(),
    ...(serial !== undefined && { serial }),
    ...(vendor !== undefined && { vendorLibrary: vendor }),
  };
  const findings = await examineAll(options.data, readers);
  const { language } = options;
  const text = findingsText(findings, language);
  if (bundle !== undefined) await offerBundle(bundle, findings, options);
  const worst = worstOf(findings);
  const title = `onecard ${version}`;
  return {
    exit: worst ? exitOfCause(worst.cause) : EXIT.done,
    outcome: worst?.cause ?? 'well',
    data: { worst: worst?.cause ?? null, findings },
    text: `${title}\n${text}`,
    ...(worst && { summary: pick(worst.means, language) }),
    isReport: true,
  };
}

async function examineAll(
  folder: string,
  readers: ExamineReadersOptions,
): Promise<readonly DoctorFinding[]> {
  const now = systemClock.now();
  return [
    ...(await guardProbe('runtime', async () => [examineRuntime(thisRuntime, now)])),
    ...(await guardProbe('clock', async () => [examineClock(now, newestEntryAt(folder))])),
    ...(await examineReaders(readers)),
    ...(await guardProbe('document', () => examineDocuments(packageRoot, chinaDate(now)))),
    ...(await guardProbe('terminal', () => examineFolder(folder))),
    ...(await guardProbe('journal', () => examineJournal(folder))),
  ];
}

/** Shows what the file will contain, word for word, before it is written. */
async function offerBundle(
  path: string,
  findings: readonly DoctorFinding[],
  { language }: CommandOptions,
): Promise<void> {
  const text = bundleText(findings, systemClock.now());
  say(`${pick(OUTCOME_TEXTS['report-shown'], language)}:\n${text}`);
  if (!(await isWanted(pick(OUTCOME_TEXTS['report-asked'], language)))) {
    say(pick(OUTCOME_TEXTS['report-dropped'], language));
    return;
  }
  await writeBundle(path, text);
  say(`${pick(OUTCOME_TEXTS['report-written'], language)}: ${path}`);
}

/** Asks where somebody can answer; a script has asked for the file and gets it. */
async function isWanted(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^\s*(y|yes|是)\s*$/i.test(await asking.question(`${question} [y/N] `));
  } finally {
    asking.close();
  }
}
