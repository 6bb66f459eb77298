/** The service killed in the middle of a settlement: never two, never a lost one, and it says what is true. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openWorld } from '../../examples/cli/world/open.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';
import { get, post } from './support.ts';
import { billDocument, settledView } from './visiting.ts';

/** Milliseconds from the request to the kill: through the whole of a settlement, and after it. */
const KILLS_MS = [0, 80, 160, 300, 550, 900];

/** Ten starts of the command on a loaded machine. */
const TEST_MS = 240_000;

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly token: string;
}

async function start(data: string): Promise<Running> {
  const cli = join(ROOT, 'dist/cli.js');
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run bundle makes it');
  const file = join(data, 'desk.console');
  await rm(file, { force: true });
  const child = spawn(process.execPath, [cli, 'desk', '--data', data, '--port', '0'], {
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for (let round = 0; round < 400; round++) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') {
      const { url, token } = JSON.parse(text) as { url: string; token: string };
      return { child, port: Number(new URL(url).port), token };
    }
    await sleep(50);
  }
  throw new Error('the service did not start');
}

function ended({ child }: Running, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

test(
  'killed at any moment, a bill is settled once, and the same key says so',
  async () => {
    const data = join(await temporaryFolder(), 'world');
    const seen = new Set<string>();
    let running = await start(data);
    for (const [index, delayMs] of KILLS_MS.entries()) {
      const bill = await billDocument(`K-${index}`);
      const body = { bill, consent: 'given' };
      const key = { 'idempotency-key': `killed-${String(index).padStart(4, '0')}` };
      const begun = post(running, '/v1/visits', body, { token: running.token, ...key });
      const first = begun.catch(() => undefined);
      await sleep(delayMs);
      await ended(running, 'SIGKILL');
      await first;

      running = await start(data);
      const { port, token } = running;
      // The token of the console ended with the service, so the caller is another; a page's would go on.
      const again = await post({ port }, '/v1/visits', body, {
        token,
        'idempotency-key': `again-${String(index).padStart(4, '0')}`,
      });
      expect(again.status).toBe(202);
      const view = await settledView({ port }, again.json.id, { token });
      seen.add(view.json.result?.outcome ?? view.json.failure?.code);
      expect(view.json.now.state).toBe('done');
      const status = await get({ port }, `/v1/settlements/${view.json.settlement}`, { token });
      expect(status.json).toMatchObject({ outcome: 'processed', state: 'done' });
    }
    expect(await ended(running, 'SIGTERM')).toBe(0);
    expect(seen).toEqual(new Set(['settled', 'already-settled']));

    const world = await openWorld(data);
    onTestFinished(() => world.close());
    const { journal } = world.equipment;
    const settled = [...journal.entries()].filter((entry) => entry.kind === 'settled');
    const numbers = settled.map((entry) => entry.bill.billNumber).sort();
    expect(numbers).toEqual(KILLS_MS.map((_, index) => `K-${index}`).sort());
    expect(journal.openIntents()).toEqual([]);
  },
  TEST_MS,
);

test(
  'after a kill the very same key of a program answers with the very same visit',
  async () => {
    const data = join(await temporaryFolder(), 'world');
    let running = await start(data);
    const grant = { name: 'HIS', scopes: ['read', 'settle'] };
    const made = await post(running, '/v1/grants', grant, { token: running.token });
    const who = { token: made.json.token };
    const outcomes: string[] = [];
    for (const [index, delayMs] of [150, 400, 1_500].entries()) {
      const body = { bill: await billDocument(`S-${index}`), consent: 'given' };
      const keyed = { ...who, 'idempotency-key': `program-${index}` };
      const first = await post(running, '/v1/visits', body, keyed);
      await sleep(delayMs);
      await ended(running, 'SIGKILL');
      running = await start(data);
      const again = await post(running, '/v1/visits', body, keyed);
      expect([again.status, again.json.id]).toEqual([202, first.json.id]);
      const other = await post(running, '/v1/visits', { ...body, consent: 'asked' }, keyed);
      expect(other.json.code).toBe('desk.key-conflict');
      const view = await get(running, `/v1/visits/${first.json.id}`, who);
      expect(view.json.isOver).toBe(true);
      outcomes.push(view.json.now.state);
      if (view.json.now.state === 'done') continue;
      // It says that it is not done; another key finishes it, and the first visit says so then.
      const retry = await post(running, '/v1/visits', body, {
        ...who,
        'idempotency-key': `retry-00${index}`,
      });
      expect((await settledView(running, retry.json.id, who)).json.now.state).toBe('done');
    }
    expect(outcomes.at(-1)).toBe('done');
    await ended(running, 'SIGTERM');
  },
  TEST_MS,
);
