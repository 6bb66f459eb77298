import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { StandingPort } from '../../../src/model/index.ts';
import { openDayDesk, systemClock } from '../../../src/terminal/index.ts';
import { addDays, instant } from '../../../src/time.ts';
import { dayBill } from '../refund/bills.ts';
import { COUNTY, OPERATOR, openWard } from '../stay/ward.ts';
import { DAY_MS, hisOf, MINUTE_MS, pair, report, settle, WHY } from './days.ts';

test('three sides agree; a reversed pair is netted; what is missing on one side is named', async () => {
  const ward = await openWard();
  await settle(ward, 'B-1', 700);
  const undone = await settle(ward, 'B-2', 300);
  await ward.terminal.reverse(undone, WHY);
  const agreed = await report(ward, hisOf(ward));
  expect(agreed.comparison.pairs.map(({ sides }) => sides.join('-'))).toEqual([
    'his-journal',
    'his-centre',
    'journal-centre',
  ]);
  expect(agreed.comparison.differenceCount).toBe(0);
  expect(agreed.totals).toMatchObject({ settlementCount: 2, reversalCount: 1, total: 70_000n });
  for (const each of agreed.comparison.pairs)
    expect(each).toMatchObject({ matchedCount: 1, nettedCount: 1 });

  const missing = await report(ward, hisOf(ward, ward.today, ['B-1']));
  expect(pair(missing, 'his-journal').differences).toMatchObject([
    { result: 'ONLY_IN_JOURNAL', billNumber: 'B-1' },
  ]);
  expect(pair(missing, 'his-centre').differences).toMatchObject([{ result: 'ONLY_IN_CENTRE' }]);
  expect(pair(missing, 'journal-centre').differences).toEqual([]);
  // The hospital that never booked the reversed pair misses nothing.
  expect((await report(ward, hisOf(ward, ward.today, ['B-2']))).comparison.differenceCount).toBe(0);
});

test('a reversal that only the centre knows is a difference of state', async () => {
  const ward = await openWard();
  const id = await settle(ward, 'B-1', 700);
  await ward.centre.reverse(id);
  const { differences } = pair(await report(ward), 'journal-centre');
  expect(differences).toMatchObject([{ result: 'STATUS_DIFF', billNumber: 'B-1' }]);
});

test.each([0, 1])(
  'a reversal that only the centre knows, %i days after the sign-off',
  async (days) => {
    let now = systemClock.now() + MINUTE_MS;
    const clock = { now: () => instant(now) };
    const ward = await openWard([], { clock });
    const id = await settle(ward, 'B-1', 700);
    await ward.days.close(ward.today, { operator: OPERATOR });
    now += MINUTE_MS + days * DAY_MS;
    await ward.centre.reverse(id);
    const next = await report(ward, undefined, addDays(ward.today, 1));
    expect(pair(next, 'journal-centre').differences).toMatchObject([
      { result: 'ONLY_IN_CENTRE', billNumber: 'B-1' },
    ]);
  },
);

test('what was called off at the centre before it stood here is no difference, on any day', async () => {
  let now = systemClock.now() + MINUTE_MS;
  const clock = { now: () => instant(now) };
  const ward = await openWard([], { clock });
  const cancel = new AbortController();
  const bill = dayBill('B-1', ward.today, [300]);
  const result = await ward.tap(async (transport) => {
    const run = ward.terminal.settle(transport, bill, { signal: cancel.signal });
    for await (const { state } of run) if (state === 'answered') cancel.abort();
    return run;
  });
  expect(result.outcome).toBe('cancelled');
  expect((await report(ward)).comparison.differenceCount).toBe(0);
  await ward.days.close(ward.today, { operator: OPERATOR });
  now += DAY_MS;
  const next = await report(ward, undefined, addDays(ward.today, 1));
  expect(next.comparison.differenceCount).toBe(0);
});

test('a day is signed off once; what comes later counts to the next', async () => {
  let now = systemClock.now() + MINUTE_MS;
  const clock = { now: () => instant(now) };
  const ward = await openWard([], { clock });
  const first = await settle(ward, 'B-1', 700);
  const request = { his: hisOf(ward), operator: OPERATOR };
  const closed = await ward.days.close(ward.today, request);
  if (closed.outcome !== 'closed') throw new Error(JSON.stringify(closed.outcome));
  expect(closed).toMatchObject({
    isRepeated: false,
    entry: { settlementCount: 1, reversalCount: 0, total: 70_000n, differenceCount: 0 },
  });
  expect(await ward.days.close(ward.today, { operator: 'OP-2' })).toMatchObject({
    outcome: 'closed',
    isRepeated: true,
    entry: { sequence: closed.entry.sequence, operator: OPERATOR },
  });

  // The same evening: a new visit, and a reversal of what is locked.
  await settle(ward, 'B-2', 200);
  await ward.terminal.reverse(first, WHY);
  const locked = await report(ward, request.his);
  expect(locked).toMatchObject({
    totals: { settlementCount: 1, total: 70_000n },
    closing: { operator: OPERATOR },
  });
  expect(locked.comparison.differenceCount).toBe(0);
  expect(locked.comparison.digest).toEqual(closed.entry.comparison);

  const tomorrow = addDays(ward.today, 1);
  expect(await ward.days.close(tomorrow, { operator: OPERATOR })).toMatchObject({
    reason: 'day-in-future',
  });
  now += DAY_MS;
  const next = await report(ward, undefined, tomorrow);
  expect(next.totals).toMatchObject({ settlementCount: 1, reversalCount: 1, total: -50_000n });
  expect(next.comparison.differenceCount).toBe(0);
  const second = await ward.days.close(tomorrow, { operator: OPERATOR });
  expect(second).toMatchObject({
    outcome: 'closed',
    entry: { settlementCount: 1, reversalCount: 1 },
  });
  expect(await ward.days.close(addDays(ward.today, -1), { operator: OPERATOR })).toMatchObject({
    reason: 'later-day-closed',
  });
});

test('a day with differences, open visits or a silent centre is not signed off by itself', async () => {
  const ward = await openWard();
  await settle(ward, 'B-1', 700);
  const his = hisOf(ward, ward.today, ['B-1']);
  expect(await ward.days.close(ward.today, { his, operator: OPERATOR })).toMatchObject({
    outcome: 'close-refused',
    reason: 'differences',
    report: { comparison: { differenceCount: 2 } },
  });
  const otherDay = hisOf(ward, addDays(ward.today, -1));
  expect(await ward.days.report(ward.today, otherDay)).toMatchObject({ outcome: 'other-day' });

  const silent: StandingPort = {
    standing: () => Promise.reject(new OneCardError('centre.unreachable')),
  };
  const days = openDayDesk({ equipment: ward.equipment, standings: new Map([[COUNTY, silent]]) });
  expect(await days.close(ward.today, { his, operator: OPERATOR, accepted: '-' })).toMatchObject({
    reason: 'centre-unreachable',
    report: { unreachable: [COUNTY] },
  });

  const accepted = '医院系统停机，次日补录';
  const comparison = (await report(ward, his)).comparison.digest;
  const signed = { his, operator: OPERATOR, accepted, comparison };
  expect(await ward.days.close(ward.today, signed)).toMatchObject({
    outcome: 'closed',
    entry: { accepted, differenceCount: 2 },
  });
});

test('a clock that was ahead leaves nothing out and counts nothing twice', async () => {
  let now = systemClock.now() + MINUTE_MS;
  const clock = { now: () => instant(now) };
  const ward = await openWard([], { clock });
  now += DAY_MS;
  await settle(ward, 'B-1', 700);
  now -= DAY_MS;
  await settle(ward, 'B-2', 300);
  const closed = await ward.days.close(ward.today, { operator: OPERATOR });
  expect(closed).toMatchObject({
    outcome: 'closed',
    entry: { settlementCount: 2, total: 100_000n },
  });
  now += DAY_MS;
  const next = await report(ward, undefined, addDays(ward.today, 1));
  expect(next.totals).toMatchObject({ settlementCount: 0, total: 0n });
  expect(next.comparison.differenceCount).toBe(0);
});

test('days that nobody closed are taken by the next sign-off', async () => {
  let now = systemClock.now() + MINUTE_MS;
  const clock = { now: () => instant(now) };
  const ward = await openWard([], { clock });
  await settle(ward, 'B-1', 700);
  now += DAY_MS;
  await settle(ward, 'B-2', 300);
  const closed = await ward.days.close(addDays(ward.today, 1), {
    operator: OPERATOR,
    accepted: '两日合并',
  });
  expect(closed).toMatchObject({ entry: { settlementCount: 2, total: 100_000n } });
});

test('a day that is signed off the next morning leaves what was settled since to the next one', async () => {
  const ward = await openWard();
  await settle(ward, 'B-1', 700);
  const yesterday = await ward.days.close(addDays(ward.today, -1), { operator: OPERATOR });
  expect(yesterday).toMatchObject({ entry: { settlementCount: 0, total: 0n } });
  await settle(ward, 'B-2', 300);
  const today = await ward.days.close(ward.today, { operator: OPERATOR });
  expect(today).toMatchObject({ entry: { settlementCount: 2, total: 100_000n } });
});
