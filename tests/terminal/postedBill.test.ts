/** A bill that stands without its card is a bill that was paid, also when its card was only told of it later. */

import { expect, test } from 'vitest';
import { openJournal, verifyJournal } from '../../src/settlement/index.ts';
import { billStanding } from '../../src/terminal/billStanding.ts';
import { pulledBefore } from '../support/taps.ts';
import { demoBill } from '../support/world.ts';
import { Desk } from './saga/desk.ts';

/** ZY1 answered here, posted without its card, and its card told by another desk's settlement. */
async function toldLater() {
  const desk = await Desk.open();
  const id = await desk.cutAt('answered', 'ZY1');
  await desk.centre.postWithoutCard(id);
  const elsewhere = await desk.second();
  expect(await elsewhere.tap('ZY2')).toMatchObject({ outcome: 'settled' });
  await desk.tap('ZY1');
  expect(desk.kinds(id)).toEqual(['intent', 'answered', 'without-card', 'card-caught-up']);
  return { desk, id, bill: await demoBill('yinjiang', 'ZY1') };
}

test('it stands, and is not settled once more under another id', async () => {
  const { desk, id, bill } = await toldLater();
  expect(billStanding(desk.journal, bill)).toEqual({ outcome: 'stands', id });
  expect(desk.journal.standingBill(bill.provider.code, 'ZY1')).toMatchObject({ id });
  const { file, terminalId, clock } = {
    file: desk.world.files.journal,
    ...desk.world.equipment,
  };
  expect((await verifyJournal(file, undefined)).findings).toEqual([]);
  desk.world.close();
  const again = openJournal(file, { terminalId, clock });
  expect(billStanding(again, bill)).toEqual({ outcome: 'stands', id });
  again.close();
});

test('it does not stand any more once it was taken back', async () => {
  const { desk, id, bill } = await toldLater();
  const asked = { reason: 'charged twice', operator: '999' };
  expect(await desk.terminal().reverse(id, asked)).toMatchObject({ outcome: 'reversed' });
  expect(billStanding(desk.journal, bill)).toEqual({ outcome: 'none' });
  expect(desk.journal.standingBill(bill.provider.code, 'ZY1')).toBeUndefined();
});

test('it stands while its card, which came back, is being written', async () => {
  const desk = await Desk.open();
  const id = await desk.cutAt('answered', 'ZY1');
  await desk.centre.postWithoutCard(id);
  await desk.journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  await desk.tap('ZY1', { layer: pulledBefore(0xe2) });
  expect(desk.kinds(id).slice(-2)).toEqual(['without-card', 'card-pending']);
  const bill = await demoBill('yinjiang', 'ZY1');
  expect(billStanding(desk.journal, bill)).toEqual({ outcome: 'stands', id });
});
