/** A desk service as a hospital runs it: the built command over a world of its own, on the virtual reader. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOMES } from '../../../examples/cli/world/persons.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { chinaDate } from '../../../src/time.ts';
import { get, post } from '../../desk/support.ts';
import { ROOT } from '../../support/sources.ts';

/** A service starts in a second or two; twenty is one that does not. */
const START_MS_MAX = 20_000;
const CODE = /pairing code for .*: (\d{6})$/gm;

export interface RunningDesk {
  readonly port: number;
  /** Of the console, with every scope. */
  readonly token: string;
  /** A folder for what the test makes. */
  readonly folder: string;
  /** Digits that the console shows after this call. */
  nextCode(): Promise<string>;
  /** What the desk's own journal holds of a bill. */
  settlementsOf(billNumber: string): Promise<readonly { readonly state: string }[]>;
  /** The demo's bill under another number, as a file. */
  billFile(billNumber: string): Promise<string>;
  allow(origin: string): Promise<void>;
  close(): Promise<void>;
}

/** @param more options of `onecard desk` */
export async function startDesk(more: readonly string[] = []): Promise<RunningDesk> {
  const cli = join(ROOT, 'dist/cli.js');
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run bundle makes it');
  const folder = await mkdtemp(join(tmpdir(), 'onecard-vendors-'));
  const data = join(folder, 'world');
  const child = spawn(process.execPath, [cli, 'desk', '--data', data, '--port', '0', ...more], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const console = await until(() => readFile(join(data, 'desk.console'), 'utf8'), START_MS_MAX);
  const { url, token } = JSON.parse(console) as { url: string; token: string };
  const at = { port: Number(new URL(url).port) };
  return {
    ...at,
    token,
    folder,
    async nextCode() {
      const before = [...told.matchAll(CODE)].length;
      const codes = await until(async () => {
        const shown = [...told.matchAll(CODE)];
        return shown.length > before ? shown : undefined;
      }, START_MS_MAX);
      return codes.at(-1)![1]!;
    },
    async settlementsOf(billNumber) {
      const today = chinaDate(systemClock.now());
      const { json } = await get(at, `/v1/desk/settled/${today}`, { token });
      const all = json.settlements as { billNumber: string; state: string }[];
      return all.filter((each) => each.billNumber === billNumber);
    },
    async billFile(billNumber) {
      const bill = JSON.parse(await readFile(join(ROOT, HOMES.yinjiang.bill), 'utf8'));
      const file = join(folder, `${billNumber}.json`);
      await writeFile(file, JSON.stringify({ ...bill, billNumber }));
      return file;
    },
    async allow(origin) {
      await post(at, '/v1/origins', { origin }, { token });
    },
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** What `look` finds; a file that is not there yet is looked for again. */
async function until<T>(look: () => Promise<T | undefined>, msMax: number): Promise<T> {
  const start = performance.now();
  while (performance.now() - start < msMax) {
    const found = await look().catch(() => undefined);
    if (found !== undefined && found !== '') return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nothing came of it in time');
}
