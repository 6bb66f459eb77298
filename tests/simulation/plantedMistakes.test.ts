/** The simulation finds what is wrong: ten known mistakes, planted one at a time. */

import { expect, test } from 'vitest';
import { documents } from '../../examples/cli/simulation/simulate.ts';
import { SeededRandom, simulate, standIn } from '../../src/simulation/index.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { MISTAKES } from './mistakes.ts';

/** Each is found within so many from any seed; most within some hundred. */
const SETTLEMENTS_MAX = 20_000;
/** A fresh one, printed; ONECARD_SEED meets it again. */
const SEED = Number(process.env.ONECARD_SEED ?? freshSeed());

function freshSeed(): number {
  return systemRandom.bytes(4).reduce((seed, byte) => seed * 256 + byte, 0);
}

standIn(new SeededRandom(SEED));
const read = documents();

/** On a loaded machine; never asserted on. */
const TIMEOUT_MS = 900_000;

test.each(MISTAKES)('$name is caught', { timeout: TIMEOUT_MS }, async ({ name, planting }) => {
  const options = { seed: SEED, settlements: SETTLEMENTS_MAX, documents: read, planting };
  const { failure, settlements } = await simulate({ ...options, isShrinking: false });
  console.log(`${name}: ${failure?.breach.invariant} after ${settlements}, seed ${SEED}`);
  expect(failure, `seed ${SEED}`).toBeDefined();
});
