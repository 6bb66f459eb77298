/** The module behind a server, over real TLS sockets and certificates of the openssl command line. */

import { request as plainRequest } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { encodeStatement } from '../../../src/crypto/index.ts';
import { SecretPin } from '../../../src/model/index.ts';
import { parseYuan } from '../../../src/money.ts';
import { instant } from '../../../src/time.ts';
import { hsmServer, SoftSam } from '../../../src/virtual/index.ts';
import { codeOf } from '../../reader/codeOf.ts';
import { authority, type Identity } from '../../support/tls.ts';
import { certificates, issuedStore, RANDOM } from './drivers.ts';
import { ID, NOW, SERIAL, statement } from './modules.ts';
import { driver, served } from './remote.ts';

const STATEMENT = encodeStatement(statement());
const SIGNATURE = new Uint8Array(64);

describe('who may ask', () => {
  test('a terminal whose certificate is registered', async () => {
    const { url } = await served();
    expect(await driver(url).id()).toBe(ID);
  });

  test.each([
    ['was never registered', () => certificates().ca.issue('T-02'), 'not-registered'],
    ['has run out', () => certificates().ca.issue('T-01', { days: -1 }), 'CERT_HAS_EXPIRED'],
    [
      'comes from another authority',
      () => authority('another authority').issue('T-01'),
      /UNABLE_TO|SELF_SIGNED|DEPTH_ZERO/,
    ],
  ])('nobody whose certificate %s', async (_case, make, rule) => {
    const { url, lines } = await served();
    const sam = driver(url, { as: make() });
    await expect(sam.status()).rejects.toMatchObject({
      code: 'sam.certificate-refused',
      detail: { rule: expect.stringMatching(rule) },
    });
    expect(lines.join('\n')).toMatch(/certificate refused/);
  });

  test('nobody without a certificate, and nobody without TLS', async () => {
    const { url } = await served();
    const { ca } = certificates();
    const { port } = new URL(url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port: Number(port), ca: ca.cert }, () => {
        socket.write('POST /sam/1/status HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}');
      });
      socket.once('data', (data) => resolve(String(data)));
      socket.once('error', reject);
      onTestFinished(() => void socket.destroy());
    });
    expect(answer).toMatch(/^HTTP\/1\.1 403/);
    const plain = new Promise((resolve, reject) => {
      plainRequest(url.replace('https', 'http'), resolve).once('error', reject).end();
    });
    await expect(plain).rejects.toThrow();
    expect(() => driver(url.replace('https', 'http'))).toThrow(TypeError);
  });

  test('nobody by a connection that has outlived its certificate', async () => {
    let now = NOW;
    const { url } = await served({ clock: { now: () => now } });
    const sam = driver(url);
    await sam.status();
    now = instant(NOW + 400 * 86_400_000);
    await expect(sam.status()).rejects.toMatchObject({ code: 'sam.certificate-refused' });
  });

  test('TLS 1.1 is not spoken', async () => {
    const { url } = await served();
    const { ca, client } = certificates();
    const old = new Promise((resolve, reject) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: Number(new URL(url).port),
        ca: ca.cert,
        cert: client.cert,
        key: client.key,
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
      onTestFinished(() => void socket.destroy());
    });
    await expect(old).rejects.toThrow();
  });
});

describe('whom the terminal believes', () => {
  test('no server of another authority, of another name, past its time', async () => {
    const { ca, client } = certificates();
    const stranger = authority('another authority');
    const open = async () => (await SoftSam.open(await issuedStore()))!;
    const start = async (server: Identity) => {
      const running = await hsmServer({
        tls: { ca: ca.cert, cert: server.cert, key: server.key },
        terminals: new Map([[client.fingerprint, open]]),
        clock: { now: () => NOW },
        random: RANDOM,
      });
      onTestFinished(() => running.close());
      return running.url;
    };
    const untrusted = [
      await start(stranger.issue('hsm')),
      await start(ca.issue('hsm', { days: -1 })),
      await start(ca.issue('hsm', { hosts: 'DNS:hsm.example' })),
    ];
    for (const url of untrusted) {
      expect(await codeOf(driver(url).status())).toBe('sam.server-not-trusted');
    }
  });

  test('files that hold no certificate are told at once', () => {
    const make = () =>
      driver('https://127.0.0.1:1/sam/1', { as: { cert: 'x', key: 'y' } as Identity });
    expect(make).toThrow('sam.certificate-refused');
  });
});

/** A line in front of the server that can be cut: it lets `answers` answers through and then breaks. */
async function brittleLine(url: string) {
  const target = Number(new URL(url).port);
  const cut = { at: Number.POSITIVE_INFINITY, connections: 0 };
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    cut.connections++;
    const far = new (near.constructor as typeof Socket)();
    far.connect(target, '127.0.0.1');
    sockets.add(near).add(far);
    for (const socket of [near, far]) socket.on('error', () => {});
    near.pipe(far);
    far.on('data', (data) => {
      if (cut.at === 0) {
        cut.at = Number.POSITIVE_INFINITY;
        near.destroy();
        far.destroy();
      } else near.write(data);
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const { port } = proxy.address() as { port: number };
  return { url: url.replace(String(target), String(port)), cut };
}

describe('a line that breaks', () => {
  test('costs a signature its answer, and the same request gets it, counted once', async () => {
    const { url } = await served();
    const line = await brittleLine(url);
    const sam = driver(line.url);
    await sam.status();
    line.cut.at = 0;
    expect(await sam.sign(STATEMENT, 7, SIGNATURE)).toHaveLength(64);
    expect(line.cut.connections).toBe(2);
    expect(await sam.status()).toMatchObject({
      usesLeft: 999_999,
      dailySumLeft: parseYuan('1375.00'),
    });
  });

  test('ends a channel, which is never asked twice', async () => {
    const { url } = await served();
    const line = await brittleLine(url);
    const sam = driver(line.url);
    const channel = await sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' });
    line.cut.at = 0;
    expect(await codeOf(channel.finish(Uint8Array.of(0x90, 0)))).toBe('sam.unreachable');
    expect(await codeOf(channel.finish(Uint8Array.of(0x90, 0)))).toBe('sam.channel-lost');
    expect(line.cut.connections).toBe(1);
  });

  test('ends a channel for the calls too that wait behind: they are not sent', async () => {
    const { url } = await served();
    const line = await brittleLine(url);
    const sam = driver(line.url);
    const channel = await sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' });
    line.cut.at = 0;
    const [first, behind] = [1, 2].map(() => codeOf(channel.finish(Uint8Array.of(0x90, 0))));
    expect(await first).toBe('sam.unreachable');
    expect(await behind).toBe('sam.channel-lost');
    expect(line.cut.connections).toBe(1);
  });

  test('never asks for a PIN twice', async () => {
    const { url, store } = await served({ issue: { pin: new SecretPin('2580') } });
    const line = await brittleLine(url);
    const sam = driver(line.url);
    await sam.status();
    line.cut.at = 0;
    expect(await codeOf(sam.verifyPin(new SecretPin('1111')))).toBe('sam.unreachable');
    expect((await (await SoftSam.open(store))!.status()).pinTriesLeft).toBe(2);
  });

  test('ends after three tries, and by the deadline', async () => {
    const { url } = await served();
    const nobody = url.replace(/:\d+/, ':1');
    expect(await codeOf(driver(nobody).status())).toBe('sam.unreachable');
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { port: number };
    const sam = driver(`https://127.0.0.1:${port}/sam/1`, { deadlineMs: 200 });
    const began = performance.now();
    expect(await codeOf(sam.macState(1, SERIAL, Uint8Array.of(1)))).toBe('sam.unreachable');
    expect(performance.now() - began).toBeGreaterThan(600);
  });
});
