/** What a world held is given back once it ended: a soak has thousands of them. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { documents } from '../../examples/cli/simulation/simulate.ts';
import { simulate } from '../../src/simulation/index.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const SEEDS = [3, 4, 5];
const SETTLEMENTS = 60;

test('nothing holds a world that ended, nor its databases', async () => {
  const read = documents();
  const held: WeakRef<object>[] = [];
  let faults = 0;
  for (const seed of SEEDS) {
    const { counts } = await simulate({
      seed,
      settlements: SETTLEMENTS,
      documents: read,
      planting: { desk: (desk) => held.push(new WeakRef(desk), new WeakRef(desk.disk.rows)) },
    });
    // What waits on a desk whose power went waits for ever.
    faults += counts.get('fault power-cut') ?? 0;
  }
  expect(faults).toBeGreaterThan(0);
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  collect();
  expect(held.length).toBeGreaterThan(0);
  expect(held.filter((each) => each.deref() !== undefined)).toHaveLength(0);
});
