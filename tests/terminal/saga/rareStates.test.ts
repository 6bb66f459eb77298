/** States that are seldom met, and what each consumer says and does there. */

import { expect, test } from 'vitest';
import { billStanding } from '../../../src/terminal/billStanding.ts';
import { settledHere } from '../../../src/terminal/offline/settleOffline.ts';
import { pulledBefore } from '../../support/taps.ts';
import { demoBill } from '../../support/world.ts';
import { Desk, unreachable } from './desk.ts';

const WHY = { reason: '误收', operator: 'OP-1' };

async function posted() {
  const desk = await Desk.open();
  const id = await desk.cutAt('answered', 'ZY1');
  await desk.centre.postWithoutCard(id);
  await desk.journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  return { desk, id };
}

test('another terminal is told that a settlement stands without its card', async () => {
  const { desk, id } = await posted();
  const elsewhere = await desk.second();
  expect(await elsewhere.terminal().status(id)).toEqual({
    outcome: 'processed',
    state: 'done-without-card',
  });
  expect(await desk.tap('ZY2')).toMatchObject({ outcome: 'settled', finished: [{ id }] });
  expect(await elsewhere.terminal().status(id)).toEqual({ outcome: 'processed', state: 'done' });
});

test('what the county took back is followed here, also when the insurance year is over', async () => {
  const desk = await Desk.open();
  await desk.tap('ZY1');
  const { id } = desk.newest();
  desk.aheadMs = 400 * 24 * 3_600_000;
  expect(await desk.terminal().reverse(id!, WHY)).toMatchObject({ outcome: 'voiding-refused' });
  await desk.centre.reverse(id!);
  const cut = desk.centreWith(() => ({ status: unreachable }));
  expect(await desk.terminal(cut).reverse(id!, WHY)).toMatchObject({ outcome: 'voiding-refused' });
  expect(await desk.terminal().reverse(id!, WHY)).toMatchObject({ outcome: 'reversed' });
});

test('off line, a bill that is being taken back is not told as settled', async () => {
  const desk = await Desk.open();
  const settled = await desk.tap('ZY1');
  expect(settled?.outcome).toBe('settled');
  const { id } = desk.newest();
  const cut = desk.centreWith(() => ({ reverse: unreachable, status: unreachable }));
  expect(await desk.terminal(cut).reverse(id!, WHY)).toMatchObject({ outcome: 'reversing' });
  const bill = await demoBill('yinjiang', 'ZY1');
  expect(billStanding(desk.journal, bill)).toEqual({ outcome: 'open', id });
  expect(settledHere(desk.equipment, bill)).toMatchObject({ outcome: 'reversing', id });
});

test('an insurance year that is over is over while a card that came back is being written', async () => {
  const { desk, id } = await posted();
  await desk.tap('ZY1', { layer: pulledBefore(0xe2) });
  expect(desk.kinds(id).at(-1)).toBe('card-pending');
  desk.aheadMs = 400 * 24 * 3_600_000;
  expect(await desk.terminal().reverse(id, WHY)).toMatchObject({ outcome: 'voiding-refused' });
  expect(await desk.centre.status(id)).toMatchObject({ outcome: 'settled' });
});
