/** A slice of the fuzzing of every HID decoder; the whole of it is the soak's. */

import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import * as ctaphid from '../../fuzz/ctaphid.ts';
import * as hidVendor from '../../fuzz/hidVendor.ts';
import * as uhid from '../../fuzz/uhid.ts';

/** Inputs of one slice: some seconds for all three. */
const INPUTS = 3_000;

/** Mulberry32: small, seeded, good enough to pick bytes. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test.each([ctaphid, hidVendor, uhid])('hostile bytes: $name', async ({ run }) => {
  const seed = Number(process.env.ONECARD_FUZZ_SEED ?? randomInt(2 ** 31));
  const failure = await Promise.resolve(run(seeded(seed), INPUTS)).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure, `ONECARD_FUZZ_SEED=${seed}`).toBeUndefined();
});
