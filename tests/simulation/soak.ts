/**
 * A million settlements with all faults on (npm run soak:simulate [-- --settlements N] [-- --real N]):
 * each suite in processes of its own, one a core, each with a fresh seed that it prints. Ends with the
 * faults by kind, and with every state and edge of the saga that came less than a thousand times.
 */

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemRandom } from '../../src/terminal/index.ts';
import { SAGA } from '../../src/terminal/saga/index.ts';
import { SAGA_STATES } from '../../src/terminal/saga/states.ts';
import { ROOT } from '../support/sources.ts';

const { values } = parseArgs({
  options: {
    settlements: { type: 'string', default: '1000000' },
    real: { type: 'string', default: '20000' },
    seed: { type: 'string' },
  },
});
/** How often each state and edge has to come. */
const TIMES_MIN = 1_000;
/** Between the seeds of two processes: more histories than one of them runs. */
const SEEDS_APART = 10_000_000;
const first = Number(
  values.seed ?? systemRandom.bytes(3).reduce((sum, byte) => sum * 256 + byte, 0),
);

interface Run {
  readonly settlements: number;
  readonly settlementsPerSecond: number;
  readonly counts: Readonly<Record<string, number>>;
}

async function run(suite: 'real' | 'stand-in', settlements: number, seed: number): Promise<Run> {
  const command = ['simulate', '--suite', suite, '--settlements', String(settlements)];
  const child = spawn(
    process.execPath,
    // Room for what a world makes and forgets: fewer collections.
    [
      '--max-semi-space-size=64',
      join(ROOT, 'dist/cli.js'),
      ...command,
      '--seed',
      String(seed),
      '--json',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  if (code !== 0) {
    console.log(text);
    throw new Error(`broken: onecard ${command.join(' ')} --seed ${seed}`);
  }
  return (JSON.parse(text) as { readonly data: Run }).data;
}

async function share(suite: 'real' | 'stand-in', settlements: number, seed: number): Promise<void> {
  const processes = availableParallelism();
  const each = Math.ceil(settlements / processes);
  const runs = await Promise.all(
    Array.from({ length: processes }, (_, at) => run(suite, each, seed + at * SEEDS_APART)),
  );
  const done = runs.reduce((sum, { settlements: count }) => sum + count, 0);
  const rates = runs.map(({ settlementsPerSecond }) => settlementsPerSecond);
  console.log(
    `${suite}: ${done} settlements, ${rates.join(' and ')} a second on a core, no invariant broken`,
  );
  for (const { counts } of runs) {
    for (const [name, count] of Object.entries(counts)) {
      total.set(name, (total.get(name) ?? 0) + count);
    }
  }
}

const total = new Map<string, number>();
await share('real', Number(values.real), first);
await share('stand-in', Number(values.settlements) - Number(values.real), first + 5_000_000);
for (const [name, count] of [...total].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`${String(count).padStart(9)}  ${name}`);
}
const wanted = [
  ...Object.keys(SAGA_STATES)
    .filter((state) => state !== 'opened')
    .map((state) => `state ${state}`),
  ...SAGA.map(({ from, event, to }) => `edge ${from} ${event} ${to}`),
];
const rare = wanted.filter((name) => (total.get(name) ?? 0) < TIMES_MIN);
console.log(
  rare.length === 0 ? 'every state and edge often enough' : `too rare: ${rare.join('; ')}`,
);
process.exitCode = rare.length === 0 ? 0 : 1;
