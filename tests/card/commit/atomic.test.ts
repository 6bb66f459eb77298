/** A card that settles in one command: power is cut within it, and nothing is half done. */

import { describe, expect, test } from 'vitest';
import { type CommitProgress, prepareCommit, progressOf } from '../../../src/card/index.ts';
import type { Fault } from '../../../src/virtual/index.ts';
import { contentsIn } from '../altered.ts';
import { countyOf } from '../county.ts';
import { commitCore, usageAfter } from '../issued.ts';
import { rejection } from '../refusal.ts';

const county = await countyOf(1);
const samId = await county.sams.SETTLE.id();

/** The second command of a commit, torn after so many bytes. Then the next tap. */
const ROWS: readonly (readonly [Fault, CommitProgress])[] = [
  [{ kind: 'torn-write', nth: 2, bytesWritten: 1 }, 'not-started'],
  [{ kind: 'torn-write', nth: 2, bytesWritten: 300 }, 'not-started'],
];

describe.each([0, 1, 2])('after %i settlements', (before) => {
  test.each(ROWS)('%o: %s', async (fault, expected) => {
    const made = await county.card('atomic');
    for (let last = 1; last <= before; last++) {
      const session = await county.open(made);
      const { record } = await county.verified(session);
      await session.commit(prepareCommit(record, commitCore(last, { samId }), usageAfter(last)));
      await session.close();
    }
    const session = await county.open(made);
    const { record } = await county.verified(session);
    const core = commitCore(before + 1, { samId });
    const prepared = prepareCommit(record, core, usageAfter(before + 1));
    made.card.failAt(fault);
    expect((await rejection(session.commit(prepared))).code).toBe('reader.card-removed');
    await session.close();

    made.card.powerUp();
    const again = await county.open(made);
    const looked = await county.verified(again);
    expect(progressOf(looked.record, prepared)).toBe(expected);
    expect(looked.record.unreadableSlots.every(({ found }) => found === 'empty')).toBe(true);
    const { atc } = await again.commit(prepared);
    expect(atc).toBe(before + (expected === 'state-written' ? 2 : 1));
    const after = await county.verified(again);
    expect(after.record.proven.current.state.sequence).toBe(before + 1);
    const { log } = await contentsIn(made.store);
    expect(log).toHaveLength(before + 1);
    await again.close();
  });
});

test('a settlement that another way left pending is finished in that way', async () => {
  const made = await county.card('two-slot');
  const session = await county.open(made);
  const { record } = await county.verified(session);
  const prepared = prepareCommit(record, commitCore(1, { samId }), usageAfter());
  made.card.failAt({ kind: 'cut-after', nth: 1 });
  expect((await rejection(session.commit(prepared))).code).toBe('reader.card-removed');
  made.card.powerUp();
  const again = await county.open(made);
  expect(progressOf((await county.verified(again)).record, prepared)).toBe('log-pending');
  expect((await again.commit(prepared)).atc).toBe(1);
});
