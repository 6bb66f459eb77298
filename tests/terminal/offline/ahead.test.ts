/** A card that is ahead of the ledger by what another desk has not sent yet goes on, whatever it was told before. */

import { expect, test } from 'vitest';
import type { CentrePort } from '../../../src/model/index.ts';
import { openTerminal } from '../../../src/terminal/index.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { HOME, pulledBefore, tap } from '../../support/taps.ts';
import { bill, offlineWorld, secondDesk } from './support.ts';

const INS_APPEND_RECORD = 0xe2;

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

test('off line under a sequence that the ledger knows of a visit that was called off: the ledger is behind', async () => {
  const made = await offlineWorld();
  const { world, centre, at } = made;
  // Answered, and taken back before anything was on the card.
  const pulled = await tap(world, await bill('ZY1', 1000), at(), pulledBefore(INS_APPEND_RECORD));
  if (pulled.outcome !== 'card-pending') throw new Error(pulled.outcome);
  const terminal = openTerminal({ ...world.equipment, ...at() });
  const asked = { reason: 'called off', operator: '999' };
  expect(await terminal.reverse(pulled.id, asked)).toMatchObject({ outcome: 'reversed' });

  const desk = await secondDesk(made);
  const cut = { ...at({ cut: true }), ...desk };
  expect(await tap(world, await bill('ZY2', 1000), cut)).toMatchObject({ outcome: 'settled' });
  const third = await secondDesk(made, 'H999101-T03');
  expect(await tap(world, await bill('ZY3', 1000), { ...at(), ...third })).toMatchObject({
    outcome: 'settled',
    entry: { offline: { cause: 'ledger-behind' } },
  });
  await openTerminal({ ...world.equipment, ...at(), ...desk }).sendOutbox();
  expect(await centre.reviews({ isOpen: true })).toEqual([]);
  // The deductible was paid once.
  const [entry] = [...desk.journal.settledAfter(0)];
  const { cardSerial, memberNumber, usageBefore } = entry!.adjudication;
  const insuranceYear = usageBefore.year;
  expect(
    await centre.person({ home: HOME, cardSerial, memberNumber, insuranceYear }),
  ).toMatchObject({
    usage: { deductibleMet: 30_000n, benefitDrawn: 38_500n + 55_000n },
  });
  desk.journal.close();
  third.journal.close();
});
