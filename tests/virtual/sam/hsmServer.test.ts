/** What the server answers to a client that is not ours. */

import { describe, expect, onTestFinished, test } from 'vitest';
import { concat } from '../../../src/bytes.ts';
import { encodeStatement } from '../../../src/crypto/index.ts';
import { SecretPin } from '../../../src/model/index.ts';
import { hsmServer, SoftSam } from '../../../src/virtual/index.ts';
import { certificates, issuedStore, RANDOM } from './drivers.ts';
import { NOW, SERIAL, statement } from './modules.ts';
import { post, served } from './remote.ts';

const STATEMENT = encodeStatement(statement());

describe('the server', () => {
  const hex = (byte: string, count: number) => byte.repeat(count);
  const sign = (id: string, atc = 7) =>
    JSON.stringify({
      requestId: hex(id, 16),
      statement: Buffer.from(STATEMENT).toString('hex'),
      atc,
      cardSignature: hex('00', 64),
    });

  test('answers one request id once, also when both ask together', async () => {
    const { url, store } = await served();
    const [first, second] = await Promise.all([
      post(`${url}/sign`, sign('01')),
      post(`${url}/sign`, sign('01')),
    ]);
    expect(first.status).toBe(200);
    expect(second).toEqual(first);
    expect(await post(`${url}/sign`, sign('01', 8))).toMatchObject({ status: 400 });
    expect((await post(`${url}/sign`, sign('02', 8))).status).toBe(200);
    expect((await (await SoftSam.open(store))!.status()).usesLeft).toBe(999_998);
  });

  test.each([
    ['no JSON', 'status', '{', 400],
    ['a list', 'status', '[]', 400],
    ['null', 'status', 'null', 400],
    ['an unknown field', 'status', '{"a":1}', 400],
    [
      'a field twice',
      'close-channel',
      `{"channel":"${hex('00', 16)}","channel":"${hex('01', 16)}"}`,
      400,
    ],
    ['a field missing', 'verify-pin', '{}', 400],
    ['a PIN that is none', 'verify-pin', '{"pin":"abcd"}', 400],
    ['capital digits', 'close-channel', `{"channel":"${hex('AA', 16)}"}`, 400],
    ['half a byte', 'close-channel', `{"channel":"${hex('a', 31)}"}`, 400],
    ['__proto__', 'status', '{"__proto__":{}}', 400],
    ['another operation', 'export-keys', '{}', 404],
    ['a path upwards', '../1/status/..', '{}', 404],
    ['a name of objects', 'constructor', '{}', 404],
    ['too much', 'status', `{"a":"${hex('00', 5_000)}"}`, 400],
    ['no UTF-8', 'status', Uint8Array.of(0x22, 0xff, 0x22), 400],
    [
      'a channel that is not open',
      'wrap',
      `{"channel":"${hex('00', 16)}","command":"00b08200"}`,
      409,
    ],
  ])('refuses %s', async (_case, operation, body, status) => {
    const { url } = await served();
    const answer = await post(`${url}/${operation}`, body);
    expect(answer.status).toBe(status);
    expect(Object.keys(JSON.parse(answer.body))).toEqual(['refusal', 'rule']);
    // And goes on answering.
    expect((await post(`${url}/status`, '{}')).status).toBe(200);
  });

  test('refuses another method and another kind of content', async () => {
    const { url } = await served();
    expect((await post(`${url}/status`, '', { method: 'GET' })).status).toBe(404);
    expect((await post(`${url}/status`, '{}', { type: 'text/plain' })).status).toBe(400);
  });

  test('keeps the terminals apart: one module each, and no other’s channel', async () => {
    const { ca, server, client } = certificates();
    const other = ca.issue('T-02');
    const stores = [await issuedStore(), await issuedStore()] as const;
    const running = await hsmServer({
      tls: { ca: ca.cert, cert: server.cert, key: server.key },
      terminals: new Map([
        [client.fingerprint, async () => (await SoftSam.open(stores[0]))!],
        [other.fingerprint, async () => (await SoftSam.open(stores[1]))!],
      ]),
      clock: { now: () => NOW },
      random: RANDOM,
    });
    onTestFinished(() => running.close());
    const open = JSON.stringify({ keyVersion: 0x31, serial: SERIAL.toLowerCase(), size: 'S16' });
    const { channel } = JSON.parse((await post(`${running.url}/open-channel`, open)).body);
    const wrap = JSON.stringify({ channel, command: '00b0820000' });
    const foreign = await post(`${running.url}/wrap`, wrap, { as: other });
    expect(foreign).toMatchObject({ status: 409 });
    expect(foreign.body).toContain('sam.channel-lost');
    await post(`${running.url}/sign`, sign('01'));
    expect((await (await SoftSam.open(stores[1]))!.status()).usesLeft).toBe(1_000_000);
  });

  test('keeps four channels of a terminal: the oldest makes room', async () => {
    const { url } = await served();
    const body = JSON.stringify({ keyVersion: 0x31, serial: SERIAL.toLowerCase(), size: 'S16' });
    const channels: string[] = [];
    for (let count = 0; count < 5; count++) {
      channels.push(JSON.parse((await post(`${url}/open-channel`, body)).body).channel);
    }
    const finish = (channel: string | undefined) =>
      post(`${url}/finish-channel`, JSON.stringify({ channel, response: '6a88' }));
    expect((await finish(channels[0])).body).toContain('sam.channel-lost');
    expect((await finish(channels[1])).body).toContain('crypto.channel-refused');
    expect((await finish(channels[4])).body).toContain('crypto.channel-refused');
  });

  test('tells nobody a key, a PIN or a statement', async () => {
    const { url, lines } = await served({ issue: { pin: new SecretPin('258013') } });
    const bodies: string[] = [];
    const ask = async (operation: string, body: string) => {
      bodies.push((await post(`${url}/${operation}`, body)).body);
    };
    await ask('verify-pin', '{"pin":"111113"}');
    await ask('verify-pin', '{"pin":"258013"}');
    for (const operation of ['identity', 'status']) await ask(operation, '{}');
    await ask('sign', sign('01'));
    await ask('sign', sign('01').replace('"atc":7', '"atc":-1'));
    const secrets = [hex('51', 16), hex('31', 16), '258013', '111113'];
    const said = concat([...bodies, ...lines].map((text) => new TextEncoder().encode(text)));
    for (const secret of secrets) expect(Buffer.from(said).toString()).not.toContain(secret);
  });
});
