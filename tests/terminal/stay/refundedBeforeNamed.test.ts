/** A stay's bill that was settled and refunded before the stay named its settlement. */

import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { Quantity } from '../../../src/money.ts';
import { openStayDesk } from '../../../src/terminal/index.ts';
import { addDays } from '../../../src/time.ts';
import { admitted, COUNTY, charges, OPERATOR, openWard } from './ward.ts';

const WHY = { reason: '退药', operator: OPERATOR };
const RETURNED = { returned: [{ lineId: '1', quantity: 1_000_000n as Quantity }], ...WHY };

/** A discharge that is settled; nobody could be told that the stay ended. */
async function unnamed() {
  const ward = await openWard();
  const { stays, today, centre } = ward;
  const id = await admitted(ward, 2);
  await stays.charge(id, charges('1', addDays(today, -1), 700), OPERATOR);
  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  await stays.discharge(id, { ...leave, billNumber: 'B-1' });
  const endStay = () => Promise.reject(new OneCardError('centre.unreachable'));
  const deaf = { ...ward, admissions: new Map([[COUNTY, { endStay } as never]]) };
  const settled = await ward.tap((transport) => openStayDesk(deaf).settle(id, transport));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  expect(stays.stay(id)).toMatchObject({ state: 'discharge-due' });
  return { ward, stays, centre, id, leave, settlement: settled.settlement };
}

test('its lines are not billed once more: what the refund put in its place holds them', async () => {
  const { ward, stays, id, leave, settlement } = await unnamed();
  const refund = await ward.tap((transport) =>
    ward.refunds.refund(settlement, RETURNED, transport),
  );
  if (refund.outcome !== 'refunded') throw new Error(refund.outcome);
  expect(await ward.tap((transport) => stays.settle(id, transport))).toMatchObject({
    outcome: 'nothing-due',
    stay: { state: 'discharged', bills: [{ settlement }] },
  });
  expect(stays.account(id)).toMatchObject({ settlements: [refund.settlement] });
  const again = await stays.discharge(id, { ...leave, billNumber: 'B-2' });
  expect(again).toMatchObject({ outcome: 'not-now' });
  // Cancelled, it is the settlement in its place that is taken back.
  expect(await stays.cancel(id, 'discharge', WHY)).toMatchObject({ outcome: 'cancelled' });
  expect(await ward.centre.status(refund.settlement!)).toMatchObject({ outcome: 'reversed' });
});

test('while the refund is open nothing else is settled, and the discharge is not cancelled', async () => {
  const { ward, stays, id, settlement } = await unnamed();
  const open = await ward.refunds.refund(settlement, RETURNED);
  expect(open).toEqual({ outcome: 'replacement-open' });
  expect(await ward.tap((transport) => stays.settle(id, transport))).toMatchObject({
    outcome: 'nothing-due',
  });
  const cancelled = await stays.cancel(id, 'discharge', WHY);
  expect(cancelled).toEqual({ outcome: 'guarded', guard: 'taken-back' });
  const ended = await ward.tap((transport) => ward.refunds.resume(settlement, transport));
  if (ended?.outcome !== 'refunded') throw new Error(ended?.outcome);
  expect(ward.equipment.journal.settled(ended.settlement!)!.bill.total).toBe(60_000n);
});
