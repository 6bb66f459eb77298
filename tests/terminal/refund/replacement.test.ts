/** What takes the place of a settlement is a bill of the same patient, under a number that is free. */

import { expect, test } from 'vitest';
import type { BillFields, TerminalId } from '../../../src/model/index.ts';
import type { Amount, Quantity } from '../../../src/money.ts';
import { openJournal } from '../../../src/settlement/index.ts';
import { checkedBill } from '../../../src/terminal/billStanding.ts';
import { memoryCardCounters } from '../../../src/terminal/index.ts';
import { temporaryFolder } from '../../support/world.ts';
import { OPERATOR, openWard, type Ward } from '../stay/ward.ts';
import { dayBill } from './bills.ts';

const RETURNED = {
  returned: [{ lineId: '1', quantity: 1_000_000n as Quantity }],
  reason: '退药',
  operator: OPERATOR,
};

async function settled(ward: Ward, billNumber: string, yuan: readonly number[]) {
  const bill = dayBill(billNumber, ward.today, yuan);
  const visit = await ward.tap((transport) => ward.terminal.settle(transport, bill));
  if (visit.outcome !== 'settled') throw new Error(visit.outcome);
  return visit.entry;
}

test('under the number of another bill nothing is taken back', async () => {
  const ward = await openWard();
  const { id } = await settled(ward, 'B-1', [600, 400]);
  await settled(ward, 'B-2', [50]);
  const request = { ...RETURNED, billNumber: 'B-2' };
  const refused = { outcome: 'refund-refused', reason: 'number-used' };
  expect(await ward.tap((transport) => ward.refunds.refund(id, request, transport))).toEqual(
    refused,
  );
  expect(await ward.centre.status(id)).toMatchObject({ outcome: 'settled' });
  const free = await ward.tap((transport) =>
    ward.refunds.refund(id, { ...RETURNED, billNumber: 'B-3' }, transport),
  );
  expect(free).toMatchObject({ outcome: 'refunded', cashBack: 3_500n });
});

test('a number that another terminal gave away leaves the refund open, for a person to end', async () => {
  const ward = await openWard();
  const { id } = await settled(ward, 'B-1', [600, 400]);
  const { terminalId, clock, sam } = ward.equipment;
  const other = `${terminalId.slice(0, -1)}2` as TerminalId;
  const module = { samId: await sam.id(), publicKey: await sam.publicKey() };
  await ward.centre.registerTerminal({ terminalId: other, ...module });
  const file = `${await temporaryFolder()}/other.journal`;
  const journal = openJournal(file, { terminalId: other, clock });
  const own = { terminalId: other, journal, counters: memoryCardCounters() };
  const there = await openWard([], { equipment: { ...ward.equipment, ...own } }, ward.world);
  const bill: BillFields = dayBill('B-2', ward.today, [50]);
  // Within a stay no two lines have one number: this one is of none of the lines above.
  const lines = bill.lines.map((line) => ({ ...line, lineId: '3' }));
  await there.tap((transport) => there.terminal.settle(transport, checkedBill({ ...bill, lines })));
  const result = await ward.tap((transport) =>
    ward.refunds.refund(id, { ...RETURNED, billNumber: 'B-2' }, transport),
  );
  expect(result).toMatchObject({
    outcome: 'replacement-open',
    visit: { outcome: 'declined', reasons: ['bill-already-settled'] },
  });
  journal.close();
});

test('a corrected bill of another patient takes nothing back', async () => {
  const rule = '    underpayment: { refundedBy: fund, clause: cross-year-stay }\n';
  const ward = await openWard([['    institutionClasses:', `${rule}    institutionClasses:`]]);
  const { id, adjudication } = await settled(ward, 'B-1', [600, 400]);
  const { id: unrelated, bill: paid } = await settled(ward, 'B-2', [50]);
  const cash = (adjudication.byPayer.cash! - 1n) as Amount;
  const request = {
    audit: { number: 'SH-1', auditedOn: ward.today, cash },
    reason: '少报退还',
    operator: OPERATOR,
  };
  const patient = { ...paid.patient, memberNumber: '999002-01-01-01-003-1' as never };
  for (const [corrected, reason] of [
    [checkedBill({ ...paid, patient }), 'other-bill'],
    [
      checkedBill({ ...paid, provider: { ...paid.provider, code: 'H99910100002' as never } }),
      'other-bill',
    ],
    [checkedBill(paid), 'number-used'],
  ] as const) {
    const result = await ward.tap((transport) =>
      ward.refunds.underpaid(id, { ...request, corrected }, transport),
    );
    expect(result).toEqual({ outcome: 'refund-refused', reason });
  }
  for (const each of [id, unrelated]) {
    expect(await ward.centre.status(each)).toMatchObject({ outcome: 'settled' });
  }
});
