/** A service over time: grants that end in the middle of a visit, streams that have no place, a year that is not here. */

import { renameSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { connectDesk } from '../../src/desk/client/index.ts';
import { STREAMS_PER_GRANT_MAX } from '../../src/desk/limits.ts';
import { rotateJournal } from '../../src/settlement/index.ts';
import { openTerminal } from '../../src/terminal/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { INS_UPDATE_BINARY, pulledBefore } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';
import { ask, get, post, testDesk } from './support.ts';
import { billDocument, settledView } from './visiting.ts';

async function program(at: Awaited<ReturnType<typeof testDesk>>, scopes = ['read', 'settle']) {
  const asked = { name: 'HIS', scopes };
  const made = await post(at.desk, '/v1/grants', asked, { token: at.desk.consoleToken });
  const { token, grant } = made.json as { token: string; grant: { id: string } };
  const revoke = () =>
    ask(at.desk, 'DELETE', `/v1/grants/${grant.id}`, {
      authorization: `Bearer ${at.desk.consoleToken}`,
    });
  return { token, revoke };
}

test('a visit that waits for a card ends with the grant that began it', async () => {
  const at = await testDesk();
  const card = await at.world.card('yinjiang');
  at.reader.remove();
  const { token, revoke } = await program(at);
  const body = { bill: await billDocument('R-1'), consent: 'given' };
  const key = { 'idempotency-key': 'visit-0001' };
  const begun = await post(at.desk, '/v1/visits', body, { token, ...key });
  expect(begun.status).toBe(202);
  expect((await revoke()).status).toBe(204);
  at.reader.insert(card);
  const owner = { token: at.desk.consoleToken };
  const view = await settledView(at.desk, begun.json.id, owner);
  expect(view.json).toMatchObject({ isOver: true, now: { state: 'abandoned' } });
  expect(at.world.equipment.journal.head().sequence).toBe(0);
});

test('a visit that waits for a yes ends with the grant that began it, and the reader is free', async () => {
  const at = await testDesk();
  const { token, revoke } = await program(at);
  const key = { 'idempotency-key': 'visit-0001' };
  const bill = await billDocument('R-2');
  const { id } = (await post(at.desk, '/v1/visits', { bill }, { token, ...key })).json;
  expect((await settledView(at.desk, id, { token })).json.now.state).toBe('quoted');
  await revoke();
  const owner = { token: at.desk.consoleToken };
  await expect
    .poll(async () => (await get(at.desk, `/v1/visits/${id}`, owner)).json.isOver)
    .toBe(true);
  expect((await post(at.desk, '/v1/cards/read', {}, owner)).status).toBe(200);
});

test('a lease ends with its grant', async () => {
  const at = await testDesk();
  const { token, revoke } = await program(at);
  const owner = { token: at.desk.consoleToken };
  expect((await post(at.desk, '/v1/leases', {}, { token })).status).toBe(201);
  expect((await post(at.desk, '/v1/cards/read', {}, owner)).json.code).toBe('desk.action-pending');
  await revoke();
  expect((await post(at.desk, '/v1/cards/read', {}, owner)).status).toBe(200);
});

test('a settlement is followed to its end though no stream has a place for a while', async () => {
  const at = await testDesk();
  const { token } = await program(at);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const listener = await connectDesk({ url: at.desk.url, token, ways: ['direct'] });
  for (let stream = 0; stream < STREAMS_PER_GRANT_MAX; stream++) {
    void listener.events(() => undefined, stop.signal).catch(() => undefined);
  }
  const owner = { token: at.desk.consoleToken };
  await expect
    .poll(async () => (await get(at.desk, '/metrics', owner)).text)
    .toContain(`onecard_desk_streams ${STREAMS_PER_GRANT_MAX}`);
  void sleep(1_500).then(() => stop.abort());
  const desk = await connectDesk({ url: at.desk.url, token, ways: ['direct'] });
  const visit = await desk.settle(await billDocument('R-3'), { key: 'visit-0001' });
  expect(visit.result.outcome).toBe('settled');
});

test('the state of the service is told whatever the journal cannot say', async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const reader = virtualReader(await world.card('yinjiang'));
  const card = pulledBefore(INS_UPDATE_BINARY)(await reader.connect({ exclusive: true }));
  const left = await world.terminal.settle(card, await demoBill('yinjiang', 'R-4'));
  expect(left.outcome).toBe('card-pending');
  reader.remove();
  world.close();
  const { terminalId, clock } = world.equipment;
  const { journal } = world.files;
  const { archive } = await rotateJournal(journal, { terminalId, clock, knownHead: undefined });
  renameSync(archive, `${archive}.elsewhere`);

  const { equipment } = await testWorld(folder);
  const { desk } = await testDesk({ equipment, terminal: openTerminal(equipment) });
  const owner = { token: desk.consoleToken };
  const status = await get(desk, '/v1/status', owner);
  expect(status.status).toBe(200);
  expect(status.json.journal).toMatchObject({ code: 'journal.earlier-missing' });
  const metrics = await get(desk, '/metrics', owner);
  expect(metrics.status).toBe(200);
  expect(metrics.text).toContain('onecard_desk_undecided NaN');
});
