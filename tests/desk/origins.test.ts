/** What may be an origin, and what a browser is told of it. */

import { expect, test } from 'vitest';
import { secure } from '../../src/desk/http/headers.ts';
import { HIS, post, testDesk } from './support.ts';

test('an origin’s name cannot say anything else to a browser', async () => {
  const { desk } = await testDesk();
  const own = { token: desk.consoleToken };
  for (const origin of [
    'http://a;script-src.example',
    'http://a,b.example',
    "http://a'b.example",
    'http://his.example;',
    'http://a(b).example',
    'http://a$b.example',
    'ftp://his.example',
    'http://his.example:80',
    'http://HIS.example',
  ]) {
    const answer = await post(desk, '/v1/origins', { origin }, own);
    expect([origin, answer.json?.code]).toEqual([origin, 'desk.request-invalid']);
  }
  for (const origin of ['http://[::1]:8080', 'https://xn--fiqs8s.example', 'http://his_1:81']) {
    expect([origin, (await post(desk, '/v1/origins', { origin }, own)).status]).toEqual([
      origin,
      204,
    ]);
  }
});

test('an origin that an earlier build took onto the list stands in no policy', () => {
  const framedBy = ['http://a;b.example', HIS, 'chrome-extension://abc'];
  const { headers } = secure(new Response(''), { port: 1, framedBy });
  const policy = headers.get('content-security-policy')!;
  expect(policy).toContain(`frame-ancestors 'self' ${HIS}`);
  expect(policy).not.toContain('a;b');
});
