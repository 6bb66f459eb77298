/** What a module signed off line in a day, whatever its terminal's clock did in between. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openJournal } from '../../../src/settlement/index.ts';
import { memoryCardCounters, moduleSigner } from '../../../src/terminal/index.ts';
import { openOutbox } from '../../../src/terminal/offline/outbox.ts';
import { instant } from '../../../src/time.ts';
import { HOME, tap } from '../../support/taps.ts';
import { bill, HOUR_MS, offlineWorld } from './support.ts';

test.each([
  ['a day back', -24],
  ['a year back', -24 * 365],
  ['a year ahead', 24 * 365],
])('a clock that stood %s for an entry hides nothing of the day', async (_, hours) => {
  const { world, folder, at } = await offlineWorld();
  const { terminalId, clock } = world.equipment;
  let moved = 0;
  const wrong = { now: () => instant(clock.now() + moved) };
  const journal = openJournal(join(folder, 'own.journal'), { terminalId, clock: wrong });
  onTestFinished(() => journal.close());
  const own = { ...at({ cut: true }), journal, counters: memoryCardCounters() };
  expect(await tap(world, await bill('ZY1', 1000), own)).toMatchObject({ outcome: 'settled' });
  moved = hours * HOUR_MS;
  await journal.checkpoint(moduleSigner(world.sam));
  moved = 0;
  const outbox = openOutbox({ journal, clock });
  const sums = outbox.sums(HOME, await world.sam.id(), clock.now());
  expect(sums).toEqual({ count: 1, sum: 38500n, samDaySum: 38500n });
});
