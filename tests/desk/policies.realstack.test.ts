/** The policy file that `onecard doctor --policies` writes, given to a real browser. */

import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { linuxPolicy } from '../../examples/cli/doctor/browser/files.ts';
import { BROWSER_ARGUMENTS, CHROMIUM, serveFiles } from '../support/browser.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';
import { post, testDesk } from './support.ts';

/** Where Debian's Chromium looks for policies. */
const PLACE = '/etc/chromium/policies';

/** A mount namespace of its own needs root; the folder of the machine itself is not touched. */
const reason =
  CHROMIUM === undefined
    ? 'no Chromium; bash scripts/stacks/browser.sh'
    : spawnSync('unshare', ['--mount', 'test', '-d', '/etc/chromium']).status === 0
      ? undefined
      : 'needs root for a mount namespace, and /etc/chromium';

/** Chromium as on a computer whose policies are these. */
async function managedBrowser(policy: string | undefined): Promise<Browser> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'policies/managed'), { recursive: true });
  if (policy !== undefined) await writeFile(join(folder, 'policies/managed/onecard.json'), policy);
  const program = join(folder, 'chromium.sh');
  const place = PLACE.slice(0, PLACE.lastIndexOf('/'));
  const inside = `mount --bind '${folder}' ${place} && exec ${CHROMIUM} "$@"`;
  await writeFile(
    program,
    `#!/bin/sh\nexec unshare --mount sh -c '${inside.replaceAll("'", `'\\''`)}' sh "$@"\n`,
  );
  await chmod(program, 0o755);
  const browser = await chromium.launch({ executablePath: program, args: BROWSER_ARGUMENTS });
  onTestFinished(() => browser.close());
  return browser;
}

/** How the page's client gets to the service; the page is one of the internet for the browser. */
async function wayOf(browser: Browser, origin: string, url: string) {
  const page = await browser.newPage();
  await page.goto(origin);
  return page.evaluate(
    (address) =>
      // biome-ignore lint/suspicious/noExplicitAny: the script's global
      (window as any).OneCard.connectDesk({ url: address, ways: ['direct'] }).then(
        // biome-ignore lint/suspicious/noExplicitAny: any client
        (desk: any) => desk.way,
        // biome-ignore lint/suspicious/noExplicitAny: any problem
        (problem: any) => problem.code,
      ),
    url,
  );
}

if (reason === undefined) {
  test('a page that the browser keeps away calls directly once the file is there', async () => {
    const { desk } = await testDesk();
    const client = await readFile(join(ROOT, 'dist/onecard-client.js'), 'utf8');
    const html = '<!doctype html><script src="/onecard-client.js"></script>';
    const files = { '/': html, '/onecard-client.js': client };
    const origin = await serveFiles(files, {
      'Content-Security-Policy': 'treat-as-public-address',
    });
    await post(desk, '/v1/origins', { origin }, { token: desk.consoleToken });
    expect(await wayOf(await managedBrowser(undefined), origin, desk.url)).toBe('client.no-way');
    expect(await wayOf(await managedBrowser(linuxPolicy([origin])), origin, desk.url)).toBe(
      'direct',
    );
    const other = linuxPolicy(['https://other.example']);
    expect(await wayOf(await managedBrowser(other), origin, desk.url)).toBe('client.no-way');
  });
} else {
  test(`not run: policies in Chromium (${reason})`, ({ skip }) => {
    if (process.env.CI === 'true') throw new Error(`must run where CI=true: ${reason}`);
    skip(reason);
  });
}
