/** What is too large, too deep, too slow or too many, against a service that listens. */

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ask, get, HIS, pair, post, raw, testDesk } from './support.ts';

test('1,000 connections that send a byte now and then keep nobody out', async () => {
  const { desk } = await testDesk();
  const open = new Set<Socket>();
  for (let index = 0; index < 1_000; index++) {
    const socket = connect(desk.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    open.add(socket);
    socket.write('GET /v1/sta');
  }
  const drip = setInterval(() => {
    for (const socket of open) if (!socket.destroyed) socket.write('a');
  }, 100);
  try {
    // What the system's own queue held back comes a second later, all at once: the rounds go on beyond it.
    for (let round = 0; round < 60; round++) {
      // Each a caller of its own: a connection that waits for its next request is the first to make room.
      const { status } = await get(desk, '/v1/status', { connection: 'close' });
      expect(status).toBe(200);
      await sleep(20);
    }
    expect(open.size).toBeLessThanOrEqual(300);
  } finally {
    clearInterval(drip);
    for (const socket of open) socket.destroy();
  }
});

test('headers that do not end, and a body that does not come, are cut off', async () => {
  const { desk, ...at } = await testDesk();
  const token = await pair({ desk, ...at });
  const head = `Host: 127.0.0.1:${desk.port}\r\n`;
  const closed = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(desk.port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.setEncoding('utf8').on('data', (part) => (answer += part));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
    });
  const endless = closed(`GET /v1/status HTTP/1.1\r\n${head}`);
  const bodyless = closed(
    `POST /v1/cards/read HTTP/1.1\r\n${head}Origin: ${HIS}\r\nAuthorization: Bearer ${token}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  );
  // Node answers 408 where it can; what counts is that both ended.
  expect(await endless).toMatch(/^(HTTP\/1.1 408 |$)/);
  expect(await bodyless).toMatch(/^(HTTP\/1.1 408 |$)/);
});

test('bodies that are too large, announced or not, and headers beyond all use', async () => {
  const at = await testDesk();
  const { desk } = at;
  const token = await pair(at);
  const who = { token, origin: HIS };
  const large = await post(desk, '/v1/cards/read', { reader: 'x'.repeat(70_000) }, who);
  expect([large.status, large.json.code]).toEqual([413, 'desk.body-too-large']);

  const chunk = 'x'.repeat(16_000);
  const chunks = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(8);
  const unannounced = await raw(
    desk,
    `POST /v1/cards/read HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nOrigin: ${HIS}\r\n` +
      `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
      `Transfer-Encoding: chunked\r\n\r\n${chunks}`,
  );
  expect(unannounced).toContain('desk.body-too-large');
  // Two lengths are how one request is smuggled into another.
  const smuggled = await raw(
    desk,
    `POST /v1/cards/read HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nContent-Length: 4\r\n` +
      'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/status HTTP/1.1\r\n\r\n',
  );
  expect(smuggled).toMatch(/^HTTP\/1.1 400 /);
  const header = await ask(desk, 'GET', '/v1/status', { 'x-long': 'a'.repeat(20_000) });
  expect(header.status).toBe(431);
  const get64 = await get(desk, '/v1/status', { token, origin: HIS });
  expect(get64.status).toBe(200);
});

test('a bill of a body that is larger than any hospital’s', async () => {
  const at = await testDesk();
  const who = { token: await pair(at), origin: HIS };
  const length = String(17 * 1024 * 1024);
  const answer = await ask(
    at.desk,
    'POST',
    '/v1/trials',
    {
      authorization: `Bearer ${who.token}`,
      origin: HIS,
      'content-type': 'application/json',
      'content-length': length,
    },
    '{',
  ).catch((error: Error) => error);
  expect(answer).toMatchObject({ status: 413 });
});

test.each([
  ['too-deep', `{"reader":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ['too-deep', `{"a":${'{"a":'.repeat(30)}1${'}'.repeat(30)}}`],
  ['field-twice', '{"reader":"a","reader":"b"}'],
  ['field-twice', '{"reader":"a","re\\u0061der":"b"}'],
  ['not-json', '{"reader":"a"'],
  ['not-json', `"${'\\"'.repeat(30_000)}`],
  ['not-json', ''],
])('a body that is %s', async (rule, body) => {
  const at = await testDesk();
  const token = await pair(at);
  const headers = {
    authorization: `Bearer ${token}`,
    origin: HIS,
    'content-type': 'application/json',
  };
  const answer = await ask(at.desk, 'POST', '/v1/cards/read', headers, body);
  expect(answer.json).toMatchObject({ code: 'desk.body-malformed', detail: { rule } });
});

test('fields that nobody described are refused, __proto__ among them', async () => {
  const at = await testDesk();
  const token = await pair(at);
  const headers = {
    authorization: `Bearer ${token}`,
    origin: HIS,
    'content-type': 'application/json',
  };
  for (const body of ['{"extra":1}', '{"__proto__":{"waitMs":1}}', '[]', 'null', '{"waitMs":-1}']) {
    const answer = await ask(at.desk, 'POST', '/v1/cards/read', headers, body);
    expect([body, answer.json.code]).toEqual([body, 'desk.request-invalid']);
  }
});

test('a caller that loops is slowed, and the others are not', async () => {
  const at = await testDesk();
  const { desk } = at;
  const looping = { token: await pair(at, ['read']), origin: HIS };
  const other = {
    token: await pair(at, ['read'], 'https://other.example'),
    origin: 'https://other.example',
  };
  const statuses: number[] = [];
  for (let round = 0; round < 15; round++) {
    const asked = Array.from({ length: 50 }, () => get(desk, '/v1/grants', looping));
    statuses.push(...(await Promise.all(asked)).map(({ status }) => status));
  }
  expect(statuses).toContain(429);
  expect((await get(desk, '/v1/readers', other)).status).toBe(200);
});
