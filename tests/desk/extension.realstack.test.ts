/** The third way: a page that may not call the service, in a browser with the extension. */

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { BROWSER_ARGUMENTS, CHROMIUM, describeBrowser, serveFiles } from '../support/browser.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';
import { pair, testDesk } from './support.ts';

/** The extension as built, for the test's pages. */
async function extensionFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onecard-extension-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(ROOT, 'dist/extension'), folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  manifest.content_scripts[0].matches = ['http://127.0.0.1/*'];
  await writeFile(file, JSON.stringify(manifest));
  return folder;
}

/** A browser with the extension, and the extension's own origin. */
async function extended(): Promise<{ readonly context: BrowserContext; readonly relay: string }> {
  const folder = await extensionFolder();
  const context = await chromium.launchPersistentContext(await temporaryFolder(), {
    executablePath: CHROMIUM!,
    headless: false,
    args: [
      ...BROWSER_ARGUMENTS,
      '--headless=new',
      `--disable-extensions-except=${folder}`,
      `--load-extension=${folder}`,
    ],
  });
  onTestFinished(() => context.close());
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  return { context, relay: `chrome-extension://${new URL(worker.url()).host}` };
}

async function hospital(): Promise<string> {
  const client = await readFile(join(ROOT, 'dist/onecard-client.js'), 'utf8');
  const shell = '<!doctype html><meta charset="utf-8"><script src="/client.js"></script>';
  return serveFiles({ '/': shell, '/client.js': client });
}

describeBrowser('the extension in Chromium', () => {
  test('passes calls on under the page’s own origin, for the page’s own token', async () => {
    const { context, relay } = await extended();
    const at = await testDesk({ relays: [relay] });
    const origin = await hospital();
    const token = await pair(at, ['read'], origin);
    const others = await pair(at, ['read'], 'https://other.example');
    const page = await context.newPage();
    await page.goto(origin);
    const read = (given: string) =>
      page.evaluate(
        async ([url, held]) => {
          // biome-ignore lint/suspicious/noExplicitAny: the script's global
          const { connectDesk } = (window as any).OneCard;
          const desk = await connectDesk({ url, token: held, ways: ['extension'] });
          const card = await desk.readCard().catch(({ code }: { code: string }) => ({ code }));
          return { way: desk.way, report: desk.report, card };
        },
        [at.desk.url, given],
      );
    const found = await read(token);
    expect(found).toMatchObject({ way: 'extension', card: { holder: { name: '测试甲' } } });
    expect(found.report[0]).toEqual({ way: 'direct', outcome: 'not-asked' });
    expect((await read(others)).card.code).toBe('desk.token-refused');
  });

  test('an extension that the service was not told of gets nothing', async () => {
    const { context } = await extended();
    const at = await testDesk();
    const page = await context.newPage();
    await page.goto(await hospital());
    const outcome = await page.evaluate(async (url) => {
      // biome-ignore lint/suspicious/noExplicitAny: the script's global
      const { connectDesk } = (window as any).OneCard;
      return connectDesk({ url, ways: ['extension'] }).catch(
        (problem: { code: string; body: { report: unknown } }) => [
          problem.code,
          problem.body.report,
        ],
      );
    }, at.desk.url);
    expect(outcome).toEqual([
      'client.no-way',
      [
        { way: 'direct', outcome: 'not-asked' },
        { way: 'window', outcome: 'not-asked' },
        { way: 'extension', outcome: 'no-answer' },
      ],
    ]);
  });
});
