/** The harness itself: every way in which an entry can go wrong is seen, named, and can be replayed. */

import { describe, expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes.ts';
import { entryFiles, faultFile } from './entries.ts';
import { entryOf } from './entry.ts';
import { randomOf, recordedWords, seededWords, tapeWords } from './random.ts';
import { resultText } from './report.ts';
import { type FuzzFailure, type FuzzResult, fuzz } from './run.ts';

const SEED = 20_260_309;
const TEST_TIMEOUT_MS = 240_000;

async function failureOf(name: string, inputs: number): Promise<FuzzFailure> {
  const result = await fuzz({
    entryFile: faultFile(name),
    seed: SEED,
    inputs,
    runDeadlineMs: 1_500,
  });
  return asFailure(result);
}

function asFailure(result: FuzzResult): FuzzFailure {
  if (result.outcome === 'held' || result.outcome === 'no-entry') throw new Error(result.outcome);
  return result;
}

describe('a broken entry', () => {
  test.each([
    ['throws', 'threw', 2_000],
    ['hangs', 'hung', 2_000],
    ['hangsAsleep', 'hung', 2_000],
    ['allocates', 'allocated', 2_000],
    ['leaks', 'leaked', 200_000],
    ['crashes', 'crashed', 2_000],
    ['endsEarly', 'ended-early', 2_000],
  ] as const)(
    '%s: %s, with the run that did it',
    async (name, outcome, inputs) => {
      const failure = await failureOf(name, inputs);
      expect(failure.outcome).toBe(outcome);
      expect(failure.seed).toBe(SEED);
      expect(resultText(failure, faultFile(name))).toContain(`--seed ${SEED} --run ${failure.run}`);
      if (name === 'leaks') return;
      // The faults strike when the first draw is below 0.01: the run that is named is the first such.
      const strikes = (run: number) => randomOf(seededWords(SEED, failure.name, run))() < 0.01;
      expect(strikes(failure.run)).toBe(true);
      expect(Array.from({ length: failure.run }, (_, run) => run).filter(strikes)).toEqual([]);
      expect(randomOf(tapeWords(fromHex(failure.tapeHex)))()).toBeLessThan(0.01);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'fails again by its tape alone, and by seed and run',
    async () => {
      const first = await failureOf('throws', 2_000);
      const again = { entryFile: faultFile('throws'), inputs: 1 };
      const byTape = asFailure(await fuzz({ ...again, seed: 1, tapeHex: first.tapeHex }));
      const byRun = asFailure(await fuzz({ ...again, seed: SEED, firstRun: first.run }));
      const [message] = first.reason.split('\n');
      expect(message).toMatch(/^Error: drew 0\.\d+$/);
      expect(byTape.reason.split('\n')[0]).toBe(message);
      expect(byRun.reason.split('\n')[0]).toBe(message);
    },
    TEST_TIMEOUT_MS,
  );
});

test(
  'a budget ends a run that holds',
  async () => {
    const entryFile = entryFiles().find((file) => file.endsWith('/fci.ts'))!;
    const result = await fuzz({ entryFile, seed: SEED, inputs: 1e12, budgetMs: 500 });
    expect(result).toMatchObject({ outcome: 'held', name: 'FCI' });
  },
  TEST_TIMEOUT_MS,
);

test('the same seed draws alike, another run or another entry does not, and a tape repeats', () => {
  const draw = (words: () => number) => Array.from({ length: 8 }, words);
  const [a, b] = [seededWords(1, 'x', 0), seededWords(1, 'x', 0)];
  const written: number[] = [];
  const drawn = draw(recordedWords(a, (bytes) => written.push(...bytes)));
  expect(draw(b)).toEqual(drawn);
  expect(draw(tapeWords(Uint8Array.from(written)))).toEqual(drawn);
  expect(draw(seededWords(1, 'x', 1))).not.toEqual(drawn);
  expect(draw(seededWords(1, 'y', 0))).not.toEqual(drawn);
  expect(draw(seededWords(2, 'x', 0))).not.toEqual(drawn);
});

test('draws fill 0 to 1 evenly', () => {
  const counts = Array.from({ length: 16 }, () => 0);
  for (let run = 0; run < 16_000; run++) {
    counts[Math.floor(randomOf(seededWords(SEED, 'even', run))() * 16)]! += 1;
  }
  // 1,000 each on average, standard deviation 31: seven of them is not chance.
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(220);
});

test('a module without an entry is none', () => {
  expect(entryOf({ name: 'x' })).toBeUndefined();
  expect(entryOf({ default: { name: 'x', run() {} } })?.name).toBe('x');
});
