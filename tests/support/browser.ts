/** Debian's Chromium, driven by playwright-core; where there is none, one test says so by name. */

import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest';

/** Where the script of the stack (scripts/stacks/browser.sh) finds or puts it. */
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const CHROMIUM = PATHS.find((path) => existsSync(path));

/** Defines tests that share one browser; `browser()` gives it. */
export function describeBrowser(
  name: string,
  define: (browser: () => Browser) => void,
  more: readonly string[] = [],
): void {
  if (CHROMIUM === undefined) {
    test(`${name}: no Chromium on this machine; bash scripts/stacks/browser.sh`, ({ skip }) => {
      if (process.env.CI === 'true') throw new Error('with CI=true this has to run');
      skip();
    });
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: [...BROWSER_ARGUMENTS, ...more],
      });
    });
    afterAll(() => browser.close());
    define(() => browser);
  });
}

/** A web server of a hospital system: files by path. @returns its origin */
export async function serveFiles(
  files: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0]!;
    const text = files[path];
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    response.writeHead(text === undefined ? 404 : 200, { 'Content-Type': type, ...headers });
    response.end(text ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
