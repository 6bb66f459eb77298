/** What the owner of the desk decided, and who may call, holds for this way in too. */

import { expect, test } from 'vitest';
import type { ProviderCode } from '../../../../src/model/index.ts';
import type { Amount } from '../../../../src/money.ts';
import { ask, get, post } from '../../support.ts';
import { PROVIDER } from '../world.ts';
import { hisOf, hospital, PERSON, programToken } from './hospital.ts';

type At = Awaited<ReturnType<typeof hospital>>;

async function ready({ his }: At) {
  await his.signIn();
  await his.readCard();
  const visit = await his.outpatient();
  return { visit, asked: his.settlement(visit, await his.fees(visit)) };
}

test('a token does what its scopes say', async () => {
  const at = await hospital();
  const reading = hisOf(at.desk, await programToken(at.desk, ['read']), at.equipment.clock.now());
  await reading.signIn();
  await reading.readCard();
  for (const [infno, scope] of [
    ['2201', 'settle'],
    ['2207', 'settle'],
    ['2208', 'reverse'],
    ['2601', 'reverse'],
    ['3201', 'settle'],
  ]) {
    const { err_msg } = await reading.call(infno!, {});
    expect(err_msg, `${infno} ${scope}`).toContain('desk.scope-missing');
  }
});

test('where much was paid, no message reverses without a second person, and its number stays good', async () => {
  const at = await hospital({ secondPersonFrom: 1n as Amount });
  const { his } = at;
  const { visit, asked } = await ready(at);
  const message = his.envelope('2207', asked);
  const first = await his.send(message);
  const { setl_id } = first.output.setlinfo;
  const cancel = await his.call('2208', { data: { setl_id, mdtrt_id: visit, psn_no: PERSON } });
  expect(cancel.err_msg).toContain('desk.second-person-missing');
  const undo = { data: { psn_no: PERSON, omsgid: message.msgid, oinfno: '2207' } };
  expect((await his.call('2601', undo)).err_msg).toContain('desk.second-person-missing');
  expect(await his.send(message)).toEqual(first);
  const { journal } = at.equipment;
  expect(journal.standingBill(PROVIDER.code as ProviderCode, `${visit}-1`)).toBeDefined();
});

test.each([true, false])('the own window has the last word: %s', async (isAccepted) => {
  const at = await hospital({ confirmsInWindow: true });
  const { desk, his } = at;
  const { asked } = await ready(at);
  const settling = his.call('2207', asked);
  const key = new URL(desk.windowUrl()).hash.slice('#key='.length);
  const { token } = (await post(desk, '/v1/own-window', { key }, { origin: desk.url })).json;
  const own = { token, origin: desk.url };
  const underWay = async () => (await get(desk, '/v1/visits', own)).json.visits[0];
  await expect.poll(async () => (await underWay())?.now.state, { timeout: 10_000 }).toBe('quoted');
  const { id } = await underWay();
  await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted }, own);
  const settled = await settling;
  expect(settled.infcode).toBe(isAccepted ? 0 : -1);
});

test('a reader that another window uses settles nothing, and leaves the visit free', async () => {
  const at = await hospital();
  const { his, desk } = at;
  const { asked } = await ready(at);
  const own = { token: desk.consoleToken };
  const { lease } = (await post(desk, '/v1/leases', {}, own)).json;
  expect((await his.call('2207', asked)).err_msg).toContain('desk.action-pending');
  const headers = { authorization: `Bearer ${desk.consoleToken}` };
  await ask(desk, 'DELETE', `/v1/leases/${lease}`, headers);
  // The clerk's program does not repeat; it sends another.
  expect((await his.call('2207', asked)).infcode).toBe(0);
});

test('the audit log says which message did what, and names nobody', async () => {
  const at = await hospital();
  const { his, desk } = at;
  const { asked } = await ready(at);
  const message = his.envelope('2207', asked);
  await his.send(message);
  const { entries } = (await get(desk, '/v1/audit', { token: desk.consoleToken })).json;
  const settled = entries.filter(({ action }: { action: string }) => action === 'national 2207');
  expect(settled).toHaveLength(1);
  expect(settled[0]).toMatchObject({
    outcome: 'done',
    facts: JSON.stringify({ msgid: message.msgid }),
  });
  expect(JSON.stringify(entries)).not.toContain(PERSON);
});

test('a page cannot name its token in the path', async () => {
  const at = await hospital();
  const path = `/token/${at.token}/fsi/api/rsfComIfsService/callService`;
  const answer = await post(at.desk, path, {}, { origin: at.desk.url });
  expect([answer.status, answer.json.code]).toEqual([400, 'desk.path-refused']);
});
