/** The client in a real browser, on pages of a hospital system that is another origin. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { HOMES } from '../../examples/cli/world/persons.ts';
import { describeBrowser, serveFiles } from '../support/browser.ts';
import { ROOT } from '../support/sources.ts';
import { get, HIS, pair, post, testDesk } from './support.ts';
import { billDocument, settledView } from './visiting.ts';

type At = Awaited<ReturnType<typeof testDesk>>;

const SHELL = `<!doctype html><meta charset="utf-8"><title>HIS</title>
<script>
const open = window.open.bind(window);
window.open = (address, ...more) => (window.opened = open((window.openedAddress = address), ...more));
</script>
<script src="/onecard-client.js"></script><button id="connect">connect</button>`;

/** Chromium treats such a page as one of the internet: Local Network Access is in its way. */
const PUBLIC = { 'Content-Security-Policy': 'treat-as-public-address' };

async function hospital(headers = {}): Promise<string> {
  const client = await readFile(join(ROOT, 'dist/onecard-client.js'), 'utf8');
  return serveFiles({ '/': SHELL, '/onecard-client.js': client }, headers);
}

/** Connects while a click is handled; the client stays at `window.desk`. */
async function connect(page: Page, { desk }: At, options: object = {}) {
  await page.evaluate(
    (given) => {
      const own = window as unknown as Record<string, unknown>;
      document.getElementById('connect')!.onclick = () => {
        // biome-ignore lint/suspicious/noExplicitAny: the script's global
        own.connecting = (own.OneCard as any).connectDesk(given).then(
          // biome-ignore lint/suspicious/noExplicitAny: any client, any problem
          (made: any) => {
            own.desk = made;
            return { way: made.way, report: made.report };
          },
          // biome-ignore lint/suspicious/noExplicitAny: any client, any problem
          (problem: any) => ({ code: problem.code, report: problem.body.report }),
        );
      };
    },
    { url: desk.url, ...options },
  );
  await page.click('#connect');
  return page.evaluate(() => (window as unknown as { connecting: unknown }).connecting);
}

/** Pairs through `window.desk`; the clerk reads the digits off the service. */
async function pairPage(page: Page, { prompts }: At): Promise<string> {
  const pairing = page.evaluate(() => {
    // biome-ignore lint/suspicious/noExplicitAny: the client's own interface
    const own = window as any;
    const asked = new Promise<string>((resolve) => (own.typeCode = resolve));
    return own.desk.pair('HIS', ['read', 'settle', 'print'], () => asked);
  });
  await expect.poll(() => prompts.length).toBeGreaterThan(0);
  const { code } = prompts.at(-1)!;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  await page.evaluate((digits) => (window as any).typeCode(digits), code);
  return pairing as Promise<string>;
}

/** A whole visit of the page, with the clerk's yes. */
async function settle(page: Page) {
  const bill = JSON.parse(await readFile(join(ROOT, HOMES.yinjiang.bill), 'utf8'));
  return page.evaluate(async (document) => {
    // biome-ignore lint/suspicious/noExplicitAny: the client's own interface
    const { desk } = window as any;
    const card = await desk.readCard();
    const steps: string[] = [];
    const visit = await desk.settle(document, {
      key: desk.newKey(),
      // biome-ignore lint/suspicious/noExplicitAny: a visit
      onStep: (shown: any) => steps.push(shown.now.state),
      confirm: async () => true,
    });
    const receipt = await desk.receipt(visit.settlement);
    return { name: card.holder.name, steps, state: visit.now.state, text: receipt.text };
  }, bill);
}

describeBrowser('the client in Chromium', (browser) => {
  test('calls directly where it is allowed, pairs, settles, prints', async () => {
    const at = await testDesk();
    const origin = await hospital();
    await post(at.desk, '/v1/origins', { origin }, { token: at.desk.consoleToken });
    const page = await browser().newPage();
    await page.goto(origin);
    expect(await connect(page, at)).toEqual({
      way: 'direct',
      report: [
        { way: 'direct', outcome: 'used' },
        { way: 'window', outcome: 'not-needed' },
        { way: 'extension', outcome: 'not-needed' },
      ],
    });
    expect(await pairPage(page, at)).toMatch(/^oc1_/);
    const visit = await settle(page);
    expect(visit).toMatchObject({ name: '测试甲', state: 'done' });
    expect(visit.steps).toContain('quoted');
    expect(visit.text).toContain('病人应交现金');
    expect(at.defects).toEqual([]);
    await page.close();
  });

  test('a page of the internet goes through the service’s window, and says why not directly', async () => {
    const at = await testDesk();
    const page = await browser().newPage();
    await page.goto(await hospital(PUBLIC));
    const popup = page.waitForEvent('popup');
    const found = await connect(page, at);
    expect(found).toMatchObject({ way: 'window' });
    const [direct] = (found as { report: { outcome: string }[] }).report;
    expect(['permission-denied', 'no-answer', 'insecure-page']).toContain(direct!.outcome);
    // Nobody has allowed this origin; typing the digits does.
    expect(await pairPage(page, at)).toMatch(/^oc1_/);
    expect(await settle(page)).toMatchObject({ name: '测试甲', state: 'done' });
    const shown = await (await popup).textContent('#state');
    expect(shown).toContain(new URL(page.url()).origin);
    await page.close();
  });

  test('a nonce opens one window; played again it opens nothing', async () => {
    const at = await testDesk();
    const page = await browser().newPage();
    const origin = await hospital();
    await page.goto(origin);
    const opening = page.waitForEvent('popup');
    await connect(page, at, { ways: ['window'] });
    const popup = await opening;
    expect(new URL(popup.url()).hash).toBe('');
    const sent = await page.evaluate(
      ([url, hash]) => {
        const again = window.open(`${url}/window${hash}`, '_blank')!;
        return new Promise((resolve) => {
          const heard: unknown[] = [];
          window.addEventListener('message', (event) => {
            if (event.source === again) heard.push(event.data);
          });
          setTimeout(() => resolve(heard), 1_500);
        });
      },
      [at.desk.url, `#nonce=${await usedNonce(page)}&origin=${encodeURIComponent(origin)}`],
    );
    expect(sent).toEqual([]);
    await page.close();
  });

  test('messages of another window, another origin, an old number or another path are not passed on', async () => {
    const at = await testDesk();
    const page = await browser().newPage();
    await page.goto(await hospital());
    const opening = page.waitForEvent('popup');
    await connect(page, at, { ways: ['window'] });
    const popup = await opening;
    const nonce = await usedNonce(page);
    const calls: string[] = [];
    popup.on('request', (request) => calls.push(new URL(request.url()).pathname));
    const request = { method: 'GET', path: '/v1/readers', headers: {} };
    const message = { onecard: 1, nonce, kind: 'request', sequence: 900, request, isStream: false };
    // From the window itself and from a frame of another origin inside the page: not the opener.
    await popup.evaluate((data) => window.postMessage(data, '*'), message);
    // From the page: a number is taken once, and only calls of the service pass.
    await page.evaluate(
      ([data, url]) => {
        // biome-ignore lint/suspicious/noExplicitAny: kept by the test's own hook
        const target = (window as any).opened as Window;
        const say = (more: object) =>
          target.postMessage({ ...(data as object), ...more }, url as string);
        say({ nonce: 'another' });
        say({ request: { method: 'GET', path: '/own/home.js', headers: {} } });
        say({ sequence: 901, request: { method: 'GET', path: '/v1/../metrics', headers: {} } });
        say({ sequence: 1_000 });
        say({ sequence: 1_000 });
        say({ sequence: 999 });
      },
      [message, at.desk.url] as const,
    );
    await expect.poll(() => calls.filter((path) => path === '/v1/readers').length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(calls.filter((path) => path !== '/v1/pairings')).toEqual(['/v1/readers']);
    await page.close();
  });

  test('a window of the service that is loaded anew keeps no page waiting', async () => {
    const at = await testDesk();
    const page = await browser().newPage();
    await page.goto(await hospital());
    const opening = page.waitForEvent('popup');
    await connect(page, at, { ways: ['window'] });
    const popup = await opening;
    await pairPage(page, at);
    at.reader.remove();
    const reading = page.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: the client's own interface
      const { desk } = window as any;
      const call = () => desk.readCard({ waitMs: 60_000 }).catch((e: { code: string }) => e.code);
      // What is asked afterwards is not kept waiting either.
      return call().then(async (first: string) => [first, await call()]);
    });
    await popup.waitForTimeout(500);
    await popup.reload();
    const late = new Promise((resolve) => setTimeout(() => resolve('still waiting'), 8_000));
    const unreachable = 'client.unreachable';
    expect(await Promise.race([reading, late])).toEqual([unreachable, unreachable]);
    await page.close();
  });

  test('the self-test page, and the own window by its address, which works once', async () => {
    const at = await testDesk();
    const page = await browser().newPage();
    const errors: string[] = [];
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    const address = at.desk.windowUrl();
    await page.goto(address);
    await expect.poll(() => page.textContent('#checks')).toContain('OneCard Virtual Reader');
    await post(
      at.desk,
      '/v1/origins',
      { origin: 'http://his.example' },
      { token: at.desk.consoleToken },
    );
    const asked = { name: '<b>HIS</b>', scopes: ['read'] };
    await post(at.desk, '/v1/pairings', asked, { origin: 'http://his.example' });
    await expect.poll(() => page.textContent('.code')).toBe(at.prompts[0]!.code);
    expect(await page.textContent('#codes')).toContain('<b>HIS</b>');
    expect(errors).toEqual([]);
    const key = new URLSearchParams(new URL(address).hash.slice(1)).get('key')!;
    const again = await post(at.desk, '/v1/own-window', { key }, { origin: at.desk.url });
    expect(again.json.code).toBe('desk.window-refused');
    await page.close();
  });

  test('in the own window a person agrees to each settlement, where that is asked for', async () => {
    const at = await testDesk({ confirmsInWindow: true });
    const { desk } = at;
    const who = { token: await pair(at), origin: HIS };
    const own = await browser().newPage();
    await own.goto(desk.windowUrl());
    const body = { bill: await billDocument('W-1'), consent: 'given' };
    const key = { 'idempotency-key': 'visit-0001' };
    const { id } = (await post(desk, '/v1/visits', body, { ...who, ...key })).json;
    await own.click('#visits button:has-text("确认结算"):not([disabled])');
    expect((await settledView(desk, id, who, 'quoted')).json.now.state).toBe('done');
    await expect.poll(() => own.textContent('#visits')).toBe('');
    await own.close();
  });

  test('no page frames the service', async () => {
    const at = await testDesk();
    const frames = `<!doctype html><iframe src="${at.desk.url}/"></iframe><iframe src="${at.desk.url}/window"></iframe>`;
    const page = await browser().newPage();
    await page.goto(await serveFiles({ '/': frames }));
    await page.waitForTimeout(500);
    const shown = await Promise.all(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.evaluate(() => document.body?.textContent ?? '').catch(() => '')),
    );
    expect(shown.join('')).not.toContain('自检');
    expect((await get(at.desk, '/')).text).toContain('自检');
    await page.close();
  });
});

/** The nonce that the page's client made, as its address named it. */
async function usedNonce(page: Page): Promise<string> {
  // biome-ignore lint/suspicious/noExplicitAny: kept by the test's own hook
  const address: string = await page.evaluate(() => (window as any).openedAddress);
  return new URLSearchParams(new URL(address).hash.slice(1)).get('nonce')!;
}
