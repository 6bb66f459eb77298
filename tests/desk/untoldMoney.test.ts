/** Money that stands is counted and guarded, whichever way it came to stand; and a key stands for one bill. */

import { expect, test } from 'vitest';
import { HOMES } from '../../examples/cli/world/persons.ts';
import type { DeskOptions } from '../../src/desk/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import type { Amount } from '../../src/money.ts';
import { stateOf } from '../../src/terminal/index.ts';
import { chinaDate, instant } from '../../src/time.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';
import { outpatientDesk, outpatientEquipment } from './facades/world.ts';
import { get, post } from './support.ts';
import { billDocument, settledView } from './visiting.ts';

/** A service whose clock goes on as told, and whose card can be pulled. */
async function withClock(options: Partial<DeskOptions> = {}) {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const { equipment } = outpatientEquipment(world);
  const time = { aheadMs: 0 };
  const clock = { now: () => instant(world.equipment.clock.now() + time.aheadMs) };
  const card = await world.card('yinjiang');
  const at = await outpatientDesk(
    { ...options, equipment: { ...equipment, clock }, readers: [virtualReader(card)] },
    { folder, world },
  );
  const token = at.desk.consoleToken;
  const settle = async (billNumber: string, key: string, change: object = {}) => {
    const bill = { ...(await billDocument(billNumber)), ...change };
    const body = { bill, consent: 'given' };
    return post(at.desk, '/v1/visits', body, { token, 'idempotency-key': key });
  };
  return { ...at, card, time, token, settle, who: { token } };
}

/** A bill whose card was pulled before it was written, posted without it. */
async function posted(options: Partial<DeskOptions> = {}) {
  const at = await withClock(options);
  const { desk, card, settle, who, centre, equipment } = at;
  card.failAt({ kind: 'cut-after', nth: 17 });
  await settledView(desk, (await settle('P-1', 'visit-0001')).json.id, who, 'quoted');
  card.failAt(undefined);
  const { id } = equipment.journal.openIntents()[0]!;
  await centre.postWithoutCard(id);
  await equipment.journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  return { ...at, id };
}

test('a key that is free again after a week never answers for another bill', async () => {
  const { desk, settle, who, time } = await withClock();
  const first = await settle('K-1', 'visit-0001');
  expect((await settledView(desk, first.json.id, who, 'quoted')).json.now.state).toBe('done');
  const week = 8 * 86_400_000;
  time.aheadMs = week;
  const same = await settle('K-1', 'visit-0001');
  expect([same.status, same.json.id]).toEqual([202, first.json.id]);
  for (const [weeks, change] of [
    [2, { billNumber: 'K-2' }],
    [3, { patient: { name: '测试乙', memberNumber: '999001-01-02-03-004-2' } }],
  ] as const) {
    time.aheadMs = weeks * week;
    const other = await settle('K-1', 'visit-0001', change);
    expect([other.status, other.json.code]).toEqual([409, 'desk.key-conflict']);
  }
});

test('the day of the clerk’s page has what was posted without its card, and takes its reversal off', async () => {
  const { desk, who, id, equipment } = await posted();
  const today = chinaDate(equipment.clock.now());
  const { json } = await get(desk, `/v1/desk/settled/${today}`, who);
  expect(json.settlements).toMatchObject([{ settlement: id, state: 'done-without-card' }]);
  expect(json.settledCount).toBe(1);
  const month = Number(today.slice(5, 7)) - 1;
  const year = async () =>
    (await get(desk, `/v1/desk/years/${today.slice(0, 4)}`, who)).json.months[month];
  expect(await year()).toEqual(json.settled);
  const reversal = { reason: '退费', operator: '01' };
  const named = { ...who, 'idempotency-key': 'reverse-0001' };
  await post(desk, `/v1/settlements/${id}/reversal`, reversal, named);
  const after = (await get(desk, `/v1/desk/settled/${today}`, who)).json;
  expect([after.settledCount, after.reversedCount]).toEqual([1, 1]);
  expect(after.reversed).toEqual(json.settled);
  expect(new Set(Object.values(await year()))).toEqual(new Set(['0']));
});

test('what was posted without its card is taken back by two people too', async () => {
  const { desk, who, id, equipment } = await posted({ secondPersonFrom: 1n as Amount });
  const reversal = { reason: '退费', operator: '01' };
  const alone = await post(desk, `/v1/settlements/${id}/reversal`, reversal, {
    ...who,
    'idempotency-key': 'reverse-0001',
  });
  expect(alone.json.code).toBe('desk.second-person-missing');
  expect(stateOf(equipment.journal.entriesOf(id))).toBe('done-without-card');
});

test('a reversal that waits for the centre goes on under its own key, and is told once it is over', async () => {
  const { desk, settle, who, equipment } = await withClock();
  const { centre } = equipment.counties.get(HOMES.yinjiang.county)!;
  const { json } = await settledView(
    desk,
    (await settle('R-1', 'visit-0001')).json.id,
    who,
    'quoted',
  );
  const own = centre.reverse.bind(centre);
  const cut = () => Promise.reject(new OneCardError('centre.unreachable', { county: '999001' }));
  Object.assign(centre, { reverse: cut });
  const ask = () =>
    post(
      desk,
      `/v1/settlements/${json.settlement}/reversal`,
      { reason: '退费', operator: '01' },
      { ...who, 'idempotency-key': 'reverse-0001' },
    );
  expect((await ask()).json.outcome).toBe('reversing');
  Object.assign(centre, { reverse: own });
  const done = await ask();
  expect(done.json.outcome).toBe('reversed');
  expect((await ask()).json).toEqual(done.json);
});
