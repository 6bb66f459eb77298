/** A slice with a fresh seed, with the real suites; the soak (`npm run soak:simulate`) does the million. */

import { expect, test } from 'vitest';
import { documents } from '../../examples/cli/simulation/simulate.ts';
import { FAULT_KINDS } from '../../src/simulation/faults.ts';
import { SeededRandom, simulate } from '../../src/simulation/index.ts';
import { stepOf } from '../../src/simulation/labels.ts';
import { shrink } from '../../src/simulation/shrink.ts';
import { drawHistory, EVENT_KINDS } from '../../src/simulation/steps.ts';
import { systemRandom } from '../../src/terminal/index.ts';

const read = documents();
const FRESH = systemRandom.bytes(4).reduce((seed, byte) => seed * 256 + byte, 0);
/** Begins no history after that: a machine with others to serve must come to an end too. */
const SLICE_MS = 25_000;
const SLICE_SETTLEMENTS = 2_000;

test('no invariant breaks, whatever fails: real suites, fresh seeds', async () => {
  const end = performance.now() + SLICE_MS;
  let settlements = 0;
  for (let at = 0; settlements < SLICE_SETTLEMENTS && performance.now() < end; at++) {
    const result = await simulate({ seed: FRESH + at, settlements: 120, documents: read });
    settlements += result.settlements;
    expect(
      result.failure,
      `onecard simulate --seed ${FRESH + at} --settlements 120`,
    ).toBeUndefined();
  }
  console.log(`${settlements} settlements from seed ${FRESH}`);
  expect(settlements).toBeGreaterThan(0);
});

test('one seed is one history', async () => {
  const options = { seed: 7, settlements: 60, documents: read };
  const [one, other] = [await simulate(options), await simulate(options)];
  expect(one.settlements).toBeGreaterThan(0);
  expect(one.counts.size).toBeGreaterThan(0);
  expect([...other.counts]).toEqual([...one.counts]);
});

const SHAPE = {
  desks: 4,
  persons: 8,
  counties: 2,
  visits: 60,
  faults: FAULT_KINDS,
  events: EVENT_KINDS,
};

test('a long failing history shrinks to what it takes', async () => {
  const history = drawHistory(new SeededRandom(FRESH), SHAPE);
  const culprits = [history[4]!.number, history[31]!.number];
  const labels = await shrink(history, history.length, async (kept) =>
    culprits.every((number) => kept.some((label) => stepOf(history, label).number === number)),
  );
  expect(labels.map((label) => stepOf(history, label).number)).toEqual(culprits);
  const faults = labels.flatMap((label) => {
    const { step } = stepOf(history, label);
    return step.kind === 'visit' ? step.visit.faults : [];
  });
  expect(faults).toEqual([]);
});
