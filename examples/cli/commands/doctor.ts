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
import { type ExamineBrowser, examineBrowser, pagesOf } from '../doctor/browser/examine.ts';
import { browserHost } from '../doctor/browser/host.ts';
import { deskAccess, writePolicies } from '../doctor/browser/outside.ts';
import { assertNewFile, bundleText, writeBundle } from '../doctor/bundle.ts';
import { type DoctorFinding, exitOfCause, worstOf } from '../doctor/causes.ts';
import { examineClock, examineRuntime, thisRuntime } from '../doctor/computer.ts';
import { examineDocuments } from '../doctor/documents.ts';
import { findingsText } from '../doctor/render.ts';
import { examineFolder, examineJournal, newestEntryAt } from '../doctor/terminal.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say, UsageError } from '../output.ts';
import { packageRoot, version } from '../package.ts';
import { OUTCOME_TEXTS, pick } from '../text.ts';

/** Milliseconds for the journal, of which every entry is read: a busy desk writes 750,000 a year. */
const JOURNAL_MS = 600_000;

/** What the command line adds. */
export interface DoctorOptions {
  /** Where to write a report for support. */
  readonly bundle?: string;
  readonly serial?: string;
  readonly hid?: boolean;
  readonly vendor?: string;
  /** Looks at what stands between pages and the desk service too. */
  readonly browser?: boolean;
  /** Origins of the hospital system. */
  readonly his?: readonly string[];
  /** A folder for ready policy files. */
  readonly policies?: string;
}

/** Examines this desk. Whatever fails on the way is a finding. */
export async function examineDeskOf(
  options: CommandOptions,
  { bundle, serial, hid = false, vendor, ...page }: DoctorOptions,
): Promise<Answer> {
  if (bundle !== undefined) assertNewFile(bundle);
  const readers: ExamineReadersOptions = {
    hid,
    atrNames: cardNames(),
    ...(serial !== undefined && { serial }),
    ...(vendor !== undefined && { vendorLibrary: vendor }),
  };
  const browser = await browserOptions(options.data, page);
  const findings = [...(await examineAll(options.data, readers)), ...(await examinePages(browser))];
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

async function examinePages(
  browser: ExamineBrowser | undefined,
): Promise<readonly DoctorFinding[]> {
  return browser ? guardProbe('browser', () => examineBrowser(browser)) : [];
}

/** @throws UsageError for an origin that is none, or a folder that is not there */
async function browserOptions(
  data: string,
  { browser = false, his = [], policies }: Pick<DoctorOptions, 'browser' | 'his' | 'policies'>,
): Promise<ExamineBrowser | undefined> {
  const named = his.map(pageOrigin);
  if (!browser && named.length === 0 && policies === undefined) return undefined;
  const desk = await deskAccess(data);
  if (policies !== undefined) await writePolicies(policies, pagesOf({ desk, named }));
  return { host: browserHost, desk, named, now: systemClock.now() };
}

function pageOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new UsageError(`--his ${text}: such as https://his.example  来源有误`);
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
    ...(await guardProbe('journal', () => examineJournal(folder), JOURNAL_MS)),
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
