/** The samples for a bare page, in Chromium, and for Electron's main process, whose visit runs in Node. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Keeper,
  pairOnce,
  settleBill,
  takeBack,
} from '../../examples/vendors/electron/settle.ts';
import { describeBrowser, serveFiles } from '../support/browser.ts';
import { ROOT } from '../support/sources.ts';
import { type RunningDesk, startDesk } from './vendors/desk.ts';
import { openWire, type Wire } from './vendors/wire.ts';

const REASON = '收费有误';

let desk: RunningDesk;
let wire: Wire;
beforeAll(async () => {
  desk = await startDesk();
  wire = await openWire(desk.port);
});
afterAll(async () => {
  wire.close();
  await desk.close();
});

function keysOf(path: RegExp, from: number) {
  const passed = wire.passed.slice(from).filter((each) => path.test(each.path));
  return passed.filter(({ method }) => method === 'POST').map(({ key }) => key);
}

/** One settlement in the desk's own books, taken back, under one key each. */
async function expectOne(billNumber: string, from: number): Promise<void> {
  expect(await desk.settlementsOf(billNumber)).toMatchObject([{ state: 'reversed' }]);
  for (const path of [/^\/v1\/visits$/, /\/reversal$/]) {
    expect(keysOf(path, from).length).toBeGreaterThan(1);
    expect(new Set(keysOf(path, from)).size).toBe(1);
  }
}

async function told(page: Page): Promise<string> {
  return (await page.textContent('#told')) ?? '';
}

describeBrowser('a bare page in Chromium', (browser) => {
  test('pairs, reads, tries, settles over a dead line and a reload, prints, reverses', async () => {
    const [html, client] = await Promise.all([
      readFile(join(ROOT, 'examples/vendors/page/index.html'), 'utf8'),
      readFile(join(ROOT, 'dist/onecard-client.js'), 'utf8'),
    ]);
    const origin = await serveFiles({ '/': html, '/onecard-client.js': client });
    await desk.allow(origin);
    const billNumber = `P-${wire.passed.length}`;
    const bill = await desk.billFile(billNumber);
    const before = wire.passed.length;
    const page = await browser().newPage();
    const asked: string[] = [];
    const code = desk.nextCode();
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      const answer = async () =>
        dialog.type() === 'prompt' ? dialog.accept(await code) : dialog.accept();
      void answer();
    });

    wire.breaks([{ path: /\/confirmation$/, how: 'silent' }]);
    await page.goto(`${origin}/?desk=${encodeURIComponent(wire.url)}`);
    await page.setInputFiles('#bill', bill);
    await page.click('#settle');
    await expect.poll(() => told(page), { timeout: 20_000 }).toContain('请核对金额后确认');
    expect(await told(page)).toMatch(/测试甲 999001-01-02-03-004-1[\s\S]*cash 2090\.71/);
    expect(asked).toEqual([
      '桌面服务窗口里的六位数字',
      '合计 3469.00，收现金 2090.71 元，确认结算？',
    ]);

    // The clerk presses F5 while nothing answers.
    await page.reload();
    wire.breaks([{ path: /^\/v1\/visits$/, how: 'lost' }]);
    await page.setInputFiles('#bill', bill);
    await page.click('#settle');
    await expect.poll(() => told(page), { timeout: 20_000 }).toMatch(/病人应交现金\s+¥ 2,090\.71/);
    expect(asked.length).toBe(2);

    wire.breaks([{ path: /\/reversal$/, how: 'lost' }]);
    await page.fill('#reason', REASON);
    await page.click('#reverse');
    await expect.poll(() => told(page), { timeout: 20_000 }).toContain('冲正后为 reversed');
    await expectOne(billNumber, before);
    await page.close();
  });
});

test('the visit of the Electron sample, in Node', async () => {
  const { connectDesk } = await import('onecard/client');
  const kept = new Map<string, string>();
  const keeper: Keeper = {
    kept: (name) => kept.get(name),
    keep: (name, value) => void kept.set(name, value),
    forget: (name) => void kept.delete(name),
  };
  const agreed: string[] = [];
  const seen: string[] = [];
  const code = desk.nextCode();
  const clerk = {
    code: () => code,
    agrees: async (cash: string) => agreed.push(cash) > 1,
    sees: (sentence: string) => void seen.push(sentence),
  };
  const billNumber = `E-${wire.passed.length}`;
  const bill = JSON.parse(await readFile(await desk.billFile(billNumber), 'utf8'));
  const before = wire.passed.length;

  wire.breaks([]);
  const ways = ['direct'] as const;
  await pairOnce(await connectDesk({ url: wire.url, ways }), keeper, clerk);
  const client = await connectDesk({ url: wire.url, ways, token: keeper.kept('token') ?? '' });
  const no = await settleBill(client, bill, keeper, clerk);
  expect(no).toEqual({ outcome: 'not-settled', why: '未结算' });
  expect(wire.passed.slice(before).map(({ path }) => path)).not.toContain('/v1/visits');

  wire.breaks([
    { path: /^\/v1\/visits$/, how: 'cut' },
    { path: /\/confirmation$/, how: 'lost' },
    { path: /\/reversal$/, how: 'lost' },
  ]);
  const settled = await settleBill(client, bill, keeper, clerk);
  expect(settled).toMatchObject({ outcome: 'settled' });
  expect(agreed).toEqual(['209071', '209071']);
  expect(seen).toContain('结算完成，请收取个人支付部分，打印收据');
  // Asked again it is the same settlement, and the clerk is not asked.
  expect(await settleBill(client, bill, keeper, clerk)).toEqual(settled);
  const { settlement } = settled as { settlement: string };
  expect(await takeBack(client, settlement, REASON, keeper)).toBe('reversed');
  await expectOne(billNumber, before);
});
