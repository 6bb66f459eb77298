/** 对账 by settlement: what a county takes back by itself is named, whatever stands in its place and on whichever day. */

import { expect, onTestFinished, test } from 'vitest';
import type { SettlementId } from '../../../src/model/index.ts';
import { openJournal } from '../../../src/settlement/index.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { addDays, chinaDate, instant, startOfDay } from '../../../src/time.ts';
import { INS_UPDATE_BINARY, pulledBefore } from '../../support/taps.ts';
import { temporaryFolder, testWorld } from '../../support/world.ts';
import { dayBill } from '../refund/bills.ts';
import { COUNTY, OPERATOR, openWard, type Ward } from '../stay/ward.ts';
import { DAY_MS, hisOf, MINUTE_MS, pair, report, settle } from './days.ts';

async function wardWithClock(now: number = systemClock.now() + MINUTE_MS) {
  const at = { now };
  const clock = { now: () => instant(at.now) };
  const world = await testWorld(await temporaryFolder());
  const { terminalId } = world.equipment;
  const journal = openJournal(`${world.files.journal}.clocked`, { terminalId, clock });
  onTestFinished(() => journal.close());
  const ward = await openWard([], { clock, equipment: { journal } }, world);
  return { ward, at };
}

/** The card goes before its state is written: the centre has it, the journal waits for the card. */
async function leavePending(ward: Ward, billNumber: string, yuan: number): Promise<SettlementId> {
  const bill = dayBill(billNumber, ward.today, [yuan]);
  const result = await ward.tap((transport) =>
    ward.terminal.settle(pulledBefore(INS_UPDATE_BINARY)(transport), bill),
  );
  if (result.outcome !== 'card-pending') throw new Error(result.outcome);
  return result.id;
}

async function accept(ward: Ward, date = ward.today) {
  const { comparison } = await report(ward, undefined, date);
  const closed = await ward.days.close(date, {
    operator: OPERATOR,
    accepted: '次日继续核对',
    comparison: comparison.digest,
  });
  expect(closed).toMatchObject({ outcome: 'closed', isRepeated: false });
}

test('a bill that was undone and settled anew at the centre alone differs, settlement by settlement', async () => {
  const ward = await openWard();
  const first = await settle(ward, 'B-1', 700);
  await ward.centre.reverse(first);
  // An answer from before that: the desk has not heard of it.
  const settled = { outcome: 'settled', answeredAt: systemClock.now(), isConfirmed: true };
  const home = ward.equipment.counties.get(COUNTY)!;
  const late = new Proxy(home.centre, {
    get(target, name) {
      if (name === 'status') return async () => settled;
      const value = target[name as keyof typeof target];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const counties = new Map([[COUNTY, { ...home, centre: late }]]);
  const unaware = await openWard([], { equipment: { ...ward.equipment, counties } }, ward.world);
  const second = await leavePending(unaware, 'B-1', 700);
  const { differences, layers } = pair(await report(ward), 'journal-centre');
  expect(differences).toMatchObject([{ result: 'STATUS_DIFF', billNumber: 'B-1' }]);
  expect(differences[0]!.ids).toEqual([first, second].sort());
  // Sums and counts of the day are the same on both sides.
  expect(new Set(layers.map(({ result }) => result))).toEqual(new Set(['balanced']));
  expect(await ward.days.close(ward.today, { operator: OPERATOR })).toMatchObject({
    outcome: 'close-refused',
    reason: 'differences',
  });
});

test("the hospital's books that know no settlements are compared by count and sum", async () => {
  const ward = await openWard();
  const id = await settle(ward, 'B-1', 700);
  const his = hisOf(ward);
  const movements = his.movements.map((each) => {
    const { id: unknown, ...rest } = each;
    expect(unknown).toBe(id);
    return rest;
  });
  const blind = await report(ward, { ...his, movements });
  expect(blind.comparison.differenceCount).toBe(0);
  const other = id.replace(/^......../, '00000000') as SettlementId;
  const wrong = his.movements.map((each) => ({ ...each, id: other }));
  const named = pair(await report(ward, { ...his, movements: wrong }), 'his-journal');
  expect(named.differences).toMatchObject([{ result: 'STATUS_DIFF', ids: [other, id].sort() }]);
});

test('what was undone before it ever stood here is named on the day on which it stands', async () => {
  const { ward, at } = await wardWithClock();
  const id = await leavePending(ward, 'B-1', 700);
  await accept(ward);
  at.now += MINUTE_MS;
  await ward.centre.reverse(id);
  for (const days of [1, 2]) {
    at.now += DAY_MS;
    await accept(ward, addDays(ward.today, days));
  }
  // The card comes back, and is told what the centre took back long ago.
  await ward.equipment.journal.append({
    kind: 'without-card',
    id,
    reason: 'deadline',
    review: true,
  });
  at.now += DAY_MS;
  const third = await report(ward, undefined, addDays(ward.today, 3));
  expect(third.totals.settlementCount).toBe(1);
  expect(pair(third, 'journal-centre').differences).toMatchObject([
    { result: 'STATUS_DIFF', billNumber: 'B-1', ids: [id] },
  ]);
});

test('a reversal after a sign-off is named though the clock of the centre is behind', async () => {
  const tomorrow = addDays(chinaDate(instant(systemClock.now())), 1);
  const { ward, at } = await wardWithClock(startOfDay(tomorrow) + MINUTE_MS);
  const id = await settle(ward, 'B-1', 700);
  await accept(ward);
  at.now -= 2 * MINUTE_MS;
  await ward.centre.reverse(id);
  at.now += DAY_MS + 3 * MINUTE_MS;
  const next = await report(ward, undefined, addDays(ward.today, 1));
  expect(pair(next, 'journal-centre').differences).toMatchObject([
    { result: 'ONLY_IN_CENTRE', billNumber: 'B-1', ids: [id] },
  ]);
  await accept(ward, addDays(ward.today, 1));
  // It was seen and signed for.
  at.now += DAY_MS;
  const later = await report(ward, undefined, addDays(ward.today, 2));
  expect(later.comparison.differenceCount).toBe(0);
});
