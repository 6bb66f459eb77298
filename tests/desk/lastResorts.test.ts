/** What must not end the service, hide what still works, or leave a clerk before a visit without an end. */

import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import type { Gate } from '../../src/desk/access/gate.ts';
import { openGrants } from '../../src/desk/access/grants.ts';
import { SCOPES } from '../../src/desk/access/scopes.ts';
import { reasonField } from '../../src/desk/api/settlements.ts';
import { acceptTextSocket } from '../../src/desk/facades/shared/webSocket.ts';
import { upgradeListener } from '../../src/desk/http/channels.ts';
import { Metrics } from '../../src/desk/http/metrics.ts';
import { GRANTS_MAX, ORIGINS_MAX } from '../../src/desk/limits.ts';
import { openCardWork } from '../../src/desk/readers/cardWork.ts';
import { openDeskStore } from '../../src/desk/storage/store.ts';
import { LiveVisit } from '../../src/desk/visits/liveVisit.ts';
import { OneCardError } from '../../src/errors/index.ts';
import type { ReaderProvider } from '../../src/terminal/deskParts.ts';
import { systemClock, systemRandom } from '../../src/terminal/index.ts';
import { temporaryFolder } from '../support/world.ts';

test('a visit that breaks off because the journal cannot be read is over, and says why', async () => {
  const missing = new OneCardError('journal.earlier-missing', { file: 'terminal.journal-2025' });
  const visit = new LiveVisit(
    { id: 'a', caller: 'b', provider: 'H99910100001', billNumber: 'ZY1' },
    {
      clock: systemClock,
      isOwn: () => false,
      openOfBill() {
        throw missing;
      },
      onChange: () => undefined,
    },
  );
  visit.tell('reading', 'card-found');
  visit.fail(missing);
  expect(visit.view()).toMatchObject({ isOver: true, failure: { error: missing } });
  const shown = [];
  for await (const view of visit.follow(new AbortController().signal)) shown.push(view.now.state);
  expect(shown).toEqual(['abandoned']);
});

test('a full list of pairings keeps neither the console out nor the window where they are revoked', async () => {
  const store = openDeskStore(join(await temporaryFolder(), 'desk.sqlite'));
  onTestFinished(() => store.close());
  store.together((write) => {
    for (let number = 0; number < GRANTS_MAX; number++) {
      const hash = new Uint8Array(32);
      new DataView(hash.buffer).setUint32(0, number);
      const id = String(number).padStart(16, '0');
      write('INSERT INTO grant_of VALUES (?, ?, ?, ?, ?, ?, NULL)', id, 'x', '', 'read', hash, 1);
    }
    for (let number = 0; number < ORIGINS_MAX; number++) {
      write('INSERT INTO origin VALUES (?, ?)', `http://his-${number}`, 1);
    }
  });
  const grants = openGrants(store, systemClock, systemRandom);
  const asked = { name: 'x', origin: '', scopes: SCOPES };
  const full = expect.objectContaining({ code: 'desk.list-full' });
  expect(() => grants.make(asked)).toThrow(full);
  expect(() => grants.allow('http://his-new')).toThrow(full);
  expect(grants.make({ ...asked, isTemporary: true }).grant.scopes).toEqual(SCOPES);
  expect(grants.make({ ...asked, isOwn: true }).grant.scopes).toEqual(SCOPES);
  for (const { id } of grants.list().slice(0, 3)) grants.revoke(id);
  expect(grants.make(asked).token).toMatch(/^oc1_/);
});

test('a connection that breaks during a handshake ends by itself, and nothing with it', () => {
  const headers = { host: '127.0.0.1:17100', upgrade: 'websocket' };
  const message = {
    method: 'GET',
    url: '/card-driver',
    headers,
    rawHeaders: Object.entries(headers).flat(),
  } as unknown as IncomingMessage;
  const gate: Gate = { admit: () => ({ scopes: new Set() }) };
  const accept = (request: IncomingMessage, socket: PassThrough, head: Buffer) => {
    const handlers = { onText: () => undefined, onEnd: () => undefined };
    acceptTextSocket(request, socket, head, { messageBytesMax: 1, pulseMs: 1_000, ...handlers });
  };
  const channel = { path: '/card-driver', access: 'read', accept } as never;
  const entrance = {
    port: 17_100,
    grants: { isAllowed: () => false },
    windows: { originOf: () => '' },
    relays: [],
  };
  const socket = new PassThrough();
  const listener = upgradeListener({ channels: [channel], entrance, gate, metrics: new Metrics() });
  listener(message, socket, Buffer.alloc(0));
  expect(String(socket.read())).toContain('400 Bad Request');
  socket.emit('error', Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
  expect(socket.destroyed).toBe(true);
});

test('a source of readers that fails hides none of another, and says why where there is none', async () => {
  const stopped = new OneCardError('reader.service-not-available');
  const source = (list: () => Promise<readonly unknown[]>) =>
    ({ list }) as unknown as ReaderProvider;
  const [failing, empty] = [source(() => Promise.reject(stopped)), source(async () => [])];
  const found = source(async () => ['the one at the serial port']);
  const listed = (...sources: readonly ReaderProvider[]) =>
    openCardWork(sources, {} as never).readers();
  expect(await listed(failing, found)).toEqual(['the one at the serial port']);
  expect(await listed(empty)).toEqual([]);
  await expect(listed(failing, empty)).rejects.toBe(stopped);
});

test('blanks are no reason for taking something back', () => {
  const isReason = (text: string) => reasonField.safeParse(text).success;
  expect([' ', '\u3000 ', '', 'x'.repeat(201), 'a\nb'].map(isReason)).not.toContain(true);
  expect(['误收', ' 误 收 ', 'x'.repeat(200)].map(isReason)).not.toContain(false);
});
