/**
 * Each byte of both state slots is flipped in turn. A slot that was written to its end and changed
 * afterwards refuses the card, whether it is the current one or the older.
 */

import { expect, test } from 'vitest';
import { SLOT_BYTES, verifyRecord } from '../../../src/card/index.ts';
import { alteredCard, withFileBytes } from '../altered.ts';
import { settledCard } from '../commit/settled.ts';
import { NOW, openSession, TRUST, YEAR } from '../issued.ts';
import { flipped } from '../refusal.ts';

const END_MARK_OFFSET = SLOT_BYTES - 4;

/** Failed checks, and the sequence of the state that would count. */
async function outcomeWith(settlements: number, slot: 'A' | 'B', index: number, mask: number) {
  const changed = withFileBytes(`EF.STATE-${slot}`, (bytes) => flipped(bytes, index, mask));
  const { reader } = await alteredCard(await settledCard(settlements), changed);
  const session = await openSession(reader);
  const verification = verifyRecord(await session.read(), TRUST, { now: NOW, insuranceYear: YEAR });
  if (verification.outcome === 'verified') {
    return { failed: [], sequence: verification.record.proven.current.state.sequence };
  }
  return { failed: verification.failed.map(({ name }) => name), sequence: undefined };
}

test.each([
  [0, 'A'],
  [1, 'A'],
  [1, 'B'],
  [2, 'A'],
  [2, 'B'],
] as const)('after %i settlements: every byte of slot %s', async (settlements, slot) => {
  for (let index = 0; index < SLOT_BYTES; index++) {
    const { failed, sequence } = await outcomeWith(settlements, slot, index, 1 << (index % 8));
    if (index >= END_MARK_OFFSET) {
      // The end mark proves nothing: a slot that proves itself counts, whatever its mark.
      expect([index, failed, sequence]).toEqual([index, [], settlements]);
    } else {
      expect([index, failed]).toEqual([index, expect.arrayContaining(['state-mac'])]);
    }
  }
});

test('a byte in the slot that was never written', async () => {
  for (const index of [0, 1, 100, SLOT_BYTES - 1]) {
    const { failed } = await outcomeWith(0, 'B', index, 0x53);
    expect(failed).toEqual(['state-mac']);
  }
});
