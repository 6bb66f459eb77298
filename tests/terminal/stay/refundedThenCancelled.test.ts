/** What a refund took back of a stay's bill stays given back when the bill is cancelled. */

import { expect, test } from 'vitest';
import type { Quantity } from '../../../src/money.ts';
import { addDays } from '../../../src/time.ts';
import { admitted, charges, OPERATOR, openWard } from './ward.ts';

const WHY = { reason: '退药', operator: OPERATOR };
const back = (pieces: number) => ({
  returned: [{ lineId: '1', quantity: BigInt(pieces * 10_000) as Quantity }],
  ...WHY,
});

test('the next bill charges for what the patient kept', async () => {
  const ward = await openWard();
  const { stays, today } = ward;
  const id = await admitted(ward, 2);
  await stays.charge(id, charges('1', addDays(today, -1), 700), OPERATOR);
  await stays.charge(id, charges('2', addDays(today, -1), 40), OPERATOR);
  await stays.interim(id, { billNumber: 'B-1', until: today, operator: OPERATOR });
  const settled = await ward.tap((transport) => stays.settle(id, transport));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  const first = await ward.tap((transport) =>
    ward.refunds.refund(settled.settlement, back(100), transport),
  );
  if (first.outcome !== 'refunded') throw new Error(first.outcome);
  await ward.tap((transport) => ward.refunds.refund(first.settlement!, back(50), transport));
  expect(await stays.cancel(id, 'interim', WHY)).toMatchObject({ outcome: 'cancelled' });

  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  const more = { lines: [], returned: [{ lineId: '1', quantity: '551' }] };
  expect(await stays.charge(id, charges('9', today, 1, more), OPERATOR)).toMatchObject({
    fault: { reason: 'more-than-charged', lineId: '1' },
  });
  const due = await stays.discharge(id, { ...leave, billNumber: 'B-2' });
  expect(due).toMatchObject({ stay: { bills: [{ bill: { total: 59_000n } }] } });
  const anew = await ward.tap((transport) => stays.settle(id, transport));
  if (anew.outcome !== 'settled') throw new Error(anew.outcome);
  // Once more, from the start: nothing is taken off twice.
  expect(await stays.cancel(id, 'discharge', WHY)).toMatchObject({ outcome: 'cancelled' });
  const again = await stays.discharge(id, { ...leave, billNumber: 'B-3' });
  expect(again).toMatchObject({ stay: { bills: [{ bill: { total: 59_000n } }] } });
});

test('an admission whose only bill was refunded to the last piece but one has that one left', async () => {
  const ward = await openWard();
  const { stays, today } = ward;
  const id = await admitted(ward, 1);
  await stays.charge(id, charges('1', today, 20), OPERATOR);
  await stays.interim(id, { billNumber: 'B-1', until: today, operator: OPERATOR });
  const settled = await ward.tap((transport) => stays.settle(id, transport));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  await ward.tap((transport) => ward.refunds.refund(settled.settlement, back(19), transport));
  await stays.cancel(id, 'interim', WHY);
  const guarded = { outcome: 'guarded', guard: 'nothing-open' };
  expect(await stays.cancel(id, 'admission', WHY)).toEqual(guarded);
  const last = { lines: [], returned: [{ lineId: '1', quantity: '1' }] };
  const given = await stays.charge(id, charges('9', today, 1, last), OPERATOR);
  expect(given).toMatchObject({ outcome: 'charged' });
  expect(await stays.cancel(id, 'admission', WHY)).toMatchObject({ stay: { state: 'cancelled' } });
});
