/** Results as text. */

import { basename } from 'node:path';
import type { Progress } from './messages.ts';
import type { FuzzFailure, FuzzResult } from './run.ts';

const MEBIBYTE = 1024 * 1024;

/** `APDU: 1,000,000 inputs, 36,345/s, worst 0.8 ms of processor time (1 input, run 5123), 0.1 MiB kept` */
export function resultText(result: FuzzResult, entryFile: string): string {
  switch (result.outcome) {
    case 'held':
      return `${result.name}: ${progressText(result)}, ${(result.keptBytes / MEBIBYTE).toFixed(1)} MiB kept`;
    case 'no-entry':
      return `${basename(entryFile)}: no entry`;
    default:
      return failureText(result, entryFile);
  }
}

export function progressText(progress: Progress): string {
  const { done, elapsedMs, worstMs, worstRun, inputsPerRun } = progress;
  const rate = Math.round((done * 1_000) / Math.max(1, elapsedMs));
  const inputs = inputsPerRun === 1 ? '1 input' : `${inputsPerRun} inputs`;
  return `${grouped(done)} inputs, ${grouped(rate)}/s, worst ${worstMs.toFixed(1)} ms of processor time (${inputs}, run ${worstRun})`;
}

function failureText(failure: FuzzFailure, entryFile: string): string {
  const { name, outcome, seed, run, reason, tapeHex, isTapeCut } = failure;
  const command = `npm run soak:fuzz -- --only ${basename(entryFile, '.ts')}`;
  const tape = isTapeCut
    ? `draws (the first ${tapeHex.length / 2} bytes): ${tapeHex}`
    : `draws: ${tapeHex}\nor:     ${command} --tape ${tapeHex}`;
  return [
    `${name}: ${outcome} in run ${run} of seed ${seed}`,
    reason,
    `replay: ${command} --seed ${seed} --run ${run}`,
    tape,
  ].join('\n');
}

/** `1,000,000` */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
