/** The hospital's side of the day's end: it is simulated, and whoever compares wrongly is found. */

import { expect, test } from 'vitest';
import { documents } from '../../examples/cli/simulation/simulate.ts';
import { type ComparedDay, OF_DAYS } from '../../src/simulation/dayInvariants.ts';
import { SeededRandom, simulate, standIn } from '../../src/simulation/index.ts';
import { systemRandom } from '../../src/terminal/index.ts';

const FRESH = systemRandom.bytes(4).reduce((seed, byte) => seed * 256 + byte, 0);
standIn(new SeededRandom(FRESH));

/** One history may have no day that the books can be made for. */
const HISTORIES = 4;

test('days end with books and without', { timeout: 240_000 }, async () => {
  const ends = { 'end day-end closed with-books': 0, 'end day-end closed': 0 };
  const read = documents();
  for (let seed = FRESH; seed < FRESH + HISTORIES; seed++) {
    const { failure, counts } = await simulate({ seed, settlements: 120, documents: read });
    const again = `onecard simulate --seed ${seed} --settlements 120 --suite stand-in`;
    expect(failure, again).toBeUndefined();
    for (const end of Object.keys(ends) as (keyof typeof ends)[]) ends[end] += counts.get(end) ?? 0;
  }
  for (const count of Object.values(ends)) expect(count).toBeGreaterThan(0);
});

const NONE = new Set<string>();
const B = new Set(['H B-1']);

test.each<[string, Partial<ComparedDay>, string | undefined]>([
  ['nothing differs', {}, undefined],
  [
    'what is wrong is named',
    { wrong: 'H B-1', differing: B, named: { hisJournal: B, hisCentre: B, journalCentre: NONE } },
    undefined,
  ],
  ['what is wrong is not named', { wrong: 'H B-1', differing: B }, 'nobody is told'],
  ['what differs by a fault is not named', { differing: B }, 'differs, and is not named'],
  [
    'what is the same is named',
    { named: { hisJournal: B, hisCentre: B, journalCentre: NONE } },
    'is named, and is the same',
  ],
  [
    'named of the journal alone',
    { differing: B, named: { hisJournal: B, hisCentre: NONE, journalCentre: NONE } },
    'the books differ from one of them',
  ],
  [
    'the centre differs from the journal too',
    { differing: B, named: { hisJournal: B, hisCentre: NONE, journalCentre: B } },
    undefined,
  ],
])('%s', (_, changes, found) => {
  const named = { hisJournal: NONE, hisCentre: NONE, journalCentre: NONE };
  const comparedDays = [{ name: 'T01', differing: NONE, named, ...changes }];
  const scope = { world: { notebook: { comparedDays } } } as never;
  const breaches = OF_DAYS.flatMap((each) => [...each.find(scope)]);
  if (found === undefined) expect(breaches).toEqual([]);
  else expect(breaches.join('; ')).toContain(found);
});
