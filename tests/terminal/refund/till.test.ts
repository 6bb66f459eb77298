/** 现金取整: what goes back is what the till took, and what a stay's account counts is what its receipts say. */

import { expect, test } from 'vitest';
import type { Amount, Quantity } from '../../../src/money.ts';
import { addDays } from '../../../src/time.ts';
import { admitted, charges, OPERATOR, openWard } from '../stay/ward.ts';
import { dayBill } from './bills.ts';

/** Whole yuan; nothing in cash is a whole one in these bills. */
const ROUNDED = [
  'remainder: { payer: cash, clause: remainder }',
  'remainder: { payer: cash, clause: remainder, cashRounding: { unit: "1.00", rounding: half-up, clause: remainder } }',
] as const;
const WHY = { reason: '退药', operator: OPERATOR };
const returning = (pieces: number) => ({
  returned: [{ lineId: '1', quantity: BigInt(pieces * 10_000) as Quantity }],
  ...WHY,
});

test('a refund gives back whole yuan, ended by itself or by a clerk', async () => {
  const ward = await openWard([ROUNDED]);
  const { journal } = ward.equipment;
  const settle = async (billNumber: string) => {
    const bill = dayBill(billNumber, ward.today, [601, 402]);
    const visit = await ward.tap((transport) => ward.terminal.settle(transport, bill));
    if (visit.outcome !== 'settled') throw new Error(visit.outcome);
    const { id, adjudication } = visit.entry;
    return { id, till: adjudication.till!, exact: adjudication.byPayer.cash! };
  };
  const one = await settle('B-1');
  expect(one.till.difference).not.toBe(0n);
  const part = await ward.tap((transport) =>
    ward.refunds.refund(one.id, returning(101), transport),
  );
  if (part.outcome !== 'refunded') throw new Error(part.outcome);
  const left = journal.settled(part.settlement!)!.adjudication;
  expect(part.cashBack).toBe(one.till.due - left.till!.due);
  expect(left.till!.due - left.byPayer.cash!).not.toBe(one.till.difference);

  const two = await settle('B-2');
  await ward.refunds.refund(two.id, returning(1));
  expect(await ward.refunds.conclude(two.id, WHY)).toMatchObject({ cashBack: two.till.due });
});

test('what a review found is compared to the fen, and the till’s rounding is no under-payment', async () => {
  const rule = '    underpayment: { refundedBy: hospital, clause: cross-year-stay }\n';
  const ward = await openWard([
    ROUNDED,
    ['    institutionClasses:', `${rule}    institutionClasses:`],
  ]);
  const bill = dayBill('B-1', ward.today, [601, 402]);
  const visit = await ward.tap((transport) => ward.terminal.settle(transport, bill));
  if (visit.outcome !== 'settled') throw new Error(visit.outcome);
  const { id, adjudication } = visit.entry;
  const exact = adjudication.byPayer.cash!;
  const review = (number: string, cash: bigint) =>
    ward.refunds.underpaid(id, {
      audit: { number, auditedOn: ward.today, cash: cash as Amount },
      ...WHY,
    });
  expect(await review('SH-1', exact)).toMatchObject({ reason: 'not-underpaid' });
  expect(await review('SH-2', exact - 1_234n)).toMatchObject({ cashBack: 1_234n });
});

test('the account of a stay takes what the receipt says', async () => {
  const ward = await openWard([ROUNDED]);
  const { stays, today } = ward;
  const id = await admitted(ward, 2);
  await stays.charge(id, charges('1', addDays(today, -1), 701), OPERATOR);
  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  await stays.discharge(id, { ...leave, billNumber: 'B-1' });
  const settled = await ward.tap((transport) => stays.settle(id, transport));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  const { till } = ward.equipment.journal.settled(settled.settlement)!.adjudication;
  expect(till!.difference).not.toBe(0n);
  expect(settled.account).toMatchObject({ cash: till!.due, balance: 100_000n - till!.due });
});
