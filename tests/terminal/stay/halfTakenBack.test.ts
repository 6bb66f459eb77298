/** A stay's bill whose settlement is on its way back: it is not gone before it is. */

import { expect, test } from 'vitest';
import type { Quantity } from '../../../src/money.ts';
import { charges, cutOff, interimSettled, OPERATOR } from './ward.ts';

const WHY = { reason: '登记有误', operator: OPERATOR };

test('an interim bill stays while nobody answered its reversal, however often it is cancelled', async () => {
  const { ward, stay, settlement, account } = await interimSettled();
  const cut = await cutOff(ward, ['reverse', 'status']);
  for (let time = 0; time < 2; time++) {
    expect(await cut.stays.cancel(stay, 'interim', WHY)).toMatchObject({
      outcome: 'reversal-open',
      reversal: { outcome: 'reversing' },
    });
    expect(cut.stays.stay(stay)).toMatchObject({ bills: [{ settlement }] });
    expect(cut.stays.account(stay)).toEqual(account);
  }
  expect(await ward.stays.cancel(stay, 'interim', WHY)).toMatchObject({
    outcome: 'cancelled',
    stay: { bills: [] },
  });
  expect(ward.stays.account(stay)).toMatchObject({ cash: 0n, settlements: [] });
  expect(await ward.centre.status(settlement)).toMatchObject({ outcome: 'reversed' });
});

test('what a refund is about to settle in its place holds the bill', async () => {
  const { ward, stay, settlement } = await interimSettled();
  const returned = [{ lineId: '1', quantity: 1_000_000n as Quantity }];
  const refund = await ward.refunds.refund(settlement, { returned, ...WHY });
  expect(refund).toEqual({ outcome: 'replacement-open' });
  const cancelled = await ward.stays.cancel(stay, 'interim', WHY);
  expect(cancelled).toEqual({ outcome: 'guarded', guard: 'taken-back' });
  expect(ward.stays.stay(stay)).toMatchObject({ bills: [{ settlement }] });
  // Ended by whoever has the receipt: now nothing stands, and nothing may come to.
  await ward.refunds.conclude(settlement, WHY);
  expect(await ward.stays.cancel(stay, 'interim', WHY)).toMatchObject({ outcome: 'cancelled' });
});

test('lines of a bill that was taken back by itself are not left out of the last bill', async () => {
  const { ward, stay, settlement } = await interimSettled();
  const { stays, today } = ward;
  await stays.charge(stay, charges('2', today, 50), OPERATOR);
  await ward.terminal.reverse(settlement, WHY);
  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  // Some of it is given back meanwhile.
  const back = {
    ...charges('3', today, 1),
    lines: [],
    returned: [{ lineId: '1', quantity: 1_000_000n as Quantity }],
  };
  expect(await stays.charge(stay, back, OPERATOR)).toMatchObject({ outcome: 'charged' });
  const due = await stays.discharge(stay, { ...leave, billNumber: 'B-2' });
  expect(due).toMatchObject({
    outcome: 'bill-due',
    stay: { bills: [{ settlement }, { bill: { total: 65_000n } }] },
  });
  expect(await ward.tap((transport) => stays.settle(stay, transport))).toMatchObject({
    outcome: 'settled',
    stay: { state: 'discharged' },
  });
});

test('no bill follows while nobody knows whether an earlier one is taken back', async () => {
  const { ward, stay, settlement } = await interimSettled();
  const { stays, today } = ward;
  await stays.charge(stay, charges('2', today, 50), OPERATOR);
  await ward.equipment.journal.append({
    kind: 'reversing',
    id: settlement,
    ...WHY,
  });
  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  const refused = await stays.discharge(stay, { ...leave, billNumber: 'B-2' });
  expect(refused).toEqual({ outcome: 'bill-refused', reason: 'bill-reversing' });
  await ward.terminal.recover();
  expect(await stays.discharge(stay, { ...leave, billNumber: 'B-2' })).toMatchObject({
    outcome: 'bill-due',
    stay: { bills: [{ settlement }, { bill: { total: 75_000n } }] },
  });
});

test('a bill whose refund was ended without another in its place holds up nothing', async () => {
  const { ward, stay, settlement } = await interimSettled();
  const { stays, today } = ward;
  await stays.charge(stay, charges('2', today, 50), OPERATOR);
  const returned = [{ lineId: '1', quantity: 1_000_000n as Quantity }];
  await ward.refunds.refund(settlement, { returned, ...WHY });
  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  await ward.refunds.conclude(settlement, WHY);
  expect(await stays.discharge(stay, { ...leave, billNumber: 'B-2' })).toMatchObject({
    outcome: 'bill-due',
    stay: { bills: [{ settlement }, { bill: { total: 5_000n } }] },
  });
});
