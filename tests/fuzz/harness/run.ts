/** Runs entries, each in a child process that is killed when it hangs. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { toHex } from '../../../src/bytes.ts';
import {
  CHILD_HEAP_MEGABYTES,
  LOOK_PAUSE_MS,
  RUN_DEADLINE_MS,
  START_DEADLINE_MS,
  STDERR_CHARACTERS_MAX,
  TAPE_BYTES_MAX,
} from './limits.ts';
import type { ChildTask, Progress, Told } from './messages.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
const TYPESCRIPT = new URL('../../../scripts/typescript.mjs', import.meta.url).href;

export interface FuzzOptions {
  readonly entryFile: string;
  readonly seed: number;
  readonly inputs: number;
  readonly firstRun?: number;
  readonly budgetMs?: number;
  readonly tapeHex?: string;
  readonly runDeadlineMs?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** How a run, or the process that it ran in, ended badly. */
export type Trouble = 'threw' | 'hung' | 'allocated' | 'leaked' | 'crashed' | 'ended-early';

export interface FuzzFailure {
  readonly outcome: Trouble;
  readonly name: string;
  readonly seed: number;
  readonly run: number;
  readonly reason: string;
  /** The draws of that run up to its end; with them it runs again whatever the seed. */
  readonly tapeHex: string;
  /** Whether the tape is longer than what is kept of it: then seed and run replay. */
  readonly isTapeCut: boolean;
}

export type FuzzResult =
  | ({ readonly outcome: 'held'; readonly name: string; readonly keptBytes: number } & Progress)
  | { readonly outcome: 'no-entry' }
  | FuzzFailure;

/** Runs an entry over `inputs` inputs. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const folder = await mkdtemp(join(tmpdir(), 'onecard-fuzz-'));
  try {
    const result = await runChild(options, folder);
    if (result.outcome === 'held' || result.outcome === 'no-entry') return result;
    const tape = await tapeOf(options, folder, result.run);
    const tapeHex = toHex(tape.subarray(0, TAPE_BYTES_MAX));
    return { ...result, tapeHex, isTapeCut: tape.length > TAPE_BYTES_MAX };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The failing run once more, each of its draws written down before it is used. */
async function tapeOf(options: FuzzOptions, folder: string, run: number): Promise<Uint8Array> {
  const recordTo = join(folder, 'tape');
  await runChild({ ...options, firstRun: run, inputs: 1 }, folder, recordTo);
  return readFile(recordTo).catch(() => new Uint8Array(0));
}

async function runChild(
  options: FuzzOptions,
  folder: string,
  recordTo?: string,
): Promise<FuzzResult> {
  const { entryFile, seed, firstRun = 0, inputs, tapeHex } = options;
  const progressFile = join(folder, `progress-${recordTo === undefined ? 'all' : 'one'}`);
  const task: ChildTask = {
    entryFile,
    seed,
    firstRun,
    inputs,
    budgetMs: options.budgetMs ?? Number.MAX_SAFE_INTEGER,
    progressFile,
    ...(tapeHex === undefined ? {} : { tapeHex }),
    ...(recordTo === undefined ? {} : { recordTo }),
  };
  const flags = [`--max-old-space-size=${CHILD_HEAP_MEGABYTES}`, '--expose-gc'];
  const child = spawn(
    process.execPath,
    [...flags, '--enable-source-maps', '--import', TYPESCRIPT, CHILD, JSON.stringify(task)],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const heard = listen(child, options.onProgress);
  const stopWatching = watchForHang(child, progressFile, options.runDeadlineMs);
  const ended = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  const isHung = stopWatching();

  const { name, last, stderr } = heard();
  if (last?.type === 'no-entry') return { outcome: 'no-entry' };
  if (last?.type === 'done') return { ...last, outcome: 'held', name };
  const failure = { name, seed, tapeHex: '', isTapeCut: false };
  if (last?.type === 'failed') return { ...failure, ...last };
  return {
    ...failure,
    name: name || basename(entryFile),
    run: (await lastBegun(progressFile)) ?? firstRun,
    outcome: isHung ? 'hung' : endedEarly(ended) ? 'ended-early' : 'crashed',
    reason: isHung ? 'no end before the deadline' : `${ended}\n${stderr}`.trim(),
  };
}

/** 13: Node found nothing left to do while a promise was still awaited. */
function endedEarly(ended: string): boolean {
  return ended === 'exit 0' || ended === 'exit 13';
}

function listen(child: ChildProcess, onProgress: FuzzOptions['onProgress']) {
  let name = '';
  let last: Told | undefined;
  let stderr = '';
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARACTERS_MAX);
  });
  const told = child.stdio[3] as Readable;
  told.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as Told;
      if (message.type === 'ready') name = message.name;
      else if (message.type === 'progress') onProgress?.(message);
      else last = message;
    }
  });
  return () => ({ name, last, stderr });
}

/** Kills the child once a run takes too long. @returns stops watching, and says whether it killed */
function watchForHang(
  child: ChildProcess,
  progressFile: string,
  deadlineMs = RUN_DEADLINE_MS,
): () => boolean {
  let isKilled = false;
  let seen: number | undefined;
  let since = performance.now();
  const look = async (): Promise<void> => {
    const run = await lastBegun(progressFile);
    if (run !== seen) [seen, since] = [run, performance.now()];
    const limit = seen === undefined ? START_DEADLINE_MS : deadlineMs;
    if (performance.now() - since <= limit) return;
    isKilled = true;
    child.kill('SIGKILL');
  };
  const timer = setInterval(() => void look(), LOOK_PAUSE_MS);
  return () => {
    clearInterval(timer);
    return isKilled;
  };
}

/** Number of the run that was begun last. */
async function lastBegun(progressFile: string): Promise<number | undefined> {
  const bytes = await readFile(progressFile).catch(() => undefined);
  if (bytes?.length !== Float64Array.BYTES_PER_ELEMENT) return undefined;
  const mark = new Float64Array(Uint8Array.from(bytes).buffer)[0]!;
  return mark === 0 ? undefined : mark - 1;
}
