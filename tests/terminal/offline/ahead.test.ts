/** A card that is ahead of the ledger by what another desk has not sent yet goes on, whatever it was told before. */

import { expect, test } from 'vitest';
import type { CentrePort } from '../../../src/model/index.ts';
import { openTerminal } from '../../../src/terminal/index.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { tap } from '../../support/taps.ts';
import { bill, offlineWorld, secondDesk } from './support.ts';

test('told of a reversal, then off line elsewhere: it is ahead by that one settlement', async () => {
  const made = await offlineWorld();
  const { world, centre } = made;
  const telling = (real: CentrePort): Partial<CentrePort> => ({
    catchUp: (request) => real.catchUp!(request),
  });
  const at = made.at({ centre: telling });
  const first = await tap(world, await bill('ZY1', 1000), at);
  if (first.outcome !== 'settled') throw new Error(first.outcome);
  const reader = virtualReader(await world.card('yinjiang'));
  const transport = await reader.connect({ exclusive: true });
  const asked = { reason: 'charged twice', operator: '999', transport };
  const reversed = await openTerminal({ ...world.equipment, ...at }).reverse(first.entry.id, asked);
  reader.remove();
  expect(reversed).toMatchObject({ outcome: 'reversed', card: { outcome: 'told' } });

  const desk = await secondDesk(made);
  const cut = { ...made.at({ cut: true }), ...desk };
  expect(await tap(world, await bill('ZY2', 1000), cut)).toMatchObject({ outcome: 'settled' });
  const third = await tap(world, await bill('ZY3', 1000), at);
  expect(third).toMatchObject({
    outcome: 'settled',
    entry: { offline: { cause: 'ledger-behind' } },
    confirmation: { outcome: 'confirmed' },
  });
  await openTerminal({ ...world.equipment, ...at, ...desk }).sendOutbox();
  expect(await centre.reviews({ isOpen: true })).toEqual([]);
  desk.journal.close();
});
