import { expect, onTestFinished, test } from 'vitest';
import type { Amount } from '../../src/money.ts';
import { chinaDate } from '../../src/time.ts';
import { ask, get, HIS, pair, post, testDesk } from './support.ts';
import { billDocument, settledView } from './visiting.ts';

test('a page reads the card, tries the bill, settles it after a yes, and has the receipt', async () => {
  const at = await testDesk();
  const { desk, defects } = at;
  const who = { token: await pair(at), origin: HIS };

  const card = await post(desk, '/v1/cards/read', {}, who);
  expect(card.json).toMatchObject({ outcome: 'verified', holder: { name: '测试甲' } });
  expect(card.json.holder.identityNumber).toMatch(/^999\*{11}\d{3}[\dX]$/);
  expect(card.json.card.serial).toContain('*');
  expect(card.text).not.toContain('address');

  const bill = await billDocument('B-1');
  const trial = await post(desk, '/v1/trials', { bill }, who);
  expect(trial.json.outcome).toBe('adjudicated');
  const paid = Object.values<string>(trial.json.adjudication.byPayer).map(BigInt);
  expect(paid.reduce((sum, each) => sum + each, 0n)).toBe(BigInt(trial.json.adjudication.total));

  const begun = await post(
    desk,
    '/v1/visits',
    { bill },
    { ...who, 'idempotency-key': 'visit-0001' },
  );
  expect(begun.status).toBe(202);
  const { id } = begun.json;
  const quoted = await settledView(desk, id, who);
  expect(quoted.json.now).toMatchObject({ state: 'quoted', interaction: 'confirm' });
  expect(quoted.json.decided.adjudication.byPayer).toEqual(trial.json.adjudication.byPayer);

  const confirmed = await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted: true }, who);
  expect(confirmed.status).toBe(200);
  // The clerk presses twice: the second finds the visit beyond it.
  const again = await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted: true }, who);
  expect(again.json.code).toBe('desk.visit-state');

  const done = await settledView(desk, id, who, 'quoted');
  expect(done.json.now.state).toBe('done');
  expect(done.json.steps.map((step: { state: string }) => step.state)).toContain('card-committed');
  const { settlement } = done.json;
  expect((await get(desk, `/v1/settlements/${settlement}`, who)).json.outcome).toBe('processed');
  const receipt = await get(desk, `/v1/settlements/${settlement}/receipt`, who);
  expect(receipt.json.text).toContain('病人应交现金');

  // The same key is the same visit; another body under it is refused.
  const repeated = await post(
    desk,
    '/v1/visits',
    { bill },
    { ...who, 'idempotency-key': 'visit-0001' },
  );
  expect([repeated.status, repeated.json.id]).toEqual([202, id]);
  const other = await post(
    desk,
    '/v1/visits',
    { bill, consent: 'given' },
    { ...who, 'idempotency-key': 'visit-0001' },
  );
  expect([other.status, other.json.code]).toEqual([409, 'desk.key-conflict']);
  // Another key with the same bill pays nothing twice.
  const second = await post(
    desk,
    '/v1/visits',
    { bill, consent: 'given' },
    { ...who, 'idempotency-key': 'visit-0002' },
  );
  const standing = await settledView(desk, second.json.id, who, 'quoted');
  expect(standing.json.result).toMatchObject({ outcome: 'already-settled', settlement });
  expect(defects).toEqual([]);
});

test('what the clerk calls off before the intent leaves nothing, and no yes comes after it', async () => {
  const at = await testDesk();
  const { desk, world } = at;
  const who = { token: await pair(at), origin: HIS };
  const bill = await billDocument('B-2');
  const begin = async (key: string) =>
    (await post(desk, '/v1/visits', { bill }, { ...who, 'idempotency-key': key })).json.id;

  const first = await begin('visit-0001');
  expect((await settledView(desk, first, who)).json.now.state).toBe('quoted');
  const busy = await post(desk, '/v1/cards/read', {}, who);
  expect(busy.json).toMatchObject({ code: 'desk.action-pending', detail: { work: 'settle' } });
  const left = await post(desk, `/v1/visits/${first}/cancellation`, {}, who);
  expect(left.status).toBe(200);
  await expect
    .poll(async () => (await get(desk, `/v1/visits/${first}`, who)).json.isOver)
    .toBe(true);
  const late = await post(desk, `/v1/visits/${first}/confirmation`, { isAccepted: true }, who);
  expect(late.json.code).toBe('desk.visit-state');

  const second = await begin('visit-0002');
  await settledView(desk, second, who);
  await post(desk, `/v1/visits/${second}/confirmation`, { isAccepted: false }, who);
  await expect
    .poll(async () => (await get(desk, `/v1/visits/${second}`, who)).json.isOver)
    .toBe(true);
  expect((await get(desk, `/v1/visits/${second}`, who)).json.now.state).toBe('abandoned');
  expect(world.equipment.journal.head().sequence).toBe(0);
});

test('a visit that was called off stays so over a restart, whatever settled its bill later', async () => {
  const at = await testDesk();
  const who = { token: await pair(at), origin: HIS };
  const bill = await billDocument('B-7');
  const begin = async (key: string, consent: string) =>
    (await post(at.desk, '/v1/visits', { bill, consent }, { ...who, 'idempotency-key': key })).json
      .id;
  const left = await begin('visit-0001', 'asked');
  await settledView(at.desk, left, who);
  await post(at.desk, `/v1/visits/${left}/confirmation`, { isAccepted: false }, who);
  await expect
    .poll(async () => (await get(at.desk, `/v1/visits/${left}`, who)).json.isOver)
    .toBe(true);
  const settled = await begin('visit-0002', 'given');
  const { settlement } = (await settledView(at.desk, settled, who, 'quoted')).json;

  await at.desk.close();
  const again = await at.open();
  onTestFinished(() => again.close());
  const first = await get(again, `/v1/visits/${left}`, who);
  expect(first.json.now.state).toBe('abandoned');
  expect(first.json.settlement).toBeUndefined();
  const second = await get(again, `/v1/visits/${settled}`, who);
  expect(second.json).toMatchObject({ settlement, now: { state: 'done' } });
});

test('a reversal takes a settlement back once, with a second person where much was paid', async () => {
  const at = await testDesk({ secondPersonFrom: 1n as Amount });
  const { desk } = at;
  const who = { token: await pair(at), origin: HIS };
  const bill = await billDocument('B-3');
  const body = { bill, consent: 'given' };
  const { id } = (await post(desk, '/v1/visits', body, { ...who, 'idempotency-key': 'visit-0001' }))
    .json;
  const { settlement } = (await settledView(desk, id, who, 'quoted')).json;
  const reverse = (more: object, key: string) =>
    post(
      desk,
      `/v1/settlements/${settlement}/reversal`,
      { reason: '金额录入错误', operator: '01', ...more },
      { ...who, 'idempotency-key': key },
    );
  expect((await reverse({}, 'reverse-0001')).json.code).toBe('desk.second-person-missing');
  const self = await reverse({ second: '01' }, 'reverse-0002');
  expect(self.json.code).toBe('desk.second-person-missing');
  const done = await reverse({ second: '02' }, 'reverse-0003');
  expect([done.status, done.json.outcome]).toEqual([200, 'reversed']);
  expect((await reverse({ second: '02' }, 'reverse-0003')).json).toEqual(done.json);
  expect((await reverse({ second: '02' }, 'reverse-0004')).json.outcome).toBe('reversed');
  const status = await get(desk, `/v1/settlements/${settlement}`, who);
  expect(status.json).toMatchObject({ outcome: 'processed', state: 'reversed' });
});

test('a lease keeps the reader for one caller, and another caller’s visit is nobody’s business', async () => {
  const at = await testDesk();
  const { desk } = at;
  const who = { token: await pair(at), origin: HIS };
  const origin = 'https://other.example';
  const other = { token: await pair(at, ['read', 'settle'], origin), origin };
  const { lease } = (await post(desk, '/v1/leases', {}, who)).json;
  expect((await post(desk, '/v1/cards/read', {}, other)).json.code).toBe('desk.action-pending');
  expect((await post(desk, '/v1/cards/read', {}, who)).json.code).toBe('desk.action-pending');
  const held = { ...who, 'onecard-lease': lease };
  expect((await post(desk, '/v1/cards/read', {}, held)).json.outcome).toBe('verified');
  const stolen = { ...other, 'onecard-lease': lease };
  expect((await post(desk, '/v1/cards/read', {}, stolen)).json.code).toBe('desk.lease-ended');
  const headers = { authorization: `Bearer ${who.token}`, origin: HIS };
  expect((await ask(desk, 'DELETE', `/v1/leases/${lease}`, headers)).status).toBe(204);
  expect((await post(desk, '/v1/cards/read', {}, other)).json.outcome).toBe('verified');

  const body = { bill: await billDocument('B-4'), consent: 'given' };
  const begun = await post(desk, '/v1/visits', body, { ...who, 'idempotency-key': 'visit-0001' });
  await settledView(desk, begun.json.id, who, 'quoted');
  expect((await get(desk, `/v1/visits/${begun.json.id}`, other)).json.code).toBe('desk.not-found');
  // The same key of another caller is another visit.
  const theirs = await post(desk, '/v1/visits', body, {
    ...other,
    'idempotency-key': 'visit-0001',
  });
  expect(theirs.json.id).not.toBe(begun.json.id);
  await settledView(desk, theirs.json.id, other);
});

test('where the own window has to agree, a page’s yes is none', async () => {
  const at = await testDesk({ confirmsInWindow: true });
  const { desk } = at;
  const who = { token: await pair(at), origin: HIS };
  const body = { bill: await billDocument('B-5'), consent: 'given' };
  const { id } = (await post(desk, '/v1/visits', body, { ...who, 'idempotency-key': 'visit-0001' }))
    .json;
  expect((await settledView(desk, id, who)).json.now.state).toBe('quoted');
  const page = await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted: true }, who);
  expect(page.json.code).toBe('desk.scope-missing');
  const key = new URL(desk.windowUrl()).hash.slice('#key='.length);
  const { token } = (await post(desk, '/v1/own-window', { key }, { origin: desk.url })).json;
  const own = { token, origin: desk.url };
  const agreed = await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted: true }, own);
  expect(agreed.status).toBe(200);
  expect((await settledView(desk, id, who, 'quoted')).json.now.state).toBe('done');
});

test('the day is compared with the centres, signed off once, and locked', async () => {
  const at = await testDesk();
  const { desk } = at;
  const who = { token: await pair(at), origin: HIS };
  const body = { bill: await billDocument('B-6'), consent: 'given' };
  const begun = await post(desk, '/v1/visits', body, { ...who, 'idempotency-key': 'visit-0001' });
  const { settlement } = (await settledView(desk, begun.json.id, who, 'quoted')).json;
  const today = chinaDate(at.world.equipment.clock.now());
  const report = await get(desk, `/v1/days/${today}`, who);
  expect(report.json).toMatchObject({
    outcome: 'reported',
    comparison: { differenceCount: 0 },
    totals: { settlementCount: 1 },
    unreachable: [],
  });
  const row = {
    provider: body.bill.provider.code,
    billNumber: 'B-6',
    settlementId: settlement,
    kind: 'settlement',
    total: '1.00',
    payers: {},
  };
  const his = { format: 'onecard-his-day/1', date: today, rows: [row] };
  const compared = await post(desk, `/v1/days/${today}/comparisons`, { his }, who);
  expect(compared.json.comparison.differenceCount).toBeGreaterThan(0);
  const wrong = await post(
    desk,
    `/v1/days/${today}/comparisons`,
    { his: { ...his, rows: 1 } },
    who,
  );
  expect([wrong.status, wrong.json.problems[0].path]).toEqual([422, 'rows']);

  const close = (key: string) =>
    post(desk, `/v1/days/${today}/closing`, { operator: '01' }, { ...who, 'idempotency-key': key });
  expect((await close('close-0001')).json).toMatchObject({ outcome: 'closed', isRepeated: false });
  expect((await close('close-0002')).json).toMatchObject({ outcome: 'closed', isRepeated: true });
  const bad = await get(desk, '/v1/days/2026-02-30', who);
  expect([bad.status, bad.json.code]).toEqual([422, 'time.not-a-date']);
});
