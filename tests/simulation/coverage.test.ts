/** The simulation comes by every row of the saga's table, every kind of referral and every end of a review. */

import { expect, test } from 'vitest';
import { documents } from '../../examples/cli/simulation/simulate.ts';
import { addCounts, SeededRandom, simulate, standIn, tooRare } from '../../src/simulation/index.ts';

/** The same histories each time; what they come by changes when the product does other calls. */
const SEED = 400;
/** The rarest edges come once in a thousand settlements; what comes in bunches leaves out twenty histories at times. */
const SETTLEMENTS_MAX = 25_000;
/** On a loaded machine; never asserted on. */
const TIMEOUT_MS = 600_000;

standIn(new SeededRandom(SEED));
const read = documents();

test('every state, edge, kind and end is reached, and no invariant breaks', {
  timeout: TIMEOUT_MS,
}, async () => {
  const counts = new Map<string, number>();
  let settlements = 0;
  for (let at = 0; settlements < SETTLEMENTS_MAX && tooRare(counts, 1).length > 0; at++) {
    const result = await simulate({ seed: SEED + at, settlements: 250, documents: read });
    expect(result.failure, `onecard simulate --seed ${SEED + at} --suite stand-in`).toBeUndefined();
    settlements += result.settlements;
    addCounts(counts, result.counts);
  }
  console.log(`every state, edge, kind and end after ${settlements} settlements from seed ${SEED}`);
  expect(tooRare(counts, 1)).toEqual([]);
});
