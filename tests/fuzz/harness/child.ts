/**
 * Runs one entry in this process and tells its parent by file descriptor 3, a line of JSON at a time.
 * Before each run its number goes to the progress file, so that the parent knows which one hung or
 * ended the process.
 */

import { openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { fromHex } from '../../../src/bytes.ts';
import { entryOf, type FuzzEntry, inputsPerRunOf } from './entry.ts';
import {
  COLLECTION_PAUSE_MS,
  COLLECTIONS_MAX,
  KEPT_BYTES_MAX,
  MEASURED_EVERY_RUNS,
  RUN_GROWTH_BYTES_MAX,
  WARM_UP_RUNS,
} from './limits.ts';
import type { ChildTask, Progress, Told } from './messages.ts';
import { randomOf, recordedWords, seededWords, tapeWords, type Words } from './random.ts';

const TELL_DESCRIPTOR = 3;
const TELL_EVERY_MS = 1_000;
/** The first inputs pay for compilation: they are no measure of the others. */
const UNMEASURED_INPUTS = 1_000;

function tell(told: Told): void {
  writeSync(TELL_DESCRIPTOR, `${JSON.stringify(told)}\n`);
}

/** Bytes on the heap, and in the buffers behind it. */
function heldBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/** What is held beyond `allowed` once everything was collected, or less as soon as it is less. */
async function heldAfterCollection(allowed: number): Promise<number> {
  let held = Number.POSITIVE_INFINITY;
  for (let look = 0; look < COLLECTIONS_MAX && held > allowed; look++) {
    if (look > 0) await sleep(COLLECTION_PAUSE_MS);
    globalThis.gc?.();
    held = heldBytes();
  }
  return held;
}

function wordsOf(task: ChildTask, name: string, run: number): Words {
  const words =
    task.tapeHex === undefined
      ? seededWords(task.seed, name, run)
      : tapeWords(fromHex(task.tapeHex));
  if (task.recordTo === undefined) return words;
  const tape = openSync(task.recordTo, 'w');
  return recordedWords(words, (bytes) => writeSync(tape, bytes));
}

/** Writes the number of the run that begins; read by the parent, and by it alone. */
function progressMark(file: string): (run: number) => void {
  const descriptor = openSync(file, 'w');
  const mark = new Float64Array(1);
  const bytes = new Uint8Array(mark.buffer);
  return (run) => {
    mark[0] = run + 1;
    writeSync(descriptor, bytes, 0, bytes.length, 0);
  };
}

/** Runs until the inputs are done, the budget is spent, or something does not hold. */
async function runAll(entry: FuzzEntry, task: ChildTask): Promise<Told> {
  const mark = progressMark(task.progressFile);
  const inputsPerRun = inputsPerRunOf(entry);
  const started = performance.now();
  let [done, worstMs, worstRun, toldAt, baseline] = [0, 0, task.firstRun, started, 0];
  const progress = (): Progress => {
    const elapsedMs = performance.now() - started;
    return { done, elapsedMs, worstMs, worstRun, inputsPerRun };
  };
  for (let count = 1; done < task.inputs; count++) {
    const run = task.firstRun + count - 1;
    const failed = (outcome: 'threw' | 'allocated' | 'leaked', reason: string): Told => ({
      type: 'failed',
      outcome,
      run,
      reason,
    });
    mark(run);
    const held = heldBytes();
    const random = randomOf(wordsOf(task, entry.name, run));
    const before = process.cpuUsage();
    try {
      const running = entry.run(random, inputsPerRun);
      if (running instanceof Promise) await running;
    } catch (error) {
      return failed('threw', reasonOf(error));
    }
    const { user, system } = process.cpuUsage(before);
    const tookMs = (user + system) / 1_000;
    const ended = performance.now();
    done += inputsPerRun;

    const growth = heldBytes() - held;
    if (growth > RUN_GROWTH_BYTES_MAX) return failed('allocated', `${growth} bytes in one run`);
    if (count === WARM_UP_RUNS) baseline = await heldAfterCollection(0);
    if (baseline > 0 && count % MEASURED_EVERY_RUNS === 0) {
      const kept = (await heldAfterCollection(baseline + KEPT_BYTES_MAX)) - baseline;
      if (kept > KEPT_BYTES_MAX) return failed('leaked', `${kept} bytes after ${done} inputs`);
    }
    if (done > UNMEASURED_INPUTS && tookMs > worstMs) [worstMs, worstRun] = [tookMs, run];
    if (ended - toldAt > TELL_EVERY_MS) {
      toldAt = ended;
      tell({ type: 'progress', ...progress() });
    }
    if (ended - started > task.budgetMs) break;
  }
  const keptBytes = baseline > 0 ? Math.max(0, (await heldAfterCollection(0)) - baseline) : 0;
  return { type: 'done', keptBytes, ...progress() };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const task = JSON.parse(process.argv[2] ?? '') as ChildTask;
const entry = entryOf(
  (await import(pathToFileURL(task.entryFile).href)) as Record<string, unknown>,
);
if (entry) {
  tell({ type: 'ready', name: entry.name });
  tell(await runAll(entry, task));
} else {
  tell({ type: 'no-entry' });
}
