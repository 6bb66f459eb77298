/** Journals that end in the middle of everything: mistakes there are found, and the folder forgets as it should. */

import { expect, test } from 'vitest';
import { documents } from '../../examples/cli/simulation/simulate.ts';
import { SeededRandom, simulate, standIn } from '../../src/simulation/index.ts';
import { JOURNAL_FILE, MemoryFolder } from '../../src/simulation/memoryFolder.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { ROTATION_MISTAKES } from './rotationMistakes.ts';

const FRESH = systemRandom.bytes(4).reduce((seed, byte) => seed * 256 + byte, 0);
standIn(new SeededRandom(FRESH));
const read = documents();

/** Every desk rotates within a few histories. */
const SETTLEMENTS_MAX = 3_000;
/** On a loaded machine; never asserted on. */
const TIMEOUT_MS = 300_000;

test.each(ROTATION_MISTAKES)(
  '$name is caught',
  { timeout: TIMEOUT_MS },
  async ({ name, found, planting }) => {
    const options = { seed: FRESH, settlements: SETTLEMENTS_MAX, documents: read, planting };
    const outcome = await simulate({ ...options, isShrinking: false }).then(
      ({ failure }) => failure && `${failure.breach.invariant}: ${failure.breach.found}`,
      (error: unknown) => String(error),
    );
    console.log(`${name}: ${outcome}, seed ${FRESH}`);
    expect(outcome, `seed ${FRESH}`).toMatch(found);
  },
);

test('a power cut takes back the newest names that nobody flushed, and kills whoever was there', () => {
  const folder = new MemoryFolder();
  const files = folder.files();
  const lock = files.lock(JOURNAL_FILE);
  expect(() => folder.files().lock(JOURNAL_FILE)).toThrow(
    expect.objectContaining({ code: 'journal.in-use' }),
  );
  files.openStore(JOURNAL_FILE).close();
  files.rename(JOURNAL_FILE, 'journal-2026');
  files.flushNames(JOURNAL_FILE);
  files.openStore('journal.next').close();
  files.rename('journal.next', JOURNAL_FILE);
  folder.cutAfter(0, () => undefined, { forgets: 1 });
  expect(() => files.exists(JOURNAL_FILE)).toThrow('the power is gone');
  expect(folder.names).toEqual(['journal-2026', 'journal.next']);
  expect(() => files.exists(JOURNAL_FILE)).toThrow('the power is gone');
  lock.release();
  folder.files().lock(JOURNAL_FILE).release();
  folder.close();
});
