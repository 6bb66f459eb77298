import { expect, test } from 'vitest';
import type { SettlementId } from '../../../src/model/index.ts';
import { addDays } from '../../../src/time.ts';
import { admission, admitted, charges, MERGED, OPERATOR, openWard, type Ward } from './ward.ts';

async function settle(ward: Ward, id: SettlementId) {
  const result = await ward.tap((transport) => ward.stays.settle(id, transport));
  if (result.outcome !== 'settled') throw new Error(JSON.stringify(result.outcome));
  return result;
}

function deductibleOf(ward: Ward, id: SettlementId): bigint {
  return ward.equipment.journal.settled(id)!.adjudication.byReason.deductible;
}

test('from admission over an interim bill to discharge: one deductible, one admission, one account', async () => {
  const ward = await openWard([MERGED]);
  const { stays, today } = ward;
  const id = await admitted(ward, 5);
  const first = addDays(today, -5);
  await stays.charge(id, charges('1', first, 600), OPERATOR);
  await stays.charge(id, charges('2', addDays(today, -4), 400, { paidIn: '200.00' }), OPERATOR);
  const until = addDays(today, -3);
  expect(await stays.interim(id, { billNumber: 'B-1', until, operator: OPERATOR })).toMatchObject({
    outcome: 'bill-due',
    stay: { state: 'interim-due' },
  });
  const interim = await settle(ward, id);
  expect(interim.stay.state).toBe('in-hospital');
  expect(deductibleOf(ward, interim.settlement)).toBe(20_000n);

  await stays.charge(id, charges('3', addDays(today, -1), 1000), OPERATOR);
  await stays.discharge(id, {
    billNumber: 'B-2',
    dischargedOn: today,
    disposition: 'home',
    operator: OPERATOR,
  });
  const last = await settle(ward, id);
  expect(last.stay.state).toBe('discharged');
  expect(deductibleOf(ward, last.settlement)).toBe(0n);
  const { adjudication } = ward.equipment.journal.settled(last.settlement)!;
  expect(adjudication.usageAfter.admissions).toBe(1);
  // 1,000: 200 + 35 % of 800; 1,000: 35 %.
  expect(last.account).toMatchObject({
    paidIn: 120_000n,
    cash: 48_000n + 35_000n,
    balance: 37_000n,
  });
  expect(stays.open()).toEqual([]);

  expect(await stays.charge(id, charges('4', today, 1), OPERATOR)).toMatchObject({
    outcome: 'not-now',
  });
  expect(await ward.tap((transport) => stays.settle(id, transport))).toMatchObject({
    outcome: 'nothing-due',
  });
});

test('the day’s list adds up, gives back, and asks for no signature', async () => {
  const ward = await openWard();
  const { stays, today } = ward;
  const id = await admitted(ward, 1);
  await stays.charge(id, charges('1', addDays(today, -1), 300), OPERATOR);
  await stays.charge(
    id,
    charges('2', today, 50, { returned: [{ lineId: '1', quantity: '100' }] }),
    OPERATOR,
  );
  const yesterday = stays.list(id, addDays(today, -1))!;
  expect(yesterday).toMatchObject({ cumulative: 30_000n, paidIn: 100_000n });
  const list = stays.list(id, today)!;
  expect(list.lines.map(({ amount }) => amount)).toEqual([5_000n, -10_000n]);
  expect(list).toMatchObject({ cumulative: 25_000n, paidIn: 100_000n });
  const due = await stays.discharge(id, {
    billNumber: 'B-1',
    dischargedOn: today,
    disposition: 'home',
    operator: OPERATOR,
  });
  if (due.outcome !== 'bill-due') throw new Error(due.outcome);
  expect(due.stay.bills[0]!.bill!.total).toBe(25_000n);
});

test('a break at any step leaves a stay that the same call goes on with', async () => {
  const ward = await openWard();
  const { stays, today, equipment } = ward;
  const id = await admitted(ward, 1);
  const again = await ward.tap((transport) =>
    stays.admit(transport, admission(addDays(today, -1)), OPERATOR),
  );
  expect(again).toMatchObject({ outcome: 'admitted', isRepeated: true, stay: { id } });
  const taken = await ward.tap((transport) => stays.admit(transport, admission(today), OPERATOR));
  expect(taken).toEqual({ outcome: 'number-taken' });

  const some = charges('1', today, 500);
  await stays.charge(id, some, OPERATOR);
  expect(await stays.charge(id, some, OPERATOR)).toMatchObject({
    outcome: 'charged',
    isRepeated: true,
  });
  expect(stays.stay(id)!.charges).toHaveLength(1);

  await stays.discharge(id, {
    billNumber: 'B-1',
    dischargedOn: today,
    disposition: 'home',
    operator: OPERATOR,
  });
  const bill = stays.stay(id)!.bills[0]!.bill!;
  // The power went after the settlement, before the stay's entry named it.
  const visit = await ward.tap(async (transport) => ward.terminal.settle(transport, bill as never));
  if (visit.outcome !== 'settled') throw new Error(visit.outcome);
  expect(stays.stay(id)!.state).toBe('discharge-due');
  const { stays: restarted } = await openWard([], {}, ward.world);
  expect(await restarted.charge(id, charges('2', today, 1), OPERATOR)).toMatchObject({
    outcome: 'not-now',
  });
  expect(restarted.stay(id)).toMatchObject({
    state: 'discharged',
    bills: [{ settlement: visit.entry.id }],
  });
  expect([...equipment.journal.entries()].filter(({ kind }) => kind === 'settled')).toHaveLength(1);
});

test('who may be treated before paying pays no deposit, everybody else pays one', async () => {
  const rule =
    '    payAfterTreatment: { when: { categories: [ordinary] }, clause: cross-year-stay }\n';
  const entitled = await openWard([['    institutionClasses:', `${rule}    institutionClasses:`]]);
  const ask = (ward: Ward, deposit: string) =>
    ward.tap((transport) =>
      ward.stays.admit(transport, admission(ward.today, { deposit }), OPERATOR),
    );
  expect(await ask(entitled, '10.00')).toMatchObject({
    outcome: 'no-deposit-due',
    clause: { isAssumed: true },
  });
  const free = await ask(entitled, '0.00');
  if (free.outcome !== 'admitted') throw new Error(free.outcome);
  expect(free.stay.admission.depositFree).toBeDefined();
  const { id } = free.stay;
  await entitled.stays.charge(id, charges('1', entitled.today, 300), OPERATOR);
  expect(entitled.stays.list(id, entitled.today)).toMatchObject({ isDepositFree: true });
  const { today } = entitled;
  await entitled.stays.discharge(id, {
    billNumber: 'B-1',
    dischargedOn: today,
    disposition: 'home',
    operator: OPERATOR,
  });
  const { account } = await settle(entitled, id);
  expect(account.balance).toBe(-account.cash);

  const ordinary = await openWard();
  expect(await ask(ordinary, '0.00')).toEqual({ outcome: 'deposit-due' });
  expect(await ask(ordinary, '0.01')).toMatchObject({ outcome: 'admitted' });
});

test('a referral carries the deductible over, up and down; a stay elsewhere that is open is found', async () => {
  const ward = await openWard([MERGED]);
  const { stays, today } = ward;
  const township = { code: 'H99910100002', name: '示范乡卫生院', level: 'township' };
  const provider = { county: '999101', isDesignated: true, ...township };
  const first = await admitted(ward, 4, { provider });
  await stays.charge(first, charges('1', addDays(today, -4), 500), OPERATOR);
  const up = { kind: 'inpatient', diagnoses: ['J15.900'], referralNumber: 'R-1' };
  const early = await ward.tap((transport) =>
    stays.admit(transport, admission(addDays(today, -2), { visit: up }), OPERATOR),
  );
  expect(early).toMatchObject({
    outcome: 'admitted',
    overlaps: [{ provider: 'H99910100002', admittedOn: addDays(today, -4) }],
  });
  const noNumber = {
    billNumber: 'T-1',
    dischargedOn: addDays(today, -2),
    disposition: 'referred',
    operator: OPERATOR,
  } as const;
  expect(await stays.discharge(first, noNumber)).toMatchObject({
    reason: 'referral-number-missing',
  });
  await stays.discharge(first, { ...noNumber, referralNumber: 'R-1' });
  expect(deductibleOf(ward, (await settle(ward, first)).settlement)).toBe(10_000n);

  const second = await ward.tap((transport) =>
    stays.admit(transport, admission(addDays(today, -2), { visit: up }), OPERATOR),
  );
  if (second.outcome !== 'admitted') throw new Error(second.outcome);
  expect(second).toMatchObject({ isRepeated: true, overlaps: [] });
  const { id } = second.stay;
  await stays.charge(id, charges('1', today, 800), OPERATOR);
  await stays.discharge(id, {
    billNumber: 'C-1',
    dischargedOn: today,
    disposition: 'home',
    operator: OPERATOR,
  });
  // 200 at a county hospital, less the 100 that the township's stay paid.
  expect(deductibleOf(ward, (await settle(ward, id)).settlement)).toBe(10_000n);
});
