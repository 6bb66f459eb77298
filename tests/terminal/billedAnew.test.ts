/** An old bill is brought once more, and what it holds belongs to another one by now: it is paid once. */

import { expect, test } from 'vitest';
import type { Bill, BillFields, Clock, MemberNumber } from '../../src/model/index.ts';
import type { Quantity } from '../../src/money.ts';
import { billedAnew } from '../../src/terminal/billedAnew.ts';
import { checkedBill } from '../../src/terminal/billStanding.ts';
import { laidDownSince } from '../../src/terminal/laidDown.ts';
import { addDays, instant } from '../../src/time.ts';
import { dayBill } from './refund/bills.ts';
import { admitted, charges, OPERATOR, openWard, type Ward } from './stay/ward.ts';

const DAY_MS = 86_400_000;
const WHY = { reason: '登记有误', operator: OPERATOR };
const RETURNED = { returned: [{ lineId: '1', quantity: 1_000_000n as Quantity }], ...WHY };

/** What both a trial and a settlement say to it. */
async function brought(ward: Ward, bill: Bill) {
  const trial = await ward.tap((transport) => ward.terminal.trial(transport, bill));
  const before = ward.equipment.journal.head();
  const visit = await ward.tap((transport) => ward.terminal.settle(transport, bill));
  if (visit.outcome === 'refused') expect(ward.equipment.journal.head()).toEqual(before);
  const isElsewhere = visit.outcome === 'refused' && 'billNumber' in visit.reasons[0]!.facts;
  expect(trial.outcome === 'refused').toBe(isElsewhere);
  return visit;
}

/** A bill of two lines that is settled. */
async function paid(changes: { readonly clock?: Clock } = {}) {
  const ward = await openWard([], changes);
  const bill = dayBill('B-1', ward.today, [600, 400]);
  const first = await brought(ward, bill);
  if (first.outcome !== 'settled') throw new Error(first.outcome);
  return { ward, bill, id: first.entry.id };
}

/** A stay with one interim bill, settled or not. */
async function stayed(isSettled: boolean) {
  const ward = await openWard();
  const { stays, today } = ward;
  const stay = await admitted(ward, 2);
  await stays.charge(stay, charges('1', addDays(today, -1), 700), OPERATOR);
  const due = await stays.interim(stay, { billNumber: 'B-1', until: today, operator: OPERATOR });
  if (due.outcome !== 'bill-due') throw new Error(due.outcome);
  const old = checkedBill(due.stay.bills[0]!.bill!);
  const settled = isSettled && (await ward.tap((transport) => stays.settle(stay, transport)));
  if (settled && settled.outcome !== 'settled') throw new Error(settled.outcome);
  const leave = {
    billNumber: 'B-2',
    dischargedOn: today,
    disposition: 'home',
    operator: OPERATOR,
  } as const;
  return { ward, stay, old, leave, settlement: settled ? settled.settlement : undefined };
}

test('a bill of a stay that was reversed by itself, its lines in the next bill', async () => {
  const { ward, stay, old, leave, settlement } = await stayed(true);
  const { stays } = ward;
  expect(await brought(ward, old)).toMatchObject({ outcome: 'already-settled', id: settlement });
  await ward.terminal.reverse(settlement as never, WHY);
  await stays.discharge(stay, leave);
  const refused = {
    outcome: 'refused',
    reasons: [{ code: 'billed-anew', facts: { stay, billNumber: 'B-2' } }],
  };
  expect(await brought(ward, old)).toMatchObject(refused);
  await ward.tap((transport) => stays.settle(stay, transport));
  expect(await brought(ward, old)).toMatchObject(refused);
  // The last bill is taken back: nobody has the lines of the first one any more.
  await stays.cancel(stay, 'discharge', WHY);
  expect(await brought(ward, old)).toMatchObject({ outcome: 'settled' });
});

test('a bill that its stay took back unsettled', async () => {
  const { ward, stay, old, leave } = await stayed(false);
  await ward.stays.cancel(stay, 'interim', WHY);
  expect(await brought(ward, old)).toMatchObject({
    outcome: 'refused',
    reasons: [{ code: 'billed-anew', path: 'billNumber', facts: { stay } }],
  });
  await ward.stays.discharge(stay, leave);
  expect(await brought(ward, old)).toMatchObject({
    outcome: 'refused',
    reasons: [{ code: 'billed-anew', facts: { stay, billNumber: 'B-2' } }],
  });
});

test('a bill that is due may be brought by itself: the stay names that settlement', async () => {
  const { ward, stay, old } = await stayed(false);
  const visit = await brought(ward, old);
  if (visit.outcome !== 'settled') throw new Error(visit.outcome);
  expect(await ward.stays.catchUp(stay)).toMatchObject({
    state: 'in-hospital',
    bills: [{ settlement: visit.entry.id }],
  });
});

test('a bill of which a part was given back, what remains under another number', async () => {
  const { ward, bill, id } = await paid();
  const asked = { ...RETURNED, billNumber: 'B-3' };
  const refused = {
    outcome: 'refused',
    reasons: [{ code: 'billed-anew', facts: { refund: id, billNumber: 'B-3' } }],
  };
  expect(await ward.refunds.refund(id, asked)).toEqual({ outcome: 'replacement-open' });
  expect(await brought(ward, bill)).toMatchObject(refused);
  const refund = await ward.tap((transport) => ward.refunds.refund(id, asked, transport));
  if (refund.outcome !== 'refunded') throw new Error(refund.outcome);
  expect(await brought(ward, bill)).toMatchObject(refused);
  // What stood in its place is gone as well: the number is free.
  await ward.terminal.reverse(refund.settlement!, WHY);
  expect(await brought(ward, bill)).toMatchObject({ outcome: 'settled' });
});

test('a bill whose refund was ended without another one is settled as any other', async () => {
  const { ward, bill, id } = await paid();
  await ward.refunds.refund(id, RETURNED);
  // Under the same number, too, what remains is the refund's while that is open.
  expect(await brought(ward, bill)).toMatchObject({
    outcome: 'refused',
    reasons: [{ code: 'billed-anew', facts: { refund: id, billNumber: 'B-1' } }],
  });
  await ward.refunds.conclude(id, WHY);
  expect(await brought(ward, bill)).toMatchObject({ outcome: 'settled' });
});

/** A bill that was refunded under the number B-3, and what remained of it. */
async function refunded(isConcluded: boolean) {
  const { ward, bill, id } = await paid();
  const asked = { ...RETURNED, billNumber: 'B-3' };
  await ward.refunds.refund(id, asked);
  const left = checkedBill(ward.refunds.open()[0]!.bill!);
  if (isConcluded) await ward.refunds.conclude(id, WHY);
  else {
    const refund = await ward.tap((transport) => ward.refunds.refund(id, asked, transport));
    if (refund.outcome !== 'refunded') throw new Error(refund.outcome);
    await ward.terminal.reverse(refund.settlement!, WHY);
  }
  return { ward, id, bill, left };
}

test.each([true, false])('of a bill and what remained of it one is paid: ended %s', async (is) => {
  const whole = await refunded(is);
  expect(await brought(whole.ward, whole.bill)).toMatchObject({ outcome: 'settled' });
  expect(await brought(whole.ward, whole.left)).toMatchObject({
    outcome: 'refused',
    reasons: [{ code: 'billed-anew', facts: { refund: whole.id, billNumber: 'B-1' } }],
  });
  const part = await refunded(is);
  expect(await brought(part.ward, part.left)).toMatchObject({ outcome: 'settled' });
  expect(await brought(part.ward, part.bill)).toMatchObject({
    outcome: 'refused',
    reasons: [{ code: 'billed-anew', facts: { refund: part.id, billNumber: 'B-3' } }],
  });
});

test('yesterday is signed off after the refund of today: the old bill is known all the same', async () => {
  const { ward, bill, id } = await paid();
  const asked = { ...RETURNED, billNumber: 'B-3' };
  await ward.tap((transport) => ward.refunds.refund(id, asked, transport));
  const closed = await ward.days.close(addDays(ward.today, -1), { operator: OPERATOR });
  expect(closed.outcome).toBe('closed');
  expect(await brought(ward, bill)).toMatchObject({
    outcome: 'refused',
    reasons: [{ code: 'billed-anew', facts: { refund: id, billNumber: 'B-3' } }],
  });
});

test('a clock that fell back signs off a day: no refund is hidden', async () => {
  let behindMs = 0;
  const clock = { now: () => instant(Date.now() - behindMs) };
  const { ward, id } = await paid({ clock });
  await ward.refunds.refund(id, { ...RETURNED, billNumber: 'B-3' });
  behindMs = 3 * DAY_MS;
  const closed = await ward.days.close(addDays(ward.today, -4), { operator: OPERATOR });
  expect(closed.outcome).toBe('closed');
  expect(laidDownSince(ward.equipment.journal, ward.today)).toMatchObject([{ id }]);
});

test('days that were signed off long before are not looked through', async () => {
  let aheadMs = 0;
  const clock = { now: () => instant(Date.now() + aheadMs) };
  const { ward, id } = await paid({ clock });
  await ward.refunds.refund(id, { ...RETURNED, billNumber: 'B-3' });
  await ward.days.close(ward.today, { operator: OPERATOR });
  aheadMs = 10 * DAY_MS;
  const { journal } = ward.equipment;
  expect(laidDownSince(journal, addDays(ward.today, 10))).toEqual([]);
  expect(laidDownSince(journal, addDays(ward.today, 2))).toMatchObject([{ id }]);
});

test('what is laid down while the process runs is met', async () => {
  const { ward, bill, id } = await paid();
  const { journal } = ward.equipment;
  const asked = { ...RETURNED, billNumber: 'B-3' };
  expect(laidDownSince(journal, ward.today)).toEqual([]);
  await ward.refunds.refund(id, asked);
  expect(laidDownSince(journal, ward.today)).toMatchObject([{ kind: 'refunding', id }]);
  expect(billedAnew(journal, bill)).toMatchObject({ facts: { billNumber: 'B-3' } });
});

test('a number that is free again bars no bill of another patient', async () => {
  const { ward, bill, id } = await paid();
  const { journal } = ward.equipment;
  const patient = { ...bill.patient, memberNumber: '999002-01-01-01-003-1' as MemberNumber };
  const fields: BillFields = bill;
  const another = checkedBill({ ...fields, patient });
  await ward.refunds.refund(id, { ...RETURNED, billNumber: 'B-3' });
  expect(billedAnew(journal, bill)).toBeDefined();
  expect(billedAnew(journal, another)).toBeUndefined();
});
