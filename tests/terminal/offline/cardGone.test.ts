/** Off line the card decides: one that never comes back leaves no visit open for ever. */

import { expect, test } from 'vitest';
import { openTerminal } from '../../../src/terminal/index.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { INS_UPDATE_BINARY, pulledBefore, tap } from '../../support/taps.ts';
import { bill, HOUR_MS, movedClock, type OfflineWorld, offlineWorld } from './support.ts';

const ASKED = { reason: '卡已损坏，留交县里', operator: '999' };
const HINDERED = { outcome: 'not-finished', cause: { code: 'offline.card-decides' } };

/** The card is taken away while it is written. */
async function broken(): Promise<OfflineWorld> {
  const made = await offlineWorld();
  const cut = made.at({ cut: true });
  const pulled = pulledBefore(INS_UPDATE_BINARY);
  const result = await tap(made.world, await bill('ZY1', 1000), cut, pulled);
  expect(result).toMatchObject({ outcome: 'card-pending' });
  return made;
}

test('it is called off without the card, from the next day on', async () => {
  const made = await broken();
  const { world, at, centre } = made;
  const { journal } = world.equipment;
  const [intent] = journal.openIntents();
  const { id } = intent!;
  expect(await openTerminal({ ...world.equipment, ...at() }).reverse(id, ASKED)).toMatchObject(
    HINDERED,
  );
  const clock = movedClock(24 * HOUR_MS);
  const later = openTerminal({ ...world.equipment, ...at({ clock }) });
  expect(await later.reverse(id, ASKED)).toMatchObject({ outcome: 'voided' });
  expect(journal.openIntents()).toEqual([]);
  // Its id is taken: nothing of it is ever posted.
  expect(await centre.reverse(id)).toEqual({ outcome: 'not-settled' });
  expect(await tap(world, await bill('ZY1', 1000), at())).toMatchObject({ outcome: 'settled' });
});

test('with the card at hand the card decides, on any day', async () => {
  const { world, at } = await broken();
  const [intent] = world.equipment.journal.openIntents();
  const clock = movedClock(24 * HOUR_MS);
  const later = openTerminal({ ...world.equipment, ...at({ clock }) });
  const reader = virtualReader(await world.card('yinjiang'));
  const transport = await reader.connect({ exclusive: true });
  expect(await later.reverse(intent!.id, { ...ASKED, transport })).toMatchObject(HINDERED);
  reader.remove();
});

test('a card that held it all the same, and comes back, goes on for review', async () => {
  const made = await offlineWorld();
  const { world, at, centre } = made;
  const cut = made.at({ cut: true });
  // Written, and gone before it was asked to sign.
  const pulled = pulledBefore(0x2a);
  expect(await tap(world, await bill('ZY1', 1000), cut, pulled)).toMatchObject({
    outcome: 'card-pending',
  });
  const [intent] = world.equipment.journal.openIntents();
  const clock = movedClock(24 * HOUR_MS);
  const later = openTerminal({ ...world.equipment, ...at({ clock }) });
  expect(await later.reverse(intent!.id, ASKED)).toMatchObject({ outcome: 'voided' });
  expect(await tap(world, await bill('ZY1', 1000), at())).toMatchObject({ outcome: 'settled' });
  expect((await centre.reviews({ isOpen: true })).map(({ reasons }) => reasons)).toMatchObject([
    expect.arrayContaining(['card-sequence-gap']),
  ]);
  expect(await tap(world, await bill('ZY2', 1000), at())).toMatchObject({
    outcome: 'settled',
    confirmation: { outcome: 'confirmed' },
  });
});
