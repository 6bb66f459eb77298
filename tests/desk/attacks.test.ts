/** Each attack of the list, made against a service that listens. */

import { describe, expect, test } from 'vitest';
import type { Desk } from '../../src/desk/index.ts';
import { ask, EVIL, get, HIS, pair, post, raw, testDesk } from './support.ts';

type At = Awaited<ReturnType<typeof testDesk>>;

async function opened(): Promise<At & { readonly token: string; readonly desk: Desk }> {
  const at = await testDesk();
  return { ...at, token: await pair(at) };
}

describe('names and origins', () => {
  test('DNS rebinding: a Host that is not letter by letter the service’s own is refused', async () => {
    const { desk, token } = await opened();
    for (const host of [
      'evil.example',
      'evil.example:PORT',
      '127.0.0.1',
      '127.0.0.1:1',
      'localhost.evil.example:PORT',
      '127.1:PORT',
      'localhost@evil.example',
    ]) {
      const headers = { host: host.replace('PORT', String(desk.port)) };
      const answer = await get(desk, '/v1/status', { ...headers, token });
      expect([answer.status, answer.json.code]).toEqual([403, 'desk.host-refused']);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('another page cannot pass for the service’s own', async () => {
    const { desk } = await opened();
    const asked = await ask(desk, 'OPTIONS', '/v1/grants', {
      origin: HIS,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'onecard-own, onecard-window',
    });
    expect(asked.headers['access-control-allow-headers']).not.toMatch(/onecard-(own|window)/);
    const headers = { 'onecard-own': '1', origin: EVIL };
    expect((await get(desk, '/v1/status', headers)).json.code).toBe('desk.origin-refused');
    const window = { 'onecard-window': '0'.repeat(64), origin: HIS };
    expect((await get(desk, '/v1/status', window)).json.code).toBe('desk.window-refused');
  });

  test('two hosts, or none, are refused', async () => {
    const { desk } = await opened();
    const host = `127.0.0.1:${desk.port}`;
    const two = await raw(desk, `GET /v1/status HTTP/1.1\r\nHost: ${host}\r\nHost: evil\r\n\r\n`);
    expect(two).toMatch(/^HTTP\/1.1 40[03] /);
    expect(await raw(desk, 'GET /v1/status HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1.1 40[03] /);
    expect(await raw(desk, 'GET /v1/status HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 40[03] /);
    const absolute = `GET http://evil.example/v1/status HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    expect(await raw(desk, absolute)).toMatch(/^HTTP\/1.1 40[03] /);
  });

  test('a foreign origin is refused, and told nothing that its page could read', async () => {
    const { desk, token } = await opened();
    for (const origin of [
      EVIL,
      'null',
      'http://his.example.evil.example',
      'https://his.example',
      `${HIS}/`,
    ]) {
      const answer = await post(desk, '/v1/cards/read', {}, { token, origin });
      expect([answer.status, answer.json.code]).toEqual([403, 'desk.origin-refused']);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      const asked = await ask(desk, 'OPTIONS', '/v1/cards/read', {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-private-network': 'true',
      });
      expect(asked.status).toBe(403);
      expect(
        Object.keys(asked.headers).filter((name) => name.startsWith('access-control')),
      ).toEqual([]);
    }
  });

  test('a listed origin alone is answered by name, never by a star', async () => {
    const { desk, token } = await opened();
    const asked = await ask(desk, 'OPTIONS', '/v1/cards/read', {
      origin: HIS,
      'access-control-request-method': 'POST',
      'access-control-request-private-network': 'true',
    });
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': HIS,
      'access-control-allow-private-network': 'true',
    });
    expect(asked.headers['access-control-allow-credentials']).toBeUndefined();
    const answer = await get(desk, '/v1/status', { token, origin: HIS });
    expect(answer.headers['access-control-allow-origin']).toBe(HIS);
  });

  test('what another site loads as image, script or frame is refused', async () => {
    const { desk } = await opened();
    for (const mode of ['no-cors', 'cors']) {
      const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode };
      const answer = await get(desk, '/v1/status', headers);
      expect(answer.json.code).toBe('desk.origin-refused');
    }
  });
});

describe('tokens', () => {
  test('no token, another origin’s token, a program’s token in a page, a page’s in a program', async () => {
    const at = await opened();
    const { desk, token } = at;
    const missing = await post(desk, '/v1/cards/read', {}, { origin: HIS });
    expect([missing.status, missing.json.code]).toEqual([401, 'desk.token-missing']);
    expect((await post(desk, '/v1/cards/read', {})).json.code).toBe('desk.token-missing');
    const other = await pair(at, ['read'], 'https://other.example');
    for (const who of [
      { token: other, origin: HIS },
      { token, origin: 'https://other.example' },
      { token },
      { token: desk.consoleToken, origin: HIS },
    ]) {
      const answer = await post(desk, '/v1/cards/read', {}, who);
      expect([answer.status, answer.json.code]).toEqual([401, 'desk.token-refused']);
    }
  });

  test('a scope that was not given, and a token that was revoked', async () => {
    const at = await opened();
    const { desk } = at;
    const token = await pair(at, ['read']);
    const who = { token, origin: HIS };
    const key = { 'idempotency-key': 'visit-0001' };
    const settle = await post(desk, '/v1/visits', { bill: {} }, { ...who, ...key });
    expect(settle.json).toMatchObject({ code: 'desk.scope-missing', detail: { scope: 'settle' } });
    expect((await get(desk, '/v1/grants', who)).json.code).toBe('desk.scope-missing');
    const { grants } = (await get(desk, '/v1/grants', { token: desk.consoleToken })).json;
    const mine = grants.find((each: { scopes: string[] }) => each.scopes.join() === 'read');
    const path = `/v1/grants/${mine.id}`;
    expect((await ask(desk, 'DELETE', path, bearer(desk.consoleToken))).status).toBe(204);
    expect((await get(desk, '/v1/readers', who)).json.code).toBe('desk.token-refused');
  });

  test('guessing is slowed to nothing, and shuts out nobody else', async () => {
    const { desk, token } = await opened();
    const guesses: string[] = [];
    for (let guess = 0; guess < 30; guess++) {
      const wrong = `oc1_${String(guess).padStart(43, 'A')}`;
      guesses.push((await get(desk, '/v1/readers', { token: wrong })).json.code);
    }
    expect(guesses.slice(0, 5)).toEqual(Array(5).fill('desk.token-refused'));
    expect(guesses.slice(-5)).toEqual(Array(5).fill('desk.rate-limited'));
    // A program with a good token, of the guesser's own kind.
    expect((await get(desk, '/v1/readers', { token: desk.consoleToken })).status).toBe(200);
    expect((await get(desk, '/v1/readers', { token, origin: HIS })).status).toBe(200);
  });

  test('a pairing code is tried five times, used once, and not taken from another origin', async () => {
    const at = await testDesk();
    const { desk, prompts } = at;
    await post(desk, '/v1/origins', { origin: HIS }, { token: desk.consoleToken });
    const begin = () =>
      post(desk, '/v1/pairings', { name: 'x', scopes: ['read'] }, { origin: HIS });
    const finish = (id: string, code: string, origin = HIS) =>
      post(desk, `/v1/pairings/${id}/token`, { code }, { origin });

    const first = (await begin()).json.id;
    const { code } = prompts[0]!;
    const wrong = code === '000000' ? '111111' : '000000';
    for (let left = 4; left >= 0; left--) {
      const answer = await finish(first, wrong);
      expect(answer.json).toMatchObject({
        code: 'desk.pairing-refused',
        detail: { triesLeft: left },
      });
    }
    expect((await finish(first, code)).json.code).toBe('desk.pairing-refused');

    const second = (await begin()).json.id;
    const { code: right } = prompts[1]!;
    await post(desk, '/v1/origins', { origin: EVIL }, { token: desk.consoleToken });
    expect((await finish(second, right, EVIL)).json.code).toBe('desk.pairing-refused');
    expect((await finish(second, right)).json.token).toMatch(/^oc1_/);
    expect((await finish(second, right)).json.code).toBe('desk.pairing-refused');
    // A page may not ask to manage others.
    const admin = { name: 'x', scopes: ['admin'] };
    const asked = await post(desk, '/v1/pairings', admin, { origin: HIS });
    expect(asked.json.code).toBe('desk.request-invalid');
  });

  test('a program pairs by a code too: its own, no page’s, and its token is no page’s', async () => {
    const { desk, prompts } = await testDesk();
    await post(desk, '/v1/origins', { origin: HIS }, { token: desk.consoleToken });
    const body = { name: 'HIS', scopes: ['read'] };
    const { id } = (await post(desk, '/v1/pairings', body)).json;
    const { code, origin } = prompts[0]!;
    expect(origin).toBe('');
    const stolen = await post(desk, `/v1/pairings/${id}/token`, { code }, { origin: HIS });
    expect(stolen.json.code).toBe('desk.pairing-refused');
    const { token } = (await post(desk, `/v1/pairings/${id}/token`, { code })).json;
    expect((await get(desk, '/v1/readers', { token })).status).toBe(200);
    const inPage = await get(desk, '/v1/readers', { token, origin: HIS });
    expect(inPage.json.code).toBe('desk.token-refused');
    // Reading codes is for the service's own window alone.
    expect((await get(desk, '/v1/pairings', { token })).json.code).toBe('desk.scope-missing');
  });
});

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}

describe('requests that a page can make without asking', () => {
  test('a form post of any kind is refused', async () => {
    const { desk, token } = await opened();
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', 'bill=1'],
      ['multipart/form-data; boundary=x', '--x--'],
      ['text/plain', '{}'],
      ['application/json-patch+json', '{}'],
    ] as const) {
      const headers = { 'content-type': type, origin: HIS, ...bearer(token) };
      const answer = await ask(desk, 'POST', '/v1/cards/read', headers, body);
      expect([answer.status, answer.json.code]).toEqual([415, 'desk.media-type-refused']);
    }
  });

  test('CSRF: the same post from another page carries no token, and a cookie is none', async () => {
    const { desk, token } = await opened();
    const headers = { cookie: `token=${token}; authorization=Bearer ${token}` };
    const answer = await post(desk, '/v1/cards/read', {}, { ...headers, origin: HIS });
    expect(answer.json.code).toBe('desk.token-missing');
    const foreign = await post(desk, '/v1/cards/read', {}, { ...headers, origin: EVIL });
    expect(foreign.json.code).toBe('desk.origin-refused');
    expect(foreign.headers['set-cookie']).toBeUndefined();
  });

  test('nothing that changes something answers to GET', async () => {
    const at = await opened();
    const { desk } = at;
    const { paths } = (await get(desk, '/openapi.json')).json;
    const changing = Object.entries<object>(paths).filter(([, methods]) => !('get' in methods));
    expect(changing.length).toBeGreaterThan(8);
    for (const [path] of changing) {
      const plain = path.replaceAll(/\{\w+\}/g, '0123456789abcdef');
      for (const method of ['GET', 'PUT', 'PATCH', 'TRACE']) {
        const answer = await ask(desk, method, plain, bearer(desk.consoleToken));
        expect([path, method, answer.status]).toEqual([path, method, 405]);
      }
    }
  });

  test('a method in a header or a query is not a method', async () => {
    const { desk } = await opened();
    const headers = { ...bearer(desk.consoleToken), 'x-http-method-override': 'POST' };
    const answer = await ask(desk, 'GET', '/v1/cards/read?_method=POST', headers);
    expect(answer.status).toBe(405);
  });
});

describe('WebSocket', () => {
  const handshake = (path: string, headers: string) =>
    `GET ${path} HTTP/1.1\r\n${headers}Connection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

  test('without origin and token, from a foreign origin, and to a rebound name', async () => {
    const { desk } = await opened();
    const host = `Host: 127.0.0.1:${desk.port}\r\n`;
    expect(await raw(desk, handshake('/v1/events', host))).toMatch(
      / 401 [\s\S]*desk.token-missing/,
    );
    const foreign = handshake('/v1/events', `${host}Origin: ${EVIL}\r\n`);
    expect(await raw(desk, foreign)).toMatch(/ 403 [\s\S]*desk.origin-refused/);
    const rebound = handshake('/v1/events', 'Host: evil.example\r\n');
    expect(await raw(desk, rebound)).toMatch(/ 403 [\s\S]*desk.host-refused/);
  });
});

describe('paths', () => {
  test('no spelling of a path finds its way around', async () => {
    const { desk } = await opened();
    for (const path of [
      '/v1/../v1/status',
      '/v1/./status',
      '//v1/status',
      '/v1//status',
      '/v1/status/',
      '/v1%2fstatus',
      '/v1/%2e%2e/metrics',
      '/..%2f..%2fetc%2fpasswd',
      '/v1\\status',
      '/v1/status%00',
      '/v1/status;a=b',
      '/v1/status?x=<script>',
      '*',
      `/v1/${'a'.repeat(3_000)}`,
    ]) {
      const text = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\n\r\n`;
      expect(await raw(desk, text), path).toMatch(/^HTTP\/1.1 4\d\d /);
    }
  });

  test('a token in the path is for programs and for the routes that take it', async () => {
    const { desk, token } = await opened();
    const program = await get(desk, `/token/${desk.consoleToken}/v1/readers`);
    expect(program.json.code).toBe('desk.path-refused');
    const page = await get(desk, `/token/${token}/v1/readers`, { origin: HIS });
    expect(page.json.code).toBe('desk.path-refused');
  });
});

describe('framing', () => {
  test('no answer may be framed, sniffed, cached or included', async () => {
    const { desk, token } = await opened();
    for (const path of ['/v1/status', '/openapi.json', '/nothing']) {
      const { headers } = await get(desk, path, { token, origin: HIS });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
    }
  });
});
