/**
 * Each byte of both state slots is flipped in turn. A slot that was written to its end and changed
 * afterwards refuses the card, whether it is the current one or the older.
 */

import { expect, test } from 'vitest';
import { FILES, parseSlot, SLOT_BYTES, verifyRecord } from '../../../src/card/index.ts';
import { settledCard } from '../commit/settled.ts';
import { NOW, openSession, TRUST, YEAR } from '../issued.ts';
import { flipped } from '../refusal.ts';

const END_MARK_OFFSET = SLOT_BYTES - 4;

/** Failed checks, and the sequence of the state that would count. */
async function outcomeWith(settlements: number, slot: 'A' | 'B', index: number, mask: number) {
  const { card, reader } = await settledCard(settlements);
  card.powerUp();
  const sfi = FILES[`EF.STATE-${slot}`].sfi;
  await card.transmit(Uint8Array.from([0, 0xa4, 4, 0, 9, 0xf0, ...Buffer.from('ONECARD'), 1, 0]));
  const read = await card.transmit(Uint8Array.of(0, 0xb0, 0x80 | sfi, 0, SLOT_BYTES));
  const changed = flipped(read.slice(0, -2), index, mask);
  await card.transmit(Uint8Array.from([0, 0xd6, 0x80 | sfi, 0, SLOT_BYTES, ...changed]));

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

test('the older state written over the current one is a contradiction to the log', async () => {
  const { card, reader } = await settledCard(2);
  const session = await openSession(reader);
  const record = await session.read();
  const older = record.slots.find(({ state }) => state.sequence === 1)!;
  const current = record.slots.find(({ state }) => state.sequence === 2)!;
  const sfi = (slot: 'A' | 'B') => FILES[`EF.STATE-${slot}`].sfi;
  const read = await card.transmit(Uint8Array.of(0, 0xb0, 0x80 | sfi(older.slot), 0, SLOT_BYTES));
  const bytes = read.slice(0, -2);
  expect(parseSlot(bytes, 'EF.STATE-B').body).toEqual(older.body);
  await card.transmit(
    Uint8Array.from([0, 0xd6, 0x80 | sfi(current.slot), 0, SLOT_BYTES, ...bytes]),
  );
  const verification = verifyRecord(await session.read(), TRUST, { now: NOW, insuranceYear: YEAR });
  expect(verification.outcome === 'refused' && verification.failed).toEqual([
    { name: 'state-history', outcome: 'failed', cause: 'slots-disagree' },
  ]);
});
