/** What of this computer the examination looks at; injectable for tests. */

import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface BrowserHost {
  readonly platform: NodeJS.Platform;
  /** What a command prints; undefined when it cannot be run. */
  run(command: string, args: readonly string[]): Promise<string | undefined>;
  /** Files of a folder; undefined when there is no such folder. */
  readFolder(path: string): Promise<readonly { name: string; text: string }[] | undefined>;
  /** Addresses of a name; none when it has none. */
  addressesOf(name: string): Promise<readonly string[]>;
  /** The `Date` of an answer of `origin`, in milliseconds since 1970-01-01, UTC. */
  dateOf(origin: string): Promise<number | undefined>;
}

/** Milliseconds for a command, or a server: each probe has 20 seconds in all. */
const WAIT_MS = 4_000;

export const browserHost: BrowserHost = {
  platform: process.platform,
  run: (command, args) =>
    new Promise((resolve) => {
      execFile(command, [...args], { timeout: WAIT_MS, windowsHide: true }, (error, stdout) =>
        resolve(error ? undefined : stdout),
      );
    }),
  async readFolder(path) {
    const names = await readdir(path).catch(() => undefined);
    if (!names) return undefined;
    const texts = names.map(async (name) => ({
      name,
      text: await readFile(join(path, name), 'utf8').catch(() => ''),
    }));
    return Promise.all(texts);
  },
  async addressesOf(name) {
    const found = await lookup(name, { all: true }).catch(() => []);
    return found.map(({ address }) => address);
  },
  async dateOf(origin) {
    try {
      const signal = AbortSignal.timeout(WAIT_MS);
      const answer = await fetch(origin, { method: 'HEAD', redirect: 'manual', signal });
      const date = Date.parse(answer.headers.get('date') ?? '');
      return Number.isNaN(date) ? undefined : date;
    } catch {
      return undefined;
    }
  },
};
