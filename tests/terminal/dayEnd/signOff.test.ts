/** 签认: a sign-off takes the differences that somebody was shown, and no others. */

import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { StandingPort } from '../../../src/model/index.ts';
import { openDayDesk } from '../../../src/terminal/index.ts';
import { addDays } from '../../../src/time.ts';
import { COUNTY, OPERATOR, openWard } from '../stay/ward.ts';
import { hisOf, report, settle, WHY } from './days.ts';

const accepted = '次日继续核对';

test('differences that a centre brings after the report are shown before they are signed for', async () => {
  const ward = await openWard();
  const id = await settle(ward, 'B-1', 700);
  const his = hisOf(ward, ward.today, ['B-1']);
  let isAway = true;
  const centre: StandingPort = {
    standing: async (filter) => {
      if (isAway) throw new OneCardError('centre.unreachable');
      return ward.centre.standing(filter);
    },
  };
  const days = openDayDesk({ equipment: ward.equipment, standings: new Map([[COUNTY, centre]]) });
  const first = await days.report(ward.today, his);
  if (first.outcome !== 'reported') throw new Error(first.outcome);
  expect(first.report).toMatchObject({ unreachable: [COUNTY], comparison: { differenceCount: 1 } });

  isAway = false;
  await ward.centre.reverse(id);
  const signed = { his, operator: OPERATOR, accepted };
  const shown = first.report.comparison.digest;
  const refused = await days.close(ward.today, { ...signed, comparison: shown });
  if (refused.outcome !== 'close-refused') throw new Error(refused.outcome);
  expect(refused.reason).toBe('comparison-changed');
  expect([...ward.equipment.journal.closedDays()]).toEqual([]);
  const now = refused.report!.comparison;
  expect(now.differenceCount).toBeGreaterThan(1);
  // Whoever saw nothing, or another hospital's file, accepts nothing.
  for (const each of [signed, { ...signed, his: hisOf(ward), comparison: now.digest }]) {
    expect(await days.close(ward.today, each)).toMatchObject({ reason: 'comparison-changed' });
  }
  const closed = await days.close(ward.today, { ...signed, comparison: now.digest });
  expect(closed).toMatchObject({
    outcome: 'closed',
    entry: { accepted, differenceCount: now.differenceCount, comparison: now.digest },
  });
});

test('a day that is clean by now needs neither a reason nor what was shown', async () => {
  const ward = await openWard();
  const id = await settle(ward, 'B-1', 700);
  await ward.centre.reverse(id);
  const { comparison } = await report(ward);
  expect(comparison.differenceCount).toBe(1);
  expect(await ward.terminal.reverse(id, WHY)).toMatchObject({ outcome: 'reversed' });
  const signed = { operator: OPERATOR, accepted, comparison: comparison.digest };
  const closed = await ward.days.close(ward.today, signed);
  if (closed.outcome !== 'closed') throw new Error(closed.outcome);
  expect(closed.entry.accepted).toBeUndefined();
  expect(closed.entry.differenceCount).toBe(0);
});

test('what the books speak of is a part of the comparison', async () => {
  const ward = await openWard();
  await settle(ward, 'B-1', 700);
  const his = hisOf(ward);
  const totals = { ...his, layers: new Set(['total'] as const) };
  const digests = [his, totals].map(async (each) => (await report(ward, each)).comparison.digest);
  const [one, other] = await Promise.all(digests);
  expect(one).not.toEqual(other);
});

test('what is settled while the centres are asked is compared before it is signed for', async () => {
  const ward = await openWard();
  await settle(ward, 'B-1', 700);
  let late: Promise<unknown> | undefined;
  const centre: StandingPort = {
    standing: async (filter) => {
      const answer = await ward.centre.standing(filter);
      late ??= settle(ward, 'B-2', 300);
      await late;
      return answer;
    },
  };
  const days = openDayDesk({ equipment: ward.equipment, standings: new Map([[COUNTY, centre]]) });
  const closed = await days.close(ward.today, { operator: OPERATOR });
  if (closed.outcome !== 'closed') throw new Error(closed.outcome);
  const { totals, comparison } = await report(ward);
  expect(totals.settlementCount).toBe(2);
  expect(closed.entry).toMatchObject({ ...totals, comparison: comparison.digest });
});

test('an entry that waits for the same commit is compared before it is signed for', async () => {
  const ward = await openWard();
  const { journal } = ward.equipment;
  const id = await settle(ward, 'B-1', 700);
  await settle(ward, 'B-2', 300);
  await journal.append({ kind: 'reversing', id, ...WHY });
  await ward.centre.reverse(id);
  const at = ward.equipment.clock.now();
  let reversed: Promise<unknown> | undefined;
  const centre: StandingPort = {
    standing: async (filter) => {
      const answer = await ward.centre.standing(filter);
      reversed ??= journal.append({ kind: 'reversed', id, reversedAt: at, cardCaughtUp: true });
      return answer;
    },
  };
  const days = openDayDesk({ equipment: ward.equipment, standings: new Map([[COUNTY, centre]]) });
  const shown = (await report(ward)).comparison.digest;
  const signed = { operator: OPERATOR, accepted, comparison: shown };
  const closed = await days.close(ward.today, signed);
  await reversed;
  if (closed.outcome !== 'closed')
    return expect(closed).toMatchObject({ reason: 'comparison-changed' });
  const { totals, comparison } = await report(ward);
  expect(closed.entry).toMatchObject({ ...totals, comparison: comparison.digest });
});

test('a day that was signed off is answered with its sign-off, also after later days', async () => {
  const ward = await openWard();
  const days = [addDays(ward.today, -2), addDays(ward.today, -1), ward.today];
  const closed = [];
  for (const day of days) closed.push(await ward.days.close(day, { operator: OPERATOR }));
  for (const [index, day] of days.entries()) {
    const first = closed[index]!;
    if (first.outcome !== 'closed') throw new Error(first.outcome);
    expect(await ward.days.close(day, { operator: OPERATOR })).toMatchObject({
      outcome: 'closed',
      isRepeated: true,
      entry: { sequence: first.entry.sequence, date: day },
    });
  }
  // One that nobody signed is taken by the next sign-off.
  expect(await ward.days.close(addDays(ward.today, -5), { operator: OPERATOR })).toMatchObject({
    outcome: 'close-refused',
    reason: 'later-day-closed',
  });
});
