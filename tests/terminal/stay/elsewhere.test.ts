/** A stay's bill that another terminal settled: its own terminal takes it back once the county says that it is gone. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { SettlementId, TerminalId } from '../../../src/model/index.ts';
import type { Quantity } from '../../../src/money.ts';
import { openJournal } from '../../../src/settlement/index.ts';
import { checkedBill, dueBill } from '../../../src/terminal/deskParts.ts';
import { memoryCardCounters } from '../../../src/terminal/index.ts';
import { addDays } from '../../../src/time.ts';
import { temporaryFolder } from '../../support/world.ts';
import {
  admitted,
  charges,
  cutOff,
  interimSettled,
  OPERATOR,
  openWard,
  type Ward,
} from './ward.ts';

const WHY = { reason: '登记有误', operator: OPERATOR };

/** Another terminal of the hospital, with a journal of its own. */
async function secondDesk({ equipment, centre, world }: Ward): Promise<Ward> {
  const { sam, clock } = equipment;
  const terminalId = 'H999101-T02' as TerminalId;
  const [samId, publicKey] = [await sam.id(), await sam.publicKey()];
  await centre.registerTerminal({ terminalId, samId, publicKey });
  const file = join(await temporaryFolder(), 'second.journal');
  const journal = openJournal(file, { terminalId, clock });
  onTestFinished(() => journal.close());
  const counters = memoryCardCounters();
  return openWard([], { equipment: { terminalId, journal, counters } }, world);
}

/** A stay whose interim bill the other terminal settled; its own has named the settlement. */
async function settledElsewhere() {
  const ward = await openWard();
  const { stays, today } = ward;
  const stay = await admitted(ward, 2);
  await stays.charge(stay, charges('1', addDays(today, -1), 700), OPERATOR);
  await stays.interim(stay, { billNumber: 'B-1', until: today, operator: OPERATOR });
  const bill = checkedBill(dueBill(stays.stay(stay)!)!.bill!);
  const other = await secondDesk(ward);
  const there = await other.tap((transport) => other.terminal.settle(transport, bill));
  if (there.outcome !== 'settled') throw new Error(there.outcome);
  const settlement = there.entry.id;
  expect(await ward.tap((transport) => stays.settle(stay, transport))).toMatchObject({
    outcome: 'settled',
    settlement,
    account: { elsewhere: [settlement] },
  });
  return { ward, other, stay, settlement };
}

function leave(ward: Ward, stay: SettlementId, billNumber: string) {
  const request = { billNumber, dischargedOn: ward.today, disposition: 'home' } as const;
  return ward.stays.discharge(stay, { ...request, operator: OPERATOR });
}

test.each([
  ['there', ({ other }: { other: Ward }, id: SettlementId) => other.terminal.reverse(id, WHY)],
  ['by the county', ({ ward }: { ward: Ward }, id: SettlementId) => ward.centre.reverse(id)],
])('reversed %s, it is cancelled here, and its lines are billed once', async (_, reverse) => {
  const { ward, other, stay, settlement } = await settledElsewhere();
  const { stays } = ward;
  // As long as it stands it is taken back where it was made.
  expect(await stays.cancel(stay, 'interim', WHY)).toEqual({
    outcome: 'reversal-open',
    reversal: { outcome: 'not-here' },
    settlement,
  });
  expect(stays.stay(stay)).toMatchObject({ bills: [{ settlement }] });
  expect(await reverse({ ward, other }, settlement)).toMatchObject({ outcome: 'reversed' });
  expect(await stays.cancel(stay, 'interim', WHY)).toMatchObject({
    outcome: 'cancelled',
    stay: { state: 'in-hospital', bills: [] },
  });
  expect(await leave(ward, stay, 'B-2')).toMatchObject({
    outcome: 'bill-due',
    stay: { bills: [{ bill: { total: 70_000n } }] },
  });
  const settled = await ward.tap((transport) => stays.settle(stay, transport));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  expect(await ward.centre.status(settlement)).toMatchObject({
    outcome: 'reversed',
    inPlace: [settled.settlement],
  });
  expect(settled.account).toMatchObject({ settlements: [settled.settlement], elsewhere: [] });
});

test('reversed there, and nobody cancelled it: the last bill holds its lines', async () => {
  const { ward, other, stay, settlement } = await settledElsewhere();
  await ward.stays.charge(stay, charges('2', ward.today, 50), OPERATOR);
  await other.terminal.reverse(settlement, WHY);
  expect(await leave(ward, stay, 'B-2')).toMatchObject({
    outcome: 'bill-due',
    stay: { bills: [{ settlement }, { bill: { total: 75_000n } }] },
  });
});

test('what a refund settled in its place there keeps its lines from another bill', async () => {
  const { ward, other, stay, settlement } = await settledElsewhere();
  const { stays } = ward;
  await stays.charge(stay, charges('2', ward.today, 50), OPERATOR);
  const returned = [{ lineId: '1', quantity: 1_000_000n as Quantity }];
  const refund = await other.tap((transport) =>
    other.refunds.refund(settlement, { returned, ...WHY }, transport),
  );
  if (refund.outcome !== 'refunded') throw new Error(refund.outcome);
  expect(await stays.cancel(stay, 'interim', WHY)).toEqual({
    outcome: 'reversal-open',
    reversal: { outcome: 'not-here' },
    settlement: refund.settlement,
  });
  expect(await leave(ward, stay, 'B-2')).toMatchObject({
    stay: { bills: [{ settlement }, { bill: { total: 5_000n } }] },
  });
  expect(await stays.cancel(stay, 'discharge', WHY)).toMatchObject({ outcome: 'cancelled' });
  await other.terminal.reverse(refund.settlement!, WHY);
  expect(await stays.cancel(stay, 'interim', WHY)).toMatchObject({ outcome: 'cancelled' });
});

/** Taken back there by a refund whose remaining bill waits for the card; cancelled here, and all of it due anew. */
async function refundCutOff() {
  const { ward, other, stay, settlement } = await settledElsewhere();
  const returned = [{ lineId: '1', quantity: 1_000_000n as Quantity }];
  const request = { returned, ...WHY };
  expect(await other.refunds.refund(settlement, request)).toEqual({ outcome: 'replacement-open' });
  expect(await ward.stays.cancel(stay, 'interim', WHY)).toMatchObject({ outcome: 'cancelled' });
  await leave(ward, stay, 'B-2');
  const settle = () => ward.tap((transport) => ward.stays.settle(stay, transport));
  const goOn = () => other.tap((transport) => other.refunds.resume(settlement, transport));
  return { ward, other, stay, settlement, settle, goOn };
}

test('settled here, it is not settled once more by a refund that goes on there', async () => {
  const { other, settlement, settle, goOn } = await refundCutOff();
  const settled = await settle();
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  const { cash } = other.equipment.journal.settled(settlement)!.adjudication.byPayer;
  // Paid for here: there all that was paid goes back.
  const end = await goOn();
  expect(end).toMatchObject({ outcome: 'refunded', cashBack: cash });
  expect(end).not.toHaveProperty('settlement');
});

test('settled by a refund that went on there, it is not settled once more here', async () => {
  const { ward, other, stay, settle, goOn } = await refundCutOff();
  const refund = await goOn();
  if (refund?.outcome !== 'refunded') throw new Error(refund?.outcome);
  expect(await settle()).toMatchObject({
    outcome: 'not-settled',
    visit: { outcome: 'declined', id: refund.settlement },
  });
  // Taken back there, it is settled here.
  await other.terminal.reverse(refund.settlement!, WHY);
  expect(await settle()).toMatchObject({ outcome: 'settled' });
  expect(ward.stays.stay(stay)).toMatchObject({ state: 'discharged' });
});

test('while the county gives no answer nothing is cancelled', async () => {
  const { ward, other, stay, settlement } = await settledElsewhere();
  await other.terminal.reverse(settlement, WHY);
  const cut = await cutOff(ward, ['status']);
  await expect(cut.stays.cancel(stay, 'interim', WHY)).rejects.toMatchObject({
    code: 'centre.unreachable',
  });
  expect(cut.stays.stay(stay)).toMatchObject({ bills: [{ settlement }] });
});

test('settled here and taken back by the county alone: the last bill holds its lines', async () => {
  const { ward, stay, settlement } = await interimSettled();
  const { stays, today } = ward;
  await stays.charge(stay, charges('2', today, 50), OPERATOR);
  await ward.centre.reverse(settlement);
  expect(await leave(ward, stay, 'B-2')).toMatchObject({
    stay: { bills: [{ settlement }, { bill: { total: 75_000n } }] },
  });
});

test('a bill that is due, and settled at another terminal meanwhile, is not taken up again', async () => {
  const ward = await openWard();
  const { stays, today } = ward;
  const stay = await admitted(ward, 2);
  await stays.charge(stay, charges('1', addDays(today, -1), 700), OPERATOR);
  await leave(ward, stay, 'B-1');
  const bill = checkedBill(dueBill(stays.stay(stay)!)!.bill!);
  const other = await secondDesk(ward);
  const there = await other.tap((transport) => other.terminal.settle(transport, bill));
  if (there.outcome !== 'settled') throw new Error(there.outcome);
  const settlement = there.entry.id;
  const open = { outcome: 'reversal-open', reversal: { outcome: 'not-here' }, settlement };
  expect(await stays.cancel(stay, 'discharge', WHY)).toEqual(open);
  expect(stays.stay(stay)).toMatchObject({ state: 'discharge-due' });
  // Nobody can say: nothing is freed.
  const cut = await cutOff(ward, ['settledBill']);
  await expect(cut.stays.cancel(stay, 'discharge', WHY)).rejects.toMatchObject({
    code: 'centre.unreachable',
  });
  await other.terminal.reverse(settlement, WHY);
  expect(await stays.cancel(stay, 'discharge', WHY)).toMatchObject({
    outcome: 'cancelled',
    stay: { state: 'in-hospital', bills: [] },
  });
});
