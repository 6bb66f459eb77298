/** A file for support: what was found, without anything that names a person or a card. */

import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { scrubAtr, scrubText } from '../../../src/card/index.ts';
import { type Instant, instantText } from '../../../src/time.ts';
import { UsageError } from '../output.ts';
import { version } from '../package.ts';
import type { DoctorFinding } from './causes.ts';
import { thisRuntime } from './computer.ts';

/** Raised when a field changes its meaning or goes away. */
const BUNDLE_FORMAT = 'onecard-report/1';
/** Readable by its owner alone until he hands it on. */
const FILE_MODE = 0o600;
/** Accounts that are nobody's name. */
const NOBODY: ReadonlySet<string> = new Set(['root', 'administrator', 'user', 'localhost']);

/** The text of the report. Numbers, serials, names of this computer and its user, and folders of homes are masked. */
export function bundleText(findings: readonly DoctorFinding[], now: Instant): string {
  const report = {
    format: BUNDLE_FORMAT,
    onecard: version,
    at: instantText(now),
    runtime: thisRuntime,
    // Ready files hold nothing but the user's name, and that is masked.
    findings: findings.map(({ check, verdict, cause, means, facts }) => ({
      check,
      verdict,
      cause,
      means,
      facts: withMaskedAtr(facts),
    })),
  };
  const text = JSON.stringify(
    report,
    (_, value) => (typeof value === 'bigint' ? `${value}` : value),
    2,
  );
  const names = [ownName(), hostname()].filter((name) => !NOBODY.has(name.toLowerCase()));
  return `${scrubText(text.replaceAll(homedir(), '~'), { names })}\n`;
}

function withMaskedAtr(facts: DoctorFinding['facts']): DoctorFinding['facts'] {
  return typeof facts.atr === 'string' ? { ...facts, atr: scrubAtr(facts.atr) } : facts;
}

function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** @throws UsageError when there is such a file already, or no folder to put it in */
export function assertNewFile(path: string): void {
  if (existsSync(path)) throw new UsageError(`${path}: is there already 文件已存在`);
  if (!existsSync(dirname(path)))
    throw new UsageError(`${dirname(path)}: no such folder 没有该文件夹`);
}

/** Writes a new file. @throws UsageError when it cannot be made, or is there already */
export async function writeBundle(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'wx', FILE_MODE);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    throw new UsageError(`${path}: not written 未写入 (${code})`, { cause });
  }
}
