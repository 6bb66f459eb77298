/** Who is at the reader, and for how long; clocks that jump; grants that are revoked in the middle. */

import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openOwnWindow } from '../../src/desk/access/ownWindow.ts';
import { openPairings } from '../../src/desk/access/pairing.ts';
import { openWindows } from '../../src/desk/access/windows.ts';
import { LEASE_MS, LEASE_MS_MAX, LEASE_TURN_MS, PAIRING_MS_MAX } from '../../src/desk/limits.ts';
import { CardPlace } from '../../src/desk/readers/lease.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { instant } from '../../src/time.ts';
import { thrown } from '../support/caught.ts';
import { ask, get, HIS, pair, post, raw, testDesk } from './support.ts';

const NOON = Date.parse('2026-03-09T04:00:00Z');

/** A wall clock that anybody may set, and a time that only goes on. */
function times() {
  const set = { wallMs: NOON, ticksMs: 0 };
  const pass = (ms: number) => {
    set.wallMs += ms;
    set.ticksMs += ms;
  };
  return { set, pass, clock: { now: () => instant(set.wallMs) }, ticks: () => set.ticksMs };
}

function place(readOnly: readonly string[] = []) {
  const { set, pass, clock, ticks } = times();
  const maySettle = (grant: string) => !readOnly.includes(grant);
  const revoked = () => new AbortController().signal;
  const parts = { clock, ticks, random: systemRandom, maySettle, revoked };
  return { set, pass, place: new CardPlace(parts) };
}

const PENDING = { code: 'desk.action-pending' };
const ENDED = { code: 'desk.lease-ended' };

test('a lease lasts as long as time does, whatever the clock on the wall is set to', async () => {
  const { set, pass, place: at } = place();
  const { id, until } = at.take('a');
  expect(until).toBe(NOON + LEASE_MS);
  // Set back by a day: the lease does not last a day longer.
  set.wallMs -= 86_400_000;
  pass(LEASE_MS - 1);
  expect(thrown(() => at.take('b'))).toMatchObject(PENDING);
  // Set ahead by a day: it is not over before its time.
  set.wallMs += 2 * 86_400_000;
  await at.use({ caller: 'a', lease: id, name: 'read' }, async () => undefined);
  pass(LEASE_MS);
  expect(at.take('b').until).toBe(set.wallMs + LEASE_MS);
  expect(thrown(() => at.giveBack('a', id))).toMatchObject(ENDED);
});

test('a window, and an address of the own window, end in time though the clock is set back', () => {
  const { set, pass, clock, ticks } = times();
  const windows = openWindows(clock, systemRandom, ticks);
  const own = openOwnWindow(clock, systemRandom, ticks);
  const window = windows.open(`${NOON}.${'0'.repeat(32)}`, HIS);
  const [first, second] = [own.newKey(), own.newKey()];
  const back = () => (set.wallMs = NOON);
  const refused = { code: 'desk.window-refused' };
  pass(599_000);
  back();
  own.use(first);
  pass(2_000);
  back();
  expect(thrown(() => own.use(second))).toMatchObject(refused);
  pass(11 * 3_600_000);
  back();
  expect(windows.originOf(window)).toBe(HIS);
  pass(3_600_000);
  back();
  expect(thrown(() => windows.originOf(window))).toMatchObject(refused);
  // A computer that slept counts by the wall.
  const late = windows.open(`${NOON}.${'1'.repeat(32)}`, HIS);
  set.wallMs += 13 * 3_600_000;
  expect(thrown(() => windows.originOf(late))).toMatchObject(refused);
});

test('a pairing code is good for two minutes, whatever the clock says', async () => {
  const { set, pass, clock, ticks } = times();
  const grants = { allow() {}, make: () => ({}) } as never;
  const shown: string[] = [];
  const show = ({ code }: { readonly code: string }) => void shown.push(code);
  const pairings = openPairings({ grants, clock, ticks, random: systemRandom, show });
  const request = { name: 'HIS', origin: HIS, scopes: ['read'] as const };
  const first = pairings.begin(request);
  const second = pairings.begin(request);
  pass(PAIRING_MS_MAX - 1);
  set.wallMs = NOON;
  pairings.finish(first.id, shown[0]!, HIS);
  pass(1);
  set.wallMs = NOON;
  expect(thrown(() => pairings.finish(second.id, shown[1]!, HIS))).toMatchObject({
    code: 'desk.pairing-refused',
  });
  expect(pairings.open()).toEqual([]);
});

test('a caller who may only read keeps nobody from settling', async () => {
  const { pass, place: at } = place(['reader']);
  const reads = (lease?: string) =>
    at.use({ caller: 'reader', name: 'read', ...(lease && { lease }) }, async () => undefined);
  const settles = () => at.use({ caller: 'his', name: 'settle' }, async () => 'settled');

  // Its lease is not made longer by use.
  const { id } = at.take('reader');
  pass(LEASE_MS - 1);
  await reads(id);
  await expect(settles()).rejects.toMatchObject(PENDING);
  pass(1);
  await expect(reads(id)).rejects.toMatchObject(ENDED);
  // Somebody was refused meanwhile: it is their turn, and not the reader's again.
  expect(thrown(() => at.take('reader'))).toMatchObject(PENDING);
  await expect(reads()).rejects.toMatchObject({ ...PENDING, detail: { work: 'turn' } });
  expect(await settles()).toBe('settled');
  await reads();

  // One who has gone away is not waited for.
  const second = at.take('reader');
  await expect(settles()).rejects.toMatchObject(PENDING);
  at.giveBack('reader', second.id);
  await expect(reads()).rejects.toMatchObject(PENDING);
  pass(LEASE_TURN_MS);
  at.giveBack('reader', at.take('reader').id);
  await reads();
  // With nobody waiting it goes on as it likes, with leases as without.
  await reads();
  for (let round = 0; round < 2; round++) at.giveBack('reader', at.take('reader').id);
});

test('a caller who may settle keeps a lease for as long as it is used, ten minutes at most', async () => {
  const { pass, place: at } = place();
  const { id } = at.take('his');
  const use = () => at.use({ caller: 'his', lease: id, name: 'read' }, async () => undefined);
  for (let used = 0; used < LEASE_MS_MAX - LEASE_MS; used += LEASE_MS - 1) {
    pass(LEASE_MS - 1);
    await use();
  }
  pass(LEASE_MS);
  await expect(use()).rejects.toMatchObject(ENDED);
});

test('a card that cannot be let go does not hide what was done with it', async () => {
  const at = await testDesk();
  const failing = at.reader;
  const waitForCard = failing.waitForCard.bind(failing);
  failing.waitForCard = async (options) => {
    const found = await waitForCard(options);
    const connectCard = found.connect.bind(found);
    const connect: typeof found.connect = async (how) => {
      const card = await connectCard(how);
      const close = card.close.bind(card);
      return Object.assign(card, {
        async close() {
          await close();
          throw new Error('the driver is gone');
        },
      });
    };
    return Object.assign(found, { connect });
  };
  const who = { token: await pair(at), origin: HIS };
  const read = await post(at.desk, '/v1/cards/read', {}, who);
  expect([read.status, read.json.outcome]).toEqual([200, 'verified']);
  // And what went wrong with the card is what is told, not the letting go.
  const none = await post(at.desk, '/v1/cards/read', { reader: 'no such', waitMs: 0 }, who);
  expect(none.json.code).toMatch(/^reader\./);
});

/** Revokes the page's grant. */
async function revoke(at: Awaited<ReturnType<typeof testDesk>>): Promise<void> {
  const own = { token: at.desk.consoleToken };
  const { grants } = (await get(at.desk, '/v1/grants', own)).json;
  const { id } = grants.find((grant: { origin: string }) => grant.origin === HIS);
  const authorization = { authorization: `Bearer ${own.token}` };
  expect((await ask(at.desk, 'DELETE', `/v1/grants/${id}`, authorization)).status).toBe(204);
}

test('a grant that is revoked while its request is being sent does nothing more', async () => {
  const at = await testDesk();
  const { desk } = at;
  const token = await pair(at);
  const body = JSON.stringify({ presentedBy: 'holder', document: 'identity-card' });
  const socket = connect(desk.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let answer = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    answer += part;
  });
  socket.write(
    `POST /v1/identity-checks HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nOrigin: ${HIS}\r\n` +
      `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
  );
  await sleep(200);
  await revoke(at);
  socket.write(body.slice(10));
  await expect.poll(() => answer, { timeout: 5_000 }).toContain('desk.token-refused');
  const { entries } = (await get(desk, '/v1/audit', { token: desk.consoleToken })).json;
  const actions = entries.map(({ action }: { action: string }) => action);
  expect(actions).not.toContain('identity-check');
});

test('a channel ends with its grant', async () => {
  let accepted = 0;
  const at = await testDesk({
    modules: [
      () => ({
        name: 'echo',
        routes: [],
        channels: [
          {
            path: '/v1/echo',
            access: 'paired',
            accept(request, socket) {
              accepted++;
              const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
              const digest = createHash('sha1').update(key).digest('base64');
              socket.write(
                `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${digest}\r\n\r\n`,
              );
            },
          },
        ],
      }),
    ],
  });
  const { desk } = at;
  const token = await pair(at);
  const handshake =
    `GET /v1/echo HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nOrigin: ${HIS}\r\nUpgrade: websocket\r\n` +
    'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
    `Authorization: Bearer ${token}\r\n\r\n`;
  const socket = connect(desk.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let answer = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    answer += part;
  });
  socket.on('error', () => undefined);
  const ended = new Promise((resolve) => socket.once('close', () => resolve('ended')));
  socket.write(handshake);
  await expect.poll(() => answer).toContain('101 Switching');
  await revoke(at);
  expect(await Promise.race([ended, sleep(3_000, 'goes on')])).toBe('ended');
  expect(await raw(desk, handshake)).toContain('desk.token-refused');
  expect(accepted).toBe(1);
});
