/** A reversal with the card at hand: the card shows the ledger's usage at once, and the ledger expects what it shows. */

import { expect, test } from 'vitest';
import type { TransportLayer } from '../../../src/card/index.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { INS_UPDATE_BINARY, pulledBefore } from '../../support/taps.ts';
import { Desk, unreachable } from './desk.ts';

const ASKED = { reason: 'charged twice', operator: '999' };
const same: TransportLayer = (inner) => inner;

async function settled(desk: Desk, number: string) {
  expect(await desk.tap(number)).toMatchObject({ outcome: 'settled' });
  return [...desk.journal.settledAfter(0)].at(-1)!;
}

async function reverseAtHand(
  desk: Desk,
  id: Awaited<ReturnType<typeof settled>>['id'],
  layer = same,
  changes = {},
) {
  const reader = virtualReader(await desk.world.card('yinjiang'));
  const transport = layer(await reader.connect({ exclusive: true }));
  const result = await desk.terminal(changes).reverse(id, { ...ASKED, transport });
  reader.remove();
  return result;
}

/** The state that the card shows. */
async function cardState(desk: Desk) {
  const reader = virtualReader(await desk.world.card('yinjiang'));
  const { verification } = await desk.terminal().read(await reader.connect());
  reader.remove();
  if (verification.outcome !== 'verified') throw new Error('the card does not verify');
  return verification.record.proven.current.state;
}

test('the card is written with what the ledger says, and goes on from there anywhere', async () => {
  const desk = await Desk.open();
  const entry = await settled(desk, 'ZY1');
  expect(await reverseAtHand(desk, entry.id)).toMatchObject({
    outcome: 'reversed',
    card: { outcome: 'told' },
  });
  const { sequence, usage } = await cardState(desk);
  expect(sequence).toBe(2);
  expect(usage).toMatchObject({ deductibleMet: 0n, benefitDrawn: 0n, admissions: 0 });
  expect(desk.kinds(entry.id).slice(-3)).toEqual(['reversing', 'reversed', 'card-caught-up']);
  const second = await desk.second();
  expect(await second.tap('ZY1')).toMatchObject({
    outcome: 'settled',
    entry: { signed: { statement: { sequence: 3 } } },
  });
});

test('a settlement that never reached the card is crossed out, and the card needs no more', async () => {
  const desk = await Desk.open();
  await desk.tap('ZY1', { layer: pulledBefore(INS_UPDATE_BINARY) });
  const id = desk.newest().id!;
  expect(await reverseAtHand(desk, id)).toMatchObject({ card: { outcome: 'told' } });
  expect(await cardState(desk)).toMatchObject({ sequence: 0 });
  expect(await desk.tap('ZY1')).toMatchObject({
    outcome: 'settled',
    entry: { signed: { statement: { sequence: 1, attempt: 2 } } },
  });
});

test('a card that is pulled while it is told is told by its next settlement', async () => {
  const desk = await Desk.open();
  const entry = await settled(desk, 'ZY1');
  const result = await reverseAtHand(desk, entry.id, pulledBefore(INS_UPDATE_BINARY));
  expect(result).toMatchObject({
    outcome: 'reversed',
    card: { outcome: 'not-told', cause: { code: 'reader.card-removed' } },
  });
  expect(await cardState(desk)).toMatchObject({ sequence: 1 });
  expect(await desk.tap('ZY2')).toMatchObject({ outcome: 'settled' });
  expect(desk.kinds(entry.id).at(-1)).toBe('card-caught-up');
});

test('a centre that gives out no sequence leaves it to the next settlement', async () => {
  const desk = await Desk.open();
  const entry = await settled(desk, 'ZY1');
  const changes = desk.centreWith(() => ({ person: unreachable }));
  expect(await reverseAtHand(desk, entry.id, same, changes)).toMatchObject({
    outcome: 'reversed',
    card: { outcome: 'not-told' },
  });
  // Asked again with everything there, the card is told.
  expect(await reverseAtHand(desk, entry.id)).toMatchObject({ card: { outcome: 'told' } });
});

test('an insurance year that is over is taken back only where the plan says so', async () => {
  const desk = await Desk.open();
  const entry = await settled(desk, 'ZY1');
  desk.aheadMs = 366 * 86_400_000;
  expect(await desk.terminal().reverse(entry.id, ASKED)).toMatchObject({
    outcome: 'voiding-refused',
    reason: 'plan-silent',
  });
  expect(desk.newest().kind).toBe('settled');
});
