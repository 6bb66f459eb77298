/** 退费: what earlier refunds of a settlement handed out is not handed out again. */

import { expect, test } from 'vitest';
import type { Amount, Quantity } from '../../../src/money.ts';
import { addDays } from '../../../src/time.ts';
import { admitted, charges, OPERATOR, openWard } from '../stay/ward.ts';
import { dayBill } from './bills.ts';

const HOSPITAL = [
  '    institutionClasses:',
  '    underpayment: { refundedBy: hospital, clause: cross-year-stay }\n    institutionClasses:',
] as const;
const WHY = { reason: '少报退还', operator: OPERATOR };

async function paidTooMuch() {
  const ward = await openWard([HOSPITAL]);
  const visit = await ward.tap((transport) =>
    ward.terminal.settle(transport, dayBill('B-1', ward.today, [600, 400])),
  );
  if (visit.outcome !== 'settled') throw new Error(visit.outcome);
  const { id, adjudication } = visit.entry;
  const cash = adjudication.byPayer.cash!;
  const review = (number: string, tooMuch: bigint) =>
    ward.refunds.underpaid(id, {
      audit: { number, auditedOn: ward.today, cash: (cash - tooMuch) as Amount },
      ...WHY,
    });
  expect(await review('SH-1', 1_000n)).toMatchObject({ outcome: 'refunded', cashBack: 1_000n });
  return { ward, id, cash, review };
}

test('a second review of the same settlement hands out what the first one left', async () => {
  const { review } = await paidTooMuch();
  expect(await review('SH-2', 2_500n)).toMatchObject({ outcome: 'refunded', cashBack: 1_500n });
  expect(await review('SH-3', 2_000n)).toMatchObject({ reason: 'not-underpaid' });
  expect(await review('SH-1', 1_000n)).toMatchObject({ cashBack: 1_000n, isRepeated: true });
});

test('a partial refund afterwards gives back less by what was handed out', async () => {
  const { ward, id, cash } = await paidTooMuch();
  const { journal } = ward.equipment;
  const returned = [{ lineId: '2', quantity: 1_000_000n as Quantity }];
  const end = await ward.tap((transport) =>
    ward.refunds.refund(id, { returned, ...WHY }, transport),
  );
  if (end.outcome !== 'refunded') throw new Error(end.outcome);
  const now = journal.settled(end.settlement!)!.adjudication.byPayer.cash!;
  expect(end.cashBack).toBe(cash - 1_000n - now);
});

test("a stay's account gives back what the hospital did not hand out", async () => {
  const ward = await openWard([HOSPITAL]);
  const { stays, today } = ward;
  const stay = await admitted(ward, 1);
  await stays.charge(stay, charges('2', addDays(today, -1), 500), OPERATOR);
  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  await stays.discharge(stay, { ...leave, billNumber: 'B-1' });
  const settled = await ward.tap((transport) => stays.settle(stay, transport));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  const { settlement: id, account } = settled;
  const audit = { number: 'SH-1', auditedOn: today, cash: (account.cash - 1_000n) as Amount };
  expect(await ward.refunds.underpaid(id, { audit, ...WHY })).toMatchObject({ cashBack: 1_000n });
  // The hospital handed it out beside the account.
  expect(stays.account(stay)).toEqual(account);
  const returned = [{ lineId: '2', quantity: 1_000_000n as Quantity }];
  const end = await ward.tap((transport) =>
    ward.refunds.refund(id, { returned, ...WHY }, transport),
  );
  if (end.outcome !== 'refunded') throw new Error(end.outcome);
  expect(stays.account(stay)?.balance).toBe(account.balance + end.cashBack);
});
