/**
 * Runs every entry for long: npm run soak:fuzz -- [--inputs N] [--seed S] [--only NAME] [--run R] [--tape HEX]
 * Results go to standard output, progress to standard error; ends with 1 when something did not hold.
 */

import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { entryFiles } from './entries.ts';
import { PROGRESS_PAUSE_MS } from './limits.ts';
import { progressText, resultText } from './report.ts';
import { type FuzzOptions, fuzz } from './run.ts';

const INPUTS = 1_000_000;
const SEED_MAX = 2 ** 32;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string', multiple: true },
    run: { type: 'string' },
    tape: { type: 'string' },
  },
});

/** A whole number of the command line. */
function whole(name: string, text: string, below: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number < below) return number;
  throw new RangeError(`--${name} expected a whole number below ${below}`);
}

const seed = values.seed === undefined ? randomInt(SEED_MAX) : whole('seed', values.seed, SEED_MAX);
const isReplay = values.run !== undefined || values.tape !== undefined;
const inputs =
  values.inputs === undefined
    ? isReplay
      ? 1
      : INPUTS
    : whole('inputs', values.inputs, Number.MAX_SAFE_INTEGER);
const wanted = entryFiles().filter(
  (file) => values.only === undefined || values.only.includes(basename(file, '.ts')),
);
if (wanted.length === 0 || (values.tape !== undefined && wanted.length !== 1)) {
  const names = entryFiles().map((file) => basename(file, '.ts'));
  throw new RangeError(`--only expected one of: ${names.join(', ')}`);
}

process.stdout.write(`seed ${seed}\n`);
for (const entryFile of wanted) {
  let told = performance.now();
  const options: FuzzOptions = {
    entryFile,
    seed,
    inputs,
    ...(values.run === undefined ? {} : { firstRun: whole('run', values.run, SEED_MAX) }),
    ...(values.tape === undefined ? {} : { tapeHex: values.tape }),
    onProgress(progress) {
      if (performance.now() - told < PROGRESS_PAUSE_MS) return;
      told = performance.now();
      process.stderr.write(`  ${basename(entryFile, '.ts')}: ${progressText(progress)}\n`);
    },
  };
  const result = await fuzz(options);
  if (result.outcome === 'no-entry') continue;
  process.stdout.write(`${resultText(result, entryFile)}\n`);
  if (result.outcome !== 'held') process.exitCode = 1;
}
