/** A card that announces a settlement which stands without it: nobody has to finish that one first. */

import { expect, test } from 'vitest';
import { INS_UPDATE_BINARY, pulledBefore } from '../../support/taps.ts';
import { Desk } from './desk.ts';

const HOUR_MS = 3_600_000;

/** The card announces it, and its state was never written; the plan's deadline posted it. */
async function posted(desk: Desk) {
  await desk.tap('ZY1', { layer: pulledBefore(INS_UPDATE_BINARY) });
  const id = desk.newest().id!;
  desk.aheadMs = 2 * HOUR_MS;
  await desk.terminal(desk.planWith('post-and-review')).recover();
  desk.aheadMs = 0;
  expect(desk.kinds(id).at(-1)).toBe('without-card');
  expect(await desk.centre.status(id)).toMatchObject({ outcome: 'settled', isWithoutCard: true });
  return id;
}

test('the card goes on at another desk, and its own desk finds that it knows', async () => {
  const desk = await Desk.open();
  const second = await desk.second();
  const id = await posted(desk);
  expect(await second.tap('ZY2')).toMatchObject({
    outcome: 'settled',
    entry: { signed: { statement: { sequence: 1, attempt: 2 } } },
  });
  expect(await desk.tap('ZY3')).toMatchObject({ outcome: 'settled' });
  expect(desk.kinds(id).at(-1)).toBe('card-caught-up');
});

test('one that waits for its card still holds it up elsewhere', async () => {
  const desk = await Desk.open();
  const second = await desk.second();
  await desk.tap('ZY1', { layer: pulledBefore(INS_UPDATE_BINARY) });
  const elsewhere = await second.tap('ZY2').catch((error: unknown) => error);
  expect(elsewhere).not.toMatchObject({ outcome: 'settled' });
});
