/** `onecard simulate`: the deterministic world, and how to see again what broke in it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  coverage,
  EVENT_KINDS,
  type EventKind,
  FAULT_KINDS,
  type Failure,
  type FaultKind,
  readDocuments,
  SeededRandom,
  type SimulationResult,
  STAND_IN_NAME,
  simulate,
  standIn,
  tooRare,
} from '../../../src/simulation/index.ts';
import { systemRandom } from '../../../src/terminal/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say, UsageError } from '../output.ts';
import { packageRoot } from '../package.ts';
import { TREATING_CATALOGUE } from '../world/persons.ts';

export const SIMULATION_SUITES = ['real', 'stand-in'] as const;
const SEED_MAX = 2 ** 32;
const SETTLEMENTS_MAX = 100_000_000;
/** Between two lines of progress. */
const PROGRESS_MS = 5_000;

export interface RawSimulation {
  readonly seed?: string;
  readonly settlements: string;
  readonly faults?: string;
  readonly keep?: string;
  readonly suite: (typeof SIMULATION_SUITES)[number];
}

/** Runs it; a broken invariant is a `no` with the command that shows it again. */
export async function runSimulation(
  { language }: CommandOptions,
  raw: RawSimulation,
): Promise<Answer> {
  const seed = raw.seed === undefined ? freshSeed() : whole('--seed', raw.seed, SEED_MAX);
  const settlements = whole('--settlements', raw.settlements, SETTLEMENTS_MAX);
  const only = raw.faults === undefined ? undefined : kindsOf(raw.faults);
  const keep = raw.keep?.split(',').filter((label) => label !== '');
  if (raw.suite === 'stand-in') standIn(new SeededRandom(seed));
  const suite = raw.suite === 'real' ? 'INT' : STAND_IN_NAME;
  say(`seed ${seed}, suite ${suite}`);
  const read = documents();
  const clock = performance.now();
  const processor = process.cpuUsage();
  let told = clock;
  const result = await simulate({
    seed,
    settlements,
    documents: read,
    ...(only && { only }),
    ...(keep && { keep }),
    onProgress(done) {
      const now = performance.now();
      if (now - told < PROGRESS_MS) return;
      told = now;
      say(`${done} settlements, ${Math.round((1000 * done) / (now - clock))} a second`);
    },
  });
  const seconds = (performance.now() - clock) / 1000;
  const { user, system } = process.cpuUsage(processor);
  const processorSeconds = (user + system) / 1e6;
  const failure = result.failure && failureText(result.failure, raw);
  return {
    exit: failure === undefined ? EXIT.done : EXIT.defect,
    outcome: failure === undefined ? 'invariants-held' : 'invariant-broken',
    data: {
      seed,
      suite,
      settlements: result.settlements,
      histories: result.histories,
      settlementsPerSecond: Math.round(result.settlements / seconds),
      settlementsPerProcessorSecond: Math.round(result.settlements / processorSeconds),
      counts: Object.fromEntries(result.counts),
      ...(result.failure && { failure: result.failure }),
    },
    text: [figures(result, seconds, processorSeconds, suite), failure ?? ''].join('\n').trimEnd(),
    isReport: true,
    summary: language === 'en' ? 'an invariant was broken' : '有不变式被破坏',
  };
}

/** The shipped plans: one a county. */
export function documents() {
  const folder = join(packageRoot, 'plans');
  const plans = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.cases.yaml'))
    .sort()
    .reverse();
  const named = (file: string) => ({ file, text: readFileSync(join(packageRoot, file), 'utf8') });
  return readDocuments({
    plans: plans.map((name) => named(`plans/${name}`)),
    catalogue: named(TREATING_CATALOGUE),
  });
}

function figures(
  result: SimulationResult,
  seconds: number,
  processorSeconds: number,
  suite: string,
): string {
  const rate = Math.round(result.settlements / seconds);
  const onCore = Math.round(result.settlements / processorSeconds);
  const head = `${result.settlements} settlements in ${result.histories} worlds, ${rate} a second, ${onCore} a second of processor time (suite ${suite})`;
  return [head, ...coverageText(result.counts)].join('\n');
}

/** A line a name; states and edges that never came once more at the end, so that nobody overlooks them. */
export function coverageText(counts: ReadonlyMap<string, number>): readonly string[] {
  const unseen = tooRare(counts, 1);
  return [
    ...coverage(counts).map(([name, count]) => `${String(count).padStart(9)}  ${name}`),
    ...(unseen.length > 0 ? [`not seen: ${unseen.join('; ')}`] : []),
  ];
}

/** What broke, the shortest history that breaks it, and the commands that show both again. */
export function failureText(
  { seed, settlements, breach, keep, history }: Failure,
  raw: Pick<RawSimulation, 'faults' | 'suite'>,
): string {
  const { invariant, says, found } = breach;
  const faults = raw.faults === undefined ? '' : ` --faults ${raw.faults}`;
  const command = `onecard simulate --seed ${seed} --settlements ${settlements} --suite ${raw.suite}${faults}`;
  return [
    `broken: ${invariant} (${says})`,
    `  ${found}`,
    'the shortest history that still breaks it:',
    ...history,
    'the whole history again:',
    `  ${command}`,
    'this short one again:',
    `  ${command} --keep ${keep.join(',')}`,
  ].join('\n');
}

function kindsOf(text: string): readonly (FaultKind | EventKind)[] {
  const known: readonly string[] = [...FAULT_KINDS, ...EVENT_KINDS];
  const asked = text.split(',').filter((name) => name !== '' && name !== 'none');
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--faults: ${unknown}: expected some of ${known.join(', ')}, or none`);
  }
  return asked as readonly (FaultKind | EventKind)[];
}

function whole(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) throw new UsageError(`${name}: expected 0 to ${max}`);
  return value;
}

/** Printed, so that chance can be met again. */
function freshSeed(): number {
  return systemRandom.bytes(4).reduce((seed, byte) => seed * 256 + byte, 0);
}
