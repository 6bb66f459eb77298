/** The running service, as the examination asks it, and the folder that it writes to. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { say, UsageError } from '../../output.ts';
import { openConsole } from '../../service/console.ts';
import type { DeskAccess } from './examine.ts';
import { policyFiles } from './files.ts';

/** Milliseconds for an answer of a service on this machine. */
const ANSWER_MS = 4_000;

interface Lists {
  readonly grants: readonly { readonly origin: string }[];
  readonly origins: readonly string[];
}

/** What the service over `folder` tells; undefined when none runs. */
export async function deskAccess(folder: string): Promise<DeskAccess | undefined> {
  try {
    const { url, token } = await openConsole(folder);
    const headers = { Authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(`${url}/v1/grants`, { headers, signal });
    const { grants, origins } = (await answer.json()) as Lists;
    return { url, origins, paired: grants.map(({ origin }) => origin).filter(Boolean) };
  } catch {
    // No file, no answer, another program at the address: for a page it is all one.
    return undefined;
  }
}

/** @throws UsageError when there is no page to write them for, or the folder cannot be had */
export async function writePolicies(folder: string, pages: readonly string[]): Promise<void> {
  const secure = pages.filter((page) => page.startsWith('https:'));
  if (secure.length === 0) {
    throw new UsageError('--policies: name an https page by --his  需要 https 页面的来源');
  }
  try {
    await mkdir(folder, { recursive: true });
    for (const { path, text } of policyFiles(secure)) {
      await writeFile(join(folder, path), text);
      say(join(folder, path));
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    throw new UsageError(`${folder}: not written 未写入 (${code})`, { cause });
  }
}
