/** iDoDebit again: after a reversal, while one is under way, and for another bill under the same number. */

import { expect, onTestFinished, test } from 'vitest';
import { OneCardError } from '../../../../src/errors/index.ts';
import { chinaDate } from '../../../../src/time.ts';
import { virtualReader } from '../../../../src/virtual/index.ts';
import { outpatientDocument } from '../world.ts';
import { driverDesk, fieldsOf, returned } from './support.ts';

const PAY = '0.00|20.01|20261122090000|';

async function paid() {
  const at = await driverDesk();
  const today = chinaDate(at.equipment.clock.now());
  const bill = outpatientDocument(today, 'MZ-1', ['20.01', '40.02']);
  const pay = (pPayInfo = PAY, change: object = {}) =>
    returned(at.desk, at.token, 'iDoDebit', { pPayInfo, pBill: { ...bill, ...change } });
  const [settlement] = fieldsOf(await pay());
  const { id } = [...at.equipment.journal.entries()].find(({ kind }) => kind === 'settled')!;
  expect(settlement).toBe(id);
  const count = () =>
    [...at.equipment.journal.entries()].filter(({ kind }) => kind === 'settled').length;
  const reverse = () => at.terminal.reverse(id!, { reason: '退费', operator: '01' });
  return { ...at, pay, count, reverse };
}

test('another bill under the number of one that stands is not told as paid', async () => {
  const { pay, count } = await paid();
  const patient = { name: '测试乙', memberNumber: '999001-01-02-03-004-2' };
  expect((await pay(PAY, { patient })).return).not.toBe(0);
  expect((await pay()).return).toBe(0);
  expect(count()).toBe(1);
});

test('a debit that is being taken back is not told as paid, nor made again once it was', async () => {
  const { pay, count, reverse, centre } = await paid();
  const own = centre.reverse.bind(centre);
  const cut = () => Promise.reject(new OneCardError('centre.unreachable', { county: '999001' }));
  Object.assign(centre, { reverse: cut });
  expect((await reverse()).outcome).toBe('reversing');
  expect((await pay()).return).toBe(-1014);
  Object.assign(centre, { reverse: own });
  expect((await reverse()).outcome).toBe('reversed');
  expect((await pay()).return).toBe(-1014);
  expect(count()).toBe(1);
  // Another debit of the bill is another.
  expect((await pay('0.00|20.01|20261122100000|')).return).toBe(0);
  expect(count()).toBe(2);
});

test('a debit that was posted without its card is told as paid, unsigned', async () => {
  const at = await driverDesk();
  const card = await at.world.card('yinjiang');
  await at.desk.close();
  const desk = await at.open({ readers: [virtualReader(card)] });
  onTestFinished(() => desk.close());
  const { journal } = at.equipment;
  const pBill = outpatientDocument(chinaDate(at.equipment.clock.now()), 'MZ-9', ['20.01', '40.02']);
  const pay = () => returned(desk, at.token, 'iDoDebit', { pPayInfo: PAY, pBill });
  card.failAt({ kind: 'cut-after', nth: 17 });
  expect((await pay()).return).toBe(-1013);
  card.failAt(undefined);
  const { id } = journal.openIntents()[0]!;
  await at.centre.postWithoutCard(id);
  await journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  const [settlement, , account, funds, cash, total, , signature] = fieldsOf(await pay());
  expect([settlement, account, funds, cash, total, signature]).toEqual([
    id,
    '0.00',
    '20.01',
    '20.01',
    '40.02',
    '',
  ]);
});
