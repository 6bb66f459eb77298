/** Streams of events: a reader that takes nothing is cut off, what it missed is to be had by id, places are shared. */

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { DeskParts } from '../../src/desk/index.ts';
import {
  STREAM_BACKLOG_MAX,
  STREAM_END_MS,
  STREAMS_MAX,
  STREAMS_PER_GRANT_MAX,
} from '../../src/desk/limits.ts';
import { ask, get, HIS, pair, post, testDesk } from './support.ts';

/** A desk with a hand on its events. */
async function atEvents() {
  let parts: DeskParts | undefined;
  const at = await testDesk({
    modules: [
      (given) => {
        parts = given;
        return { name: 'hand', routes: [] };
      },
    ],
  });
  const tell = (count: number, text: string) => {
    for (let index = 0; index < count; index++) {
      parts!.events.publish({ type: 'reader', data: { index, text } });
    }
  };
  return { ...at, tell };
}

/** Opens a stream byte by byte. */
function open(
  port: number,
  token: string,
  more = '',
  path = '/v1/events',
): { socket: Socket; text: () => string } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  socket.on('error', () => undefined);
  socket.write(requestFor(port, token, more, path));
  onTestFinished(() => void socket.destroy());
  return { socket, text: () => text };
}

function requestFor(port: number, token: string, more: string, path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n${more}\r\n`;
}

async function closed(socket: Socket): Promise<boolean> {
  if (socket.closed) return true;
  const end = new Promise<boolean>((resolve) => socket.once('close', () => resolve(true)));
  return Promise.race([end, sleep(5_000, false)]);
}

test('a reader that takes nothing is cut off when it is too far behind, and others are not', async () => {
  const { desk, tell } = await atEvents();
  const stuck = open(desk.port, desk.consoleToken);
  const other = open(desk.port, desk.consoleToken);
  await expect.poll(() => stuck.text() + other.text()).toMatch(/200 OK[\s\S]*200 OK/);
  stuck.socket.pause();
  // What the system itself holds for a reader is some megabytes; the other reads along.
  const large = 'x'.repeat(16_384);
  for (let round = 0; round < STREAM_BACKLOG_MAX / 50 + 20 && !stuck.socket.closed; round++) {
    tell(50, large);
    await sleep(10);
  }
  tell(1, 'the last');
  await expect.poll(() => other.text(), { timeout: 5_000 }).toContain('the last');
  // The service has let go of it: what is left in between ends without an end of the answer.
  const before = await get(desk, '/metrics', { token: desk.consoleToken });
  expect(before.text).toContain('onecard_desk_streams 1');
  stuck.socket.resume();
  expect(await closed(stuck.socket)).toBe(true);
  expect(stuck.text()).not.toContain('the last');
}, 30_000);

test('what was missed is told again by id; of a gap that is too long, that there is one', async () => {
  const { desk, tell } = await atEvents();
  const first = open(desk.port, desk.consoleToken);
  await expect.poll(first.text).toContain('200 OK');
  tell(3, 'one');
  await expect.poll(first.text).toMatch(/"index":2/);
  const [, second] = [...first.text().matchAll(/^id: (\S+)$/gm)].map(([, id]) => id!);
  first.socket.destroy();
  tell(2, 'two');

  const again = open(desk.port, desk.consoleToken, `Last-Event-ID: ${second}\r\n`);
  await expect.poll(again.text).toMatch(/"index":2[\s\S]*"index":0[\s\S]*"index":1/);
  expect(again.text()).not.toContain('event: missed');
  expect(again.text().match(/"text":"one"/g)).toHaveLength(1);

  tell(STREAM_BACKLOG_MAX + 10, 'three');
  for (const id of [second!, 'another-7', 'nonsense']) {
    const late = open(desk.port, desk.consoleToken, `Last-Event-ID: ${id}\r\n`);
    await expect.poll(late.text).toContain('event: missed');
    late.socket.destroy();
  }
});

test('an event of another caller’s visit is not told again either', async () => {
  const at = await atEvents();
  const { desk } = at;
  const bill = await import('./visiting.ts').then(({ billDocument }) => billDocument('S-1'));
  const origin = 'https://other.example';
  const mine = await pair(at);
  const other = await pair(at, ['read'], origin);
  const first = open(desk.port, other, `Origin: ${origin}\r\n`);
  await expect.poll(first.text).toContain('200 OK');
  at.tell(1, 'known');
  await expect.poll(first.text).toContain('known');
  const id = /^id: (\S+)$/m.exec(first.text())![1]!;
  first.socket.destroy();
  const key = { 'idempotency-key': 'visit-0001' };
  const begun = await post(desk, '/v1/visits', { bill }, { token: mine, origin: HIS, ...key });
  expect(begun.status).toBe(202);
  at.tell(1, 'after');
  const again = open(desk.port, other, `Origin: ${origin}\r\nLast-Event-ID: ${id}\r\n`);
  await expect.poll(again.text).toContain('after');
  expect(again.text()).not.toContain('event: visit');
});

test('one grant does not take every place', async () => {
  const at = await testDesk();
  const { desk } = at;
  const token = await pair(at, ['read']);
  const headers = `Origin: ${HIS}\r\n`;
  const streams = Array.from({ length: STREAMS_MAX }, () => open(desk.port, token, headers));
  const taken = () => streams.filter(({ text }) => text().includes('200 OK')).length;
  const refused = () => streams.filter(({ text }) => text().includes('429 ')).length;
  await expect.poll(() => taken() + refused()).toBe(STREAMS_MAX);
  expect(taken()).toBe(STREAMS_PER_GRANT_MAX);
  const own = open(desk.port, desk.consoleToken);
  await expect.poll(own.text).toContain('200 OK');
  // A place that is given back is free for the same grant.
  streams.find(({ text }) => text().includes('200 OK'))!.socket.destroy();
  await expect
    .poll(async () => {
      const next = open(desk.port, token, headers);
      await expect.poll(next.text).toMatch(/HTTP/);
      return next.text();
    })
    .toContain('200 OK');
});

test('a stream that has ended leaves its connection to what comes after it', async () => {
  const at = await atEvents();
  const { desk } = at;
  // Consent is asked for, and the clerk says no: the visit is over, and so is its stream.
  const { billDocument } = await import('./visiting.ts');
  const program = await post(
    desk,
    '/v1/grants',
    { name: 'HIS', scopes: ['settle'] },
    { token: desk.consoleToken },
  );
  const { token, grant } = program.json;
  const key = { 'idempotency-key': 'visit-0001' };
  const { id } = (
    await post(desk, '/v1/visits', { bill: await billDocument('S-2') }, { token, ...key })
  ).json;
  const visit = () => get(desk, `/v1/visits/${id}`, { token });
  await expect.poll(async () => (await visit()).json.now.state).toBe('quoted');
  await post(desk, `/v1/visits/${id}/confirmation`, { isAccepted: false }, { token });
  await expect.poll(async () => (await visit()).json.isOver).toBe(true);

  const { socket, text } = open(desk.port, token, '', `/v1/visits/${id}/events`);
  await expect.poll(() => /"isOver":true[\s\S]*\n\n$/.test(text())).toBe(true);
  socket.write(requestFor(desk.port, desk.consoleToken, '', '/v1/events'));
  await expect.poll(() => text().split('200 OK').length).toBe(3);
  const authorization = `Bearer ${desk.consoleToken}`;
  await ask(desk, 'DELETE', `/v1/grants/${grant.id}`, { authorization });
  await sleep(STREAM_END_MS + 300);
  at.tell(1, 'still here');
  await expect.poll(() => text().includes('still here')).toBe(true);
});

test('a revoked caller’s stream ends though nobody reads it', async () => {
  const at = await atEvents();
  const { desk, tell } = at;
  const token = await pair(at, ['read']);
  const stuck = open(desk.port, token, `Origin: ${HIS}\r\n`);
  await expect.poll(stuck.text).toContain('200 OK');
  stuck.socket.pause();
  for (let round = 0; round < 12; round++) {
    tell(50, 'x'.repeat(16_384));
    await sleep(10);
  }
  const { grants } = (await get(desk, '/v1/grants', { token: desk.consoleToken })).json;
  const { id } = grants.find((grant: { origin: string }) => grant.origin === HIS);
  const authorization = `Bearer ${desk.consoleToken}`;
  await ask(desk, 'DELETE', `/v1/grants/${id}`, { authorization });
  await expect
    .poll(async () => (await get(desk, '/metrics', { token: desk.consoleToken })).text, {
      timeout: 5_000,
    })
    .toContain('onecard_desk_streams 0');
});
