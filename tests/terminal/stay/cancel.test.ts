import { expect, test } from 'vitest';
import { addDays } from '../../../src/time.ts';
import { admission, admitted, charges, cutOff, OPERATOR, openWard } from './ward.ts';

const WHY = { reason: '登记有误', operator: OPERATOR };

test('an admission is cancelled once everything was given back', async () => {
  const ward = await openWard();
  const { stays, today } = ward;
  const id = await admitted(ward, 0);
  await stays.charge(id, charges('1', today, 30), OPERATOR);
  expect(await stays.cancel(id, 'admission', WHY)).toEqual({
    outcome: 'guarded',
    guard: 'nothing-open',
  });
  const back = { lines: [], returned: [{ lineId: '1', quantity: '30' }] };
  expect(await stays.charge(id, charges('1', today, 30, back), OPERATOR)).toMatchObject({
    outcome: 'charged',
  });
  expect(await stays.cancel(id, 'admission', WHY)).toMatchObject({ stay: { state: 'cancelled' } });
  expect(stays.account(id)).toMatchObject({ balance: 100_000n });
  expect(stays.open()).toEqual([]);
  expect(await stays.charge(id, charges('2', today, 1), OPERATOR)).toMatchObject({
    outcome: 'not-now',
  });
  // The hospital's number may be given out again.
  expect(await admitted(ward, 1)).not.toBe(id);
});

test('a discharge is cancelled before it is settled, and after: settlement, centre, stay in turn', async () => {
  const ward = await openWard();
  const { stays, today, equipment } = ward;
  const id = await admitted(ward, 2);
  await stays.charge(id, charges('1', addDays(today, -1), 700), OPERATOR);
  const leave = { dischargedOn: today, disposition: 'home', operator: OPERATOR } as const;
  await stays.discharge(id, { ...leave, billNumber: 'B-1' });
  expect(await stays.cancel(id, 'discharge', WHY)).toMatchObject({
    stay: { state: 'in-hospital', bills: [] },
  });

  await stays.discharge(id, { ...leave, billNumber: 'B-1' });
  const settled = await ward.tap((transport) => stays.settle(id, transport));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  const other = { inpatientNumber: 'IP-2' };
  const after = await ward.tap((transport) =>
    stays.admit(transport, admission(today, other), OPERATOR),
  );
  expect(after).toMatchObject({ outcome: 'admitted', overlaps: [] });

  const cancelled = await ward.tap((transport) =>
    stays.cancel(id, 'discharge', { ...WHY, transport }),
  );
  expect(cancelled).toMatchObject({ outcome: 'cancelled', stay: { state: 'in-hospital' } });
  expect(await ward.centre.status(settled.settlement)).toMatchObject({ outcome: 'reversed' });
  expect(stays.open().map((stay) => stay.id)).toContain(id);
  expect(stays.account(id)).toMatchObject({ cash: 0n, balance: 100_000n });
  const again = await ward.tap((transport) =>
    stays.admit(transport, admission(today, other), OPERATOR),
  );
  expect(again).toMatchObject({ overlaps: [{ provider: 'H99910100001' }] });

  await stays.charge(id, charges('2', today, 100), OPERATOR);
  await stays.discharge(id, { ...leave, billNumber: 'B-1' });
  const anew = await ward.tap((transport) => stays.settle(id, transport));
  if (anew.outcome !== 'settled') throw new Error(anew.outcome);
  expect(equipment.journal.settled(anew.settlement)!.bill.total).toBe(80_000n);
});

test('a bill whose settlement stands or is open is not withdrawn', async () => {
  const ward = await openWard();
  const { stays, today, centre } = ward;
  const id = await admitted(ward, 1);
  await stays.charge(id, charges('1', today, 90), OPERATOR);
  await stays.interim(id, { billNumber: 'B-1', until: today, operator: OPERATOR });
  const cut = await cutOff(ward, ['settle']);
  const tried = await ward.tap((transport) => cut.stays.settle(id, transport));
  expect(tried).toMatchObject({ outcome: 'not-settled', visit: { outcome: 'unknown' } });
  const guarded = { outcome: 'guarded', guard: 'nothing-settled' };
  expect(await stays.cancel(id, 'interim', WHY)).toEqual(guarded);

  expect(await stays.charge(id, charges('2', today, 10), OPERATOR)).toMatchObject({
    outcome: 'charged',
  });
  const back = { lines: [], returned: [{ lineId: '1', quantity: '1' }] };
  const refused = await stays.charge(id, charges('3', today, 1, back), OPERATOR);
  expect(refused).toMatchObject({ fault: { reason: 'line-billed', lineId: '1' } });
  const settled = await ward.tap((transport) => stays.settle(id, transport));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  expect(await stays.cancel(id, 'interim', WHY)).toMatchObject({ stay: { bills: [] } });
  expect(await centre.status(settled.settlement)).toMatchObject({ outcome: 'reversed' });
});
