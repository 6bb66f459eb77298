/** 转诊 through the real desk and the real centre: what of the stays before counts. */

import { expect, test } from 'vitest';
import type { SettlementId } from '../../../src/model/index.ts';
import { addDays, type PlainDate } from '../../../src/time.ts';
import { admission, charges, MERGED, OPERATOR, openWard, type Ward } from './ward.ts';

const TOWNSHIP = {
  code: 'H99910100002',
  name: '示范乡卫生院',
  level: 'township',
  county: '999101',
  isDesignated: true,
};
let numbers = 0;

async function admittedOn(ward: Ward, day: PlainDate, changes: object = {}) {
  numbers += 1;
  const document = admission(day, { inpatientNumber: `IP-${numbers}`, ...changes });
  const result = await ward.tap((transport) => ward.stays.admit(transport, document, OPERATOR));
  if (result.outcome !== 'admitted') throw new Error(result.outcome);
  return result.stay.id;
}

/** @returns the deductible of the bill that was due */
async function settled(ward: Ward, id: SettlementId): Promise<bigint> {
  const result = await ward.tap((transport) => ward.stays.settle(id, transport));
  if (result.outcome !== 'settled') throw new Error(result.outcome);
  return ward.equipment.journal.settled(result.settlement)!.adjudication.byReason.deductible;
}

async function left(ward: Ward, id: SettlementId, day: PlainDate, referralNumber?: string) {
  numbers += 1;
  await ward.stays.discharge(id, {
    billNumber: `B-${numbers}`,
    dischargedOn: day,
    ...(referralNumber ? { disposition: 'referred', referralNumber } : { disposition: 'home' }),
    operator: OPERATOR,
  });
  return settled(ward, id);
}

const referred = (referralNumber: string) => ({
  visit: { kind: 'inpatient', diagnoses: ['J15.900'], referralNumber },
});

test('what an interim bill took is carried; the same number carries into no other stay', async () => {
  const ward = await openWard([MERGED]);
  const { stays, today } = ward;
  const day = (ago: number) => addDays(today, -ago);
  const first = await admittedOn(ward, day(6), { provider: TOWNSHIP });
  await stays.charge(first, charges('1', day(6), 500), OPERATOR);
  await stays.interim(first, { billNumber: 'I-1', until: day(5), operator: OPERATOR });
  expect(await settled(ward, first)).toBe(10_000n);
  await stays.charge(first, charges('2', day(3), 300), OPERATOR);
  expect(await left(ward, first, day(2), 'R-1')).toBe(0n);

  const second = await admittedOn(ward, day(2), referred('R-1'));
  await stays.charge(second, charges('1', day(1), 800), OPERATOR);
  // 200 at a county hospital, less the 100 that the township's interim bill took.
  expect(await left(ward, second, today)).toBe(10_000n);

  const third = await admittedOn(ward, today, { provider: TOWNSHIP, ...referred('R-1') });
  await stays.charge(third, charges('1', today, 400), OPERATOR);
  expect(await left(ward, third, today)).toBe(10_000n);
});

test('a stay that is taken back names the one that its deductible was carried into, however often it is asked', async () => {
  const ward = await openWard([MERGED]);
  const { stays, today, centre, terminal, equipment } = ward;
  const day = (ago: number) => addDays(today, -ago);
  const first = await admittedOn(ward, day(4), { provider: TOWNSHIP });
  await stays.charge(first, charges('1', day(4), 500), OPERATOR);
  expect(await left(ward, first, day(2), 'R-3')).toBe(10_000n);
  const second = await admittedOn(ward, day(2), referred('R-3'));
  await stays.charge(second, charges('1', day(1), 800), OPERATOR);
  expect(await left(ward, second, today)).toBe(10_000n);
  const [before, after] = [...equipment.journal.settledAfter(0)].map(({ id }) => id);

  const why = { reason: '登记有误', operator: OPERATOR };
  const told = { outcome: 'reversed', decidedOtherwise: [after] };
  expect(await terminal.reverse(before!, why)).toMatchObject(told);
  expect(await centre.status(before!)).toMatchObject(told);
  expect(await centre.status(after!)).toMatchObject({ outcome: 'settled' });
  // Once that one is gone too nothing is left to look at.
  expect(await terminal.reverse(after!, why)).not.toHaveProperty('decidedOtherwise');
  expect(await centre.status(before!)).not.toHaveProperty('decidedOtherwise');
});

test('a stay that nothing rests on names none', async () => {
  const ward = await openWard([MERGED]);
  const { stays, today, terminal, equipment } = ward;
  for (const ago of [4, 2]) {
    const id = await admittedOn(ward, addDays(today, -ago));
    await stays.charge(id, charges('1', addDays(today, -ago), 500), OPERATOR);
    await left(ward, id, addDays(today, -ago));
  }
  const [before] = [...equipment.journal.settledAfter(0)].map(({ id }) => id);
  const why = { reason: '登记有误', operator: OPERATOR };
  expect(await terminal.reverse(before!, why)).not.toHaveProperty('decidedOtherwise');
});

test('a bill of the day of admission counts once for the bills after it', async () => {
  const ward = await openWard([MERGED]);
  const { stays, today } = ward;
  const id = await admittedOn(ward, today, referred('R-2'));
  // Eligible are 70 yuan: less than the 200 that are due.
  await stays.charge(id, charges('1', today, 70), OPERATOR);
  await stays.interim(id, { billNumber: 'I-2', until: today, operator: OPERATOR });
  expect(await settled(ward, id)).toBe(7_000n);
  await stays.charge(id, charges('2', today, 500), OPERATOR);
  expect(await left(ward, id, today)).toBe(13_000n);
});
