/** A bill of a stay is settled at one window while another takes it up again: its lines are paid once. */

import { expect, test } from 'vitest';
import type { AdmissionPort, SettlementId } from '../../../src/model/index.ts';
import { checkedBill } from '../../../src/terminal/billStanding.ts';
import { openStayDesk } from '../../../src/terminal/index.ts';
import { addDays } from '../../../src/time.ts';
import { admitted, COUNTY, charges, OPERATOR, openWard } from './ward.ts';

const WHY = { reason: '登记有误', operator: OPERATOR };

/** A stay whose discharge is due. */
async function discharged() {
  const ward = await openWard();
  const { stays, today } = ward;
  const stay = await admitted(ward, 2);
  await stays.charge(stay, charges('1', addDays(today, -1), 700), OPERATOR);
  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  const due = await stays.discharge(stay, { ...leave, billNumber: 'B-1' });
  if (due.outcome !== 'bill-due') throw new Error(due.outcome);
  const bill = checkedBill(due.stay.bills[0]!.bill!);
  return { ward, stay, bill };
}

/** Settles the bill by itself, as a hospital system does that has it as a document. */
async function settled({ ward, bill }: Awaited<ReturnType<typeof discharged>>) {
  const visit = await ward.tap((transport) => ward.terminal.settle(transport, bill));
  if (visit.outcome !== 'settled') throw new Error(visit.outcome);
  return visit.entry.id;
}

test('taken up again while the clerk looks at the amounts: nothing is written', async () => {
  const { ward, stay, bill } = await discharged();
  const confirm = async () => {
    expect(await ward.stays.cancel(stay, 'discharge', WHY)).toMatchObject({ outcome: 'cancelled' });
    return true;
  };
  const visit = await ward.tap((transport) => ward.terminal.settle(transport, bill, { confirm }));
  expect(visit).toMatchObject({
    outcome: 'refused',
    reasons: [{ code: 'billed-anew', facts: { stay } }],
  });
  expect([...ward.equipment.journal.settledAfter(0)]).toEqual([]);
  expect(ward.equipment.journal.openIntents()).toEqual([]);
});

test('settled while the centre is told that the patient is back: the discharge stands', async () => {
  const at = await discharged();
  const { ward, stay } = at;
  const { centre, equipment, terminal } = ward;
  let settlement: SettlementId | undefined;
  const port: AdmissionPort = {
    admit: (id, request) => centre.admit(id, request),
    endStay: (id, end) => centre.endStay(id, end),
    async reopenStay(id) {
      settlement = await settled(at);
      return centre.reopenStay(id);
    },
  };
  const stays = openStayDesk({ equipment, terminal, admissions: new Map([[COUNTY, port]]) });
  expect(await stays.cancel(stay, 'discharge', WHY)).toEqual({
    outcome: 'guarded',
    guard: 'nothing-settled',
  });
  expect(await stays.catchUp(stay)).toMatchObject({ state: 'discharged', bills: [{ settlement }] });
});

test('settled anew after its reversal: that settlement is taken back before its lines are free', async () => {
  const at = await discharged();
  const { ward, stay } = at;
  const first = await settled(at);
  expect(await ward.stays.catchUp(stay)).toMatchObject({ state: 'discharged' });
  await ward.terminal.reverse(first, WHY);
  const second = await settled(at);
  expect(second).not.toBe(first);
  const guarded = { outcome: 'guarded', guard: 'taken-back' };
  expect(await ward.stays.cancel(stay, 'discharge', WHY)).toEqual(guarded);
  await ward.terminal.reverse(second, WHY);
  expect(await ward.stays.cancel(stay, 'discharge', WHY)).toMatchObject({
    stay: { state: 'in-hospital', bills: [] },
  });
});
