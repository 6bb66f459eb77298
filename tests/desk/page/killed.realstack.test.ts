/** The service killed and started again under the page: it says so, goes on, and nothing is settled twice. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openWorld } from '../../../examples/cli/world/open.ts';
import { describeBrowser } from '../../support/browser.ts';
import { ROOT } from '../../support/sources.ts';
import { temporaryFolder } from '../../support/world.ts';
import { post } from '../support.ts';
import { billDocument } from '../visiting.ts';
import { REACH_MS, reach, shoot, textOf, toTrial } from './support.ts';

const TEST_MS = 240_000;
/** Milliseconds from F9 to the kill: before the request arrives, in the middle, at the end. */
const KILLS_MS = [0, 250, 600];

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly token: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start(data: string, port: number): Promise<Running> {
  const cli = join(ROOT, 'dist/cli.js');
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run bundle makes it');
  const file = join(data, 'desk.console');
  await rm(file, { force: true });
  const command = [cli, 'desk', '--data', data, '--port', String(port)];
  const child = spawn(process.execPath, command, { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  for (let round = 0; round < 600; round++) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return { child, port, token: JSON.parse(text).token };
    await sleep(50);
  }
  throw new Error('the service did not start');
}

function kill({ child }: Running): Promise<unknown> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  return ended;
}

describeBrowser('the clerk’s page', (browser) => {
  test(
    'the service is killed in the middle and started again',
    async () => {
      const data = join(await temporaryFolder(), 'world');
      const port = await freePort();
      let running = await start(data, port);
      const { json } = await post(running, '/v1/own-window/keys', {}, { token: running.token });
      const context = await browser().newContext({ viewport: { width: 1024, height: 768 } });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.goto(json.url.replace('/#', '/desk#'));
      await reach(page, '#read');
      for (const [index, delayMs] of KILLS_MS.entries()) {
        const number = `K-${index}`;
        const bill = await billDocument(number);
        await post(running, '/v1/bills', { bill }, { token: running.token });
        await toTrial({ page });
        await page.keyboard.press('F9');
        await sleep(delayMs);
        await kill(running);
        await expect
          .poll(() => textOf(page, 'onecard-desk'), { timeout: REACH_MS })
          .toContain('连接中断');
        // The head of the page says so too: nothing green beside it.
        await expect
          .poll(() => textOf(page, 'onecard-desk header'), { timeout: REACH_MS })
          .toContain('服务中断');
        expect(await textOf(page, 'onecard-desk header')).toContain('读卡器未知');
        if (index === 0) await shoot(page, 'zh-12-killed');
        running = await start(data, port);
        // Settled; or what it began was left, and the same bill again ends it.
        await expect
          .poll(
            async () => {
              for (const press of ['#again', '#agree']) {
                if ((await page.locator(press).count()) === 0) continue;
                if (press === '#again') await page.locator(press).click();
                else await page.keyboard.press('F9');
              }
              const text = await textOf(page, 'onecard-visit-steps');
              return text.includes('结算完成') ? 'settled' : text;
            },
            { timeout: 3 * REACH_MS, interval: 500 },
          )
          .toBe('settled');
        await expect
          .poll(() => textOf(page, 'onecard-receipt'), { timeout: REACH_MS })
          .toContain(number);
      }
      await kill(running);
      const world = await openWorld(data);
      onTestFinished(() => world.close());
      const { journal } = world.equipment;
      const settled = [...journal.entries()].flatMap((entry) =>
        entry.kind === 'settled' ? [entry.bill.billNumber] : [],
      );
      expect(settled.sort()).toEqual(KILLS_MS.map((_, index) => `K-${index}`));
      expect(journal.openIntents()).toEqual([]);
    },
    TEST_MS,
  );
});
