/**
 * Runs every entry for long: npm run soak:fuzz -- [--inputs N] [--seed S] [--only NAME] [--from NAME] [--run R] [--tape HEX]
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
    from: { type: 'string' },
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
const names = entryFiles().map((file) => basename(file, '.ts'));
const { only = names, from = names[0]! } = values;
const unknown = [...only, from].filter((name) => !names.includes(name));
if (unknown.length > 0 || (values.tape !== undefined && only.length !== 1)) {
  throw new RangeError(`--only and --from expected one of: ${names.join(', ')}`);
}
/** In the order of their names; `--from` takes a soak up again that was broken off there. */
const wanted = entryFiles()
  .slice(names.indexOf(from))
  .filter((file) => only.includes(basename(file, '.ts')));

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
