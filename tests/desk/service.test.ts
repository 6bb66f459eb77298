/** The service as a whole: its addresses, description, status, events, counts, stop. */

import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Desk, route } from '../../src/desk/index.ts';
import { STREAMS_MAX } from '../../src/desk/limits.ts';
import { ERRORS, type ErrorCode } from '../../src/errors/index.ts';
import { ask, get, HIS, pair, post, testDesk } from './support.ts';
import { billDocument, settledView } from './visiting.ts';

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(false));
  });
}

test('this machine’s own addresses reach it, no other does', async () => {
  const { desk } = await testDesk();
  expect(await reaches('127.0.0.1', desk.port)).toBe(true);
  const others = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  for (const address of [...others, '127.0.0.2']) {
    expect([address, await reaches(address, desk.port)]).toEqual([address, false]);
  }
});

test('a second service on the port is refused by name', async () => {
  const { desk, open } = await testDesk();
  void open;
  const second = testDesk({ port: desk.port });
  await expect(second).rejects.toMatchObject({ code: 'desk.port-taken' });
});

test('the description names every route with its access, and what a bill is', async () => {
  const { desk } = await testDesk();
  const { json } = await get(desk, '/openapi.json');
  expect(json.openapi).toBe('3.1.0');
  const operations = Object.values<Record<string, Record<string, unknown>>>(json.paths).flatMap(
    (path) => Object.entries(path),
  );
  expect(operations.length).toBeGreaterThan(25);
  for (const [method, operation] of operations) {
    expect(operation.summary).toMatch(/[\u4e00-\u9fff].*[a-z]/);
    if (method === 'post') expect(operation.requestBody).toBeDefined();
  }
  const settle = json.paths['/v1/visits'].post;
  expect(settle.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key' }));
  const body = settle.requestBody.content['application/json'].schema;
  expect(Object.keys(body.properties.bill.properties)).toContain('lines');
  expect(json.paths['/v1/visits/{id}'].get.parameters[0]).toMatchObject({ in: 'path' });
});

test('a stranger hears the version, a paired caller what runs here', async () => {
  const at = await testDesk();
  const { desk } = at;
  const stranger = await get(desk, '/v1/status');
  expect(stranger.json).toEqual({
    service: 'onecard-desk',
    version: '0.0.0-test',
    isPaired: false,
  });
  const { json } = await get(desk, '/v1/status', { token: await pair(at), origin: HIS });
  expect(json).toMatchObject({
    isPaired: true,
    library: '0.0.0-test',
    driver: { state: 'ready', readers: [{ name: 'OneCard Virtual Reader' }] },
    journal: { undecided: 0 },
    cardWork: 'none',
  });
  expect(json.plans.map((plan: { id: string }) => plan.id)).toHaveLength(2);
  const counts = await get(desk, '/metrics', { token: desk.consoleToken });
  expect(counts.text).toMatch(
    /onecard_desk_requests_total\{route="\/v1\/status",method="GET",status="200"\} 2/,
  );
  expect((await get(desk, '/metrics')).json.code).toBe('desk.token-missing');
});

/** Collects the text of a stream until `isEnough`. */
function listen(
  desk: Desk,
  path: string,
  headers: Record<string, string>,
  isEnough: (text: string) => boolean,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: desk.port, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (!isEnough(text)) return;
        sent.destroy();
        resolve(text);
      });
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('events tell of cards without saying which, and of the caller’s own visits alone', async () => {
  const at = await testDesk();
  const { desk, reader, world } = at;
  const token = await pair(at);
  const headers = { authorization: `Bearer ${token}`, origin: HIS };
  const told = listen(desk, '/v1/events', headers, (text) => /card-in/.test(text));
  await sleep(200);
  reader.remove();
  await sleep(100);
  reader.insert(await world.card('yinjiang'));
  const text = await told;
  expect(text).toMatch(/event: reader\ndata: \{"kind":"virtual","type":"card-out"/);
  expect(text).not.toContain('atr');

  const origin = 'https://other.example';
  const other = await pair(at, ['read'], origin);
  const heard = listen(desk, '/v1/events', { authorization: `Bearer ${other}`, origin }, (all) =>
    /card-out/.test(all),
  );
  await sleep(100);
  const body = { bill: await billDocument('E-1'), consent: 'given' };
  const who = { token, origin: HIS };
  const begun = await post(desk, '/v1/visits', body, { ...who, 'idempotency-key': 'visit-0001' });
  const steps = await listen(desk, `/v1/visits/${begun.json.id}/events`, headers, () => false);
  expect(steps).toMatch(/"state":"done"[\s\S]*"isOver":true/);
  await settledView(desk, begun.json.id, who);
  reader.remove();
  expect(await heard).not.toContain('event: visit');
});

test('asking for the head of a stream takes no place from those who listen', async () => {
  const at = await testDesk();
  const { desk } = at;
  const headers = { authorization: `Bearer ${await pair(at)}`, origin: HIS };
  for (let round = 0; round < STREAMS_MAX; round++) {
    expect((await ask(desk, 'HEAD', '/v1/events', headers)).status).toBe(405);
  }
  const heard = listen(desk, '/v1/events', headers, () => false);
  await sleep(100);
  await desk.close();
  expect(await heard).toContain('event: stopping');
});

test('a revoked token hears nothing more, not even on a stream that it opened before', async () => {
  const at = await testDesk();
  const { desk } = at;
  const headers = { authorization: `Bearer ${await pair(at)}`, origin: HIS };
  const own = { token: desk.consoleToken };
  const heard = listen(desk, '/v1/events', headers, () => false);
  await sleep(100);
  const { grants } = (await get(desk, '/v1/grants', own)).json;
  const { id } = grants.find((grant: { origin: string }) => grant.origin === HIS);
  const authorization = { authorization: `Bearer ${own.token}` };
  expect((await ask(desk, 'DELETE', `/v1/grants/${id}`, authorization)).status).toBe(204);
  const ended = await Promise.race([heard.then(() => 'ended'), sleep(2_000, 'goes on')]);
  expect(ended).toBe('ended');
});

test('what every code says on the wire, and nothing of what nobody foresaw', async () => {
  const secret = new Error('the holder is 测试甲 999001196205120016');
  const at = await testDesk({
    modules: [
      () => ({
        name: 'failing',
        routes: [
          route({
            method: 'GET',
            path: '/v1/failing',
            access: 'paired',
            summary: { zh: '出错', en: 'fails' },
            handle() {
              throw secret;
            },
          }),
        ],
      }),
    ],
  });
  const { desk, defects } = at;
  const failed = await get(desk, '/v1/failing', { token: desk.consoleToken });
  expect([failed.status, failed.json.code]).toEqual([500, 'desk.defect']);
  expect(failed.text).not.toMatch(/测试甲|999001/);
  expect(defects).toEqual([secret]);

  const zh = await get(desk, '/v1/readers');
  const en = await get(desk, '/v1/readers', { 'accept-language': 'en-US,en;q=0.9' });
  const code: ErrorCode = 'desk.token-missing';
  expect(zh.headers['content-type']).toBe('application/problem+json');
  expect([zh.json.title, en.json.title]).toEqual([
    ERRORS[code].zh.thrownWhen,
    ERRORS[code].en.thrownWhen,
  ]);
  expect(en.json.advice.clerkDoes).toBe(ERRORS[code].en.clerkDoes);
  expect(zh.headers['www-authenticate']).toContain('Bearer');
});

test('two routes of one name, or a POST without a body, do not start', async () => {
  const routeOf = (path: string, method: 'GET' | 'POST') =>
    route({
      method,
      path,
      access: 'paired',
      summary: { zh: '一', en: 'a' },
      handle: () => new Response(),
    });
  const twice = { name: 'x', routes: [routeOf('/v1/x', 'GET'), routeOf('/v1/x', 'GET')] };
  await expect(testDesk({ modules: [() => twice] })).rejects.toThrow(/two routes/);
  const bodyless = { name: 'x', routes: [routeOf('/v1/x', 'POST')] };
  await expect(testDesk({ modules: [() => bodyless] })).rejects.toThrow(/body/);
});

test('stopping lets a settlement end, leaves what waits, and ends streams', async () => {
  const at = await testDesk();
  const { desk, world } = at;
  const token = await pair(at);
  const who = { token, origin: HIS };
  const headers = { authorization: `Bearer ${token}`, origin: HIS };
  const stream = listen(desk, '/v1/events', headers, () => false);
  await sleep(100);
  const body = { bill: await billDocument('S-1'), consent: 'given' };
  await post(desk, '/v1/visits', body, { ...who, 'idempotency-key': 'visit-0001' });
  const closing = desk.close();
  await closing;
  expect(await stream).toContain('event: stopping');
  expect(await reaches('127.0.0.1', desk.port)).toBe(false);
  // The visit either came to its end or wrote nothing; nothing is left open.
  expect(world.equipment.journal.openIntents()).toEqual([]);
});

test('the audit log names who and what, and no person', async () => {
  const at = await testDesk();
  const { desk } = at;
  const who = { token: await pair(at), origin: HIS };
  await post(desk, '/v1/cards/read', {}, who);
  await post(desk, '/v1/cards/read', { extra: 1 }, who);
  const body = { bill: await billDocument('A-1'), consent: 'given' };
  const begun = await post(desk, '/v1/visits', body, { ...who, 'idempotency-key': 'visit-0001' });
  await settledView(desk, begun.json.id, who);
  const { json, text } = await get(desk, '/v1/audit', { token: desk.consoleToken });
  const actions = json.entries.map((entry: { action: string }) => entry.action);
  expect(actions).toEqual(
    expect.arrayContaining([
      'start',
      'POST /v1/pairings',
      'POST /v1/cards/read',
      'POST /v1/visits',
    ]),
  );
  expect(json.count).toBe(json.entries.length);
  expect(text).not.toMatch(/测试|999001-01|9990010000|oc1_/);
});

test('what waits for a centre is told and handed in; what was left open is asked for', async () => {
  const { desk } = await testDesk();
  const who = { token: desk.consoleToken };
  expect((await get(desk, '/v1/outbox', who)).json).toMatchObject({
    count: 0,
    sum: '0',
    counties: [],
  });
  expect((await post(desk, '/v1/outbox/deliveries', {}, who)).json).toEqual({ counties: [] });
  const recovered = await post(desk, '/v1/recoveries', {}, who);
  expect(recovered.json).toEqual({
    closed: [],
    waitingForCard: [],
    unresolved: [],
    notHandedIn: [],
  });
});
