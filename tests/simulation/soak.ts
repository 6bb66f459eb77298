/**
 * A million settlements with all faults on: npm run soak:simulate [-- options]
 *
 * | option | |
 * |---|---|
 * | `--settlements N` | how many altogether; 1,000,000 |
 * | `--real N` | so many of them with the real suites; 20,000 |
 * | `--workers N` | processes at a time; one a core |
 * | `--seed N` | of the first slice; a fresh one, which is printed, without it |
 * | `--each N` | how often every state, edge, kind of referral and end of a review has to come, and half as often everything at the end of a year; 1,000 for a million, in proportion for less |
 * | `--into FILE` | a line a finished slice; with a file that is there already the soak goes on behind it |
 *
 * Slices of 10,000, each in a process of its own with seeds that no other has. Ends with the sum of all
 * reports; exit code 1 for a broken invariant, or a state, edge, kind or end that came too seldom.
 */

import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coverageText, failureText } from '../../examples/cli/simulation/simulate.ts';
import { addCounts, type Failure, tooRare } from '../../src/simulation/index.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { ROOT } from '../support/sources.ts';

type SuiteName = 'real' | 'stand-in';

interface Slice {
  readonly suite: SuiteName;
  readonly seed: number;
  readonly settlements: number;
}

interface Report extends Slice {
  readonly settlementsPerSecond: number;
  readonly settlementsPerProcessorSecond: number;
  readonly counts: Readonly<Record<string, number>>;
}

const SLICE_SETTLEMENTS = 10_000;
/** More histories than any slice has. */
const SEEDS_A_SLICE = 1_000;
/** So that the last of all slices still has a seed below 2^32. */
const FIRST_SEEDS = 4_000_000;
const MILLION = 1_000_000;

const { values } = parseArgs({
  options: {
    settlements: { type: 'string', default: String(MILLION) },
    real: { type: 'string', default: '20000' },
    workers: { type: 'string', default: String(availableParallelism()) },
    seed: { type: 'string' },
    each: { type: 'string' },
    into: { type: 'string' },
  },
});
const wanted = Number(values.settlements);
const each = Number(values.each ?? Math.floor(wanted / 1_000));

const reports: Report[] = [];
if (values.into !== undefined && existsSync(values.into)) {
  for (const line of readFileSync(values.into, 'utf8').split('\n')) {
    if (line !== '') reports.push(JSON.parse(line) as Report);
  }
}
/** Behind every seed that the file holds. */
const seeds = reports.map(({ seed }) => seed + SEEDS_A_SLICE);
const first = Math.max(Number(values.seed ?? freshSeed()), ...seeds);
console.log(`seed ${first}, ${reports.length} slices done before`);

function freshSeed(): number {
  if (reports.length > 0) return 0;
  const drawn = systemRandom.bytes(3).reduce((sum, byte) => sum * 256 + byte, 0);
  return (drawn % FIRST_SEEDS) * SEEDS_A_SLICE;
}

function settledOf(suite: SuiteName): number {
  return reports
    .filter((report) => report.suite === suite)
    .reduce((sum, { settlements }) => sum + settlements, 0);
}

/** What is still to be done, the real suites first. */
function* slices(): Generator<Slice> {
  let seed = first;
  const real = Math.min(Number(values.real), wanted);
  for (const [suite, whole] of [
    ['real', real],
    ['stand-in', wanted - real],
  ] as const) {
    let left = whole - settledOf(suite);
    for (; left > 0; left -= SLICE_SETTLEMENTS) {
      yield { suite, seed, settlements: Math.min(left, SLICE_SETTLEMENTS) };
      seed += SEEDS_A_SLICE;
    }
  }
}

/** @throws Error with the shortest history of a broken invariant */
async function run({ suite, settlements, seed }: Slice): Promise<Report> {
  const options = ['--suite', suite, '--settlements', String(settlements), '--seed', String(seed)];
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=64', join(ROOT, 'dist/cli.js'), 'simulate', ...options, '--json'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const { data, error } = envelopeOf(text);
  if (error?.detail?.failure) throw new Error(failureText(error.detail.failure, { suite }));
  if (!data || code !== 0) {
    throw new Error(`onecard simulate ${options.join(' ')} ended with ${code}: ${error?.code}`);
  }
  return { ...data, suite, seed };
}

/** What the command printed; nothing when it was killed. */
function envelopeOf(text: string): {
  readonly data?: Report;
  readonly error?: { readonly code: string; readonly detail?: { readonly failure?: Failure } };
} {
  return text === '' ? {} : JSON.parse(text);
}

/** Takes slices until there are none, or somebody met a broken invariant. */
async function work(left: Iterator<Slice>): Promise<void> {
  for (let next = left.next(); !next.done && broken === undefined; next = left.next()) {
    try {
      const report = await run(next.value);
      reports.push(report);
      if (values.into !== undefined) appendFileSync(values.into, `${JSON.stringify(report)}\n`);
      const { suite, seed, settlements, settlementsPerSecond } = report;
      console.log(`${suite} ${seed}: ${settlements} settlements, ${settlementsPerSecond} a second`);
    } catch (error) {
      broken ??= error;
    }
  }
}

let broken: unknown;
const left = slices();
await Promise.all(Array.from({ length: Number(values.workers) }, () => work(left)));

const counts = new Map<string, number>();
for (const report of reports) addCounts(counts, Object.entries(report.counts));
console.log(coverageText(counts).join('\n'));
for (const suite of ['real', 'stand-in'] as const) {
  const of = reports.filter((report) => report.suite === suite);
  const mean = (name: 'settlementsPerSecond' | 'settlementsPerProcessorSecond') =>
    Math.round(of.reduce((sum, report) => sum + report[name], 0) / Math.max(1, of.length));
  console.log(
    `${suite}: ${settledOf(suite)} settlements in ${of.length} slices, ${mean('settlementsPerSecond')} a second in one process, ${mean('settlementsPerProcessorSecond')} a second of processor time`,
  );
}
const rare = tooRare(counts, each);
console.log(
  rare.length === 0
    ? `every state, edge, kind and end came ${each} times at least`
    : `less than ${each} times: ${rare.join('; ')}`,
);
if (broken !== undefined) console.log(broken instanceof Error ? broken.message : broken);
process.exitCode = broken === undefined && rare.length === 0 ? 0 : 1;
