/** A slice of the fuzzing on every run of the suite; the long run is `npm run soak:fuzz`. */

import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { entryFiles } from './harness/entries.ts';
import { entryOf } from './harness/entry.ts';
import { resultText } from './harness/report.ts';
import { fuzz } from './harness/run.ts';

const INPUTS = 3_000;
/** Of each entry; its child needs about two seconds more to start. */
const BUDGET_MS = 4_000;
/** What must be done within the budget even on a loaded machine. */
const INPUTS_MIN = 100;
const TEST_TIMEOUT_MS = 180_000;

const seed = Number(process.env.ONECARD_FUZZ_SEED ?? randomInt(2 ** 32));

const found: { readonly name: string; readonly file: string }[] = [];
for (const file of entryFiles()) {
  const entry = entryOf((await import(pathToFileURL(file).href)) as Record<string, unknown>);
  if (entry) found.push({ name: entry.name, file });
}

describe(`${INPUTS} inputs or ${BUDGET_MS} ms each, ONECARD_FUZZ_SEED=${seed}`, () => {
  test.each(found)(
    '$name',
    async ({ file }) => {
      const result = await fuzz({ entryFile: file, seed, inputs: INPUTS, budgetMs: BUDGET_MS });
      if (result.outcome !== 'held') expect.fail(resultText(result, file));
      expect(result.done).toBeGreaterThanOrEqual(INPUTS_MIN);
    },
    TEST_TIMEOUT_MS,
  );
});

test('every name is one entry', () => {
  const names = found.map(({ name }) => name);
  expect(new Set(names).size, names.join(', ')).toBe(names.length);
  expect(found.length, basename(import.meta.url)).toBeGreaterThan(0);
});
