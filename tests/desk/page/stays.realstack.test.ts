/** In-patients, lists of a day, prints and the hospital's leg of the day's end: by keys alone, in both languages. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { parsePrinter } from '../../../src/desk/index.ts';
import { chinaDate, instant } from '../../../src/time.ts';
import { describeBrowser } from '../../support/browser.ts';
import { ROOT } from '../../support/sources.ts';
import { HOME } from '../../support/taps.ts';
import { post } from '../support.ts';
import {
  axe,
  LONG,
  openPage,
  openTrial,
  reach,
  shoot,
  TEST_MS,
  tabTo,
  textOf,
  toTrial,
} from './support.ts';

const OPERATOR = '测试收费员';
const FRAME = '#onecard-print-frame';
const STAYS = 'nav button:nth-child(8)';
const example = async (name: string) =>
  JSON.parse(await readFile(join(ROOT, `examples/stays/${name}.json`), 'utf8'));

type Options = Parameters<typeof openPage>[1];

/** A page whose desk has one in-patient, with one day of charges. */
async function openWard(browser: Browser, options: Options = {}) {
  const at = await openPage(browser, options);
  let key = 0;
  const step = async (path: string, body: object) => {
    const who = { token: at.desk.consoleToken, 'idempotency-key': `ward-step-${++key}` };
    const answer = await post(at.desk, `/v1/stays${path}`, { operator: OPERATOR, ...body }, who);
    expect(answer.status).toBe(200);
    return answer.json;
  };
  const { stay } = await step('', { admission: await example('admission') });
  await step(`/${stay}/charges`, { charges: await example('day-1') });
  return { ...at, step, stay: stay as string };
}

/** What stands in the frame that is printed, and its paper. */
async function framed(page: Page): Promise<{ readonly text: string; readonly paper: string }> {
  await expect.poll(() => page.locator(FRAME).count(), LONG).toBe(1);
  return page.locator(FRAME).evaluate((element) => {
    const inside = (element as HTMLIFrameElement).contentDocument!;
    const [sheet] = inside.adoptedStyleSheets;
    const rule = [...sheet!.cssRules].find((each) => each.cssText.startsWith('@page'));
    return { text: inside.body.textContent ?? '', paper: rule?.cssText ?? '' };
  });
}

/** What reaches over the right edge of the window; nothing when the page need not be scrolled sideways. */
function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const found: string[] = [];
    const look = (root: ParentNode) => {
      for (const each of root.querySelectorAll('*')) {
        if (each.shadowRoot) look(each.shadowRoot);
        const { right } = each.getBoundingClientRect();
        if (right > clientWidth) found.push(`${each.tagName} ${each.id} ${Math.round(right)}`);
      }
    };
    look(document);
    return found.length > 0 ? found : [`${scrollWidth} > ${clientWidth}`];
  });
}

async function enterOperator(page: Page): Promise<void> {
  await tabTo(page, '#operator');
  await page.keyboard.type('01');
  await page.keyboard.press('Tab');
}

describeBrowser('in-patients and prints', (browser) => {
  test.each(['zh', 'en'])(
    'who lies in, the list of a day and its print, in %s',
    async (language) => {
      const at = await openWard(browser(), { english: language === 'en' });
      const { page } = at;
      await tabTo(page, STAYS);
      await page.keyboard.press('Enter');
      await reach(page, 'onecard-stays .open');
      expect(await textOf(page, '#stays')).toMatch(/内一\s+12.*测试甲.*ZY2026-0107/s);
      expect(await textOf(page, '#stays')).toContain('535.00');
      await shoot(page, `${language}-40-stays`);
      expect(await axe(page)).toEqual([]);
      await tabTo(page, 'onecard-stays .open');
      await page.keyboard.press('Enter');
      await reach(page, 'onecard-stay pre');
      await page.locator('onecard-stay #day').fill('2026-03-02');
      await expect.poll(() => textOf(page, 'onecard-stay'), LONG).toContain('青霉素钠注射剂');
      // Nothing is given back to somebody who is still in bed.
      const account = await textOf(page, '#account');
      expect(account).toContain(language === 'zh' ? '预交金余额' : 'Deposit left');
      expect(account).not.toContain(language === 'zh' ? '应退' : 'Given back');
      await shoot(page, `${language}-41-daily-list`);
      expect(await axe(page)).toEqual([]);
      await tabTo(page, 'onecard-stay #paper');
      await page.keyboard.press('ArrowDown');
      await tabTo(page, 'onecard-stay #print');
      await page.keyboard.press('Enter');
      await reach(page, '#printed');
      const print = await framed(page);
      expect(print.text).toContain('青霉素钠注射剂');
      // The second of the papers: A4.
      expect(print.paper).toContain('210mm 297mm');
      expect(await axe(page)).toEqual([]);
      // 400 % zoom of 1280 by 1024: nothing is cut off.
      await page.setViewportSize({ width: 320, height: 256 });
      for (const view of ['onecard-stay', 'onecard-stays']) {
        await reach(page, view);
        await shoot(page, `${language}-42-zoom-${view}`);
        expect([view, await tooWide(page)]).toEqual([view, []]);
        await page.keyboard.press('Escape');
      }
    },
    TEST_MS,
  );

  test(
    'a discharge is settled among the bills, and its account is shown',
    async () => {
      const at = await openWard(browser());
      const { page } = at;
      await enterOperator(page);
      await tabTo(page, STAYS);
      await page.keyboard.press('Enter');
      await reach(page, 'onecard-stays .open');
      await tabTo(page, 'onecard-stays .open');
      await page.keyboard.press('Enter');
      await reach(page, '#stay-billNumber');
      await tabTo(page, '#stay-billNumber');
      await page.keyboard.type('CY-1');
      await page.locator('#stay-day').fill('2026-03-01');
      await tabTo(page, '#lay-down');
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, 'onecard-stay-bill'), LONG).toContain('入院之前');
      await shoot(page, 'zh-49-bill-refused');
      expect(await axe(page)).toEqual([]);
      await page.locator('#stay-day').fill('2026-03-09');
      await tabTo(page, '#lay-down');
      for (let press = 0; press < 3; press++) await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
      await reach(page, '#due');
      expect(await textOf(page, '#due')).toContain('CY-1');
      expect(await axe(page)).toEqual([]);
      await toTrial(at);
      await page.keyboard.press('F9');
      await reach(page, '#number');
      await reach(page, '#account');
      await shoot(page, 'zh-43-stay-settled');
      expect(await axe(page)).toEqual([]);
      const entries = at.world.equipment.journal.entriesOf(at.stay as never);
      expect(entries.at(-1)).toMatchObject({ kind: 'discharged', step: 'settled' });
      const settled = at.world.equipment.journal.standingBill('H99910100001' as never, 'CY-1');
      const cash = settled!.adjudication.byPayer.cash!;
      const account = await textOf(page, '#account');
      const back = (100_000n - cash).toString().padStart(3, '0');
      expect(account).toMatch(new RegExp(`应退\\s+${back.slice(0, -2)}\\.${back.slice(-2)}`));
    },
    TEST_MS,
  );

  test(
    'a receipt is printed once as the original, then as copies, here and at a printer',
    async () => {
      const sent: Uint8Array[] = [];
      const till = parsePrinter('till=tcp:127.0.0.1:9100,58mm');
      const printers = [{ ...till, send: async (bytes: Uint8Array) => void sent.push(bytes) }];
      const at = await openTrial(browser(), 'D-1', { printers });
      const { page } = at;
      // Before it is settled: the trial on paper, which says what it is not.
      await tabTo(page, '#print');
      await page.keyboard.press('Enter');
      await reach(page, '#printed');
      expect((await framed(page)).text).toContain('试算单：未结算');
      await shoot(page, 'zh-39-trial-printed');
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('F9');
      await reach(page, '#number');
      await tabTo(page, '#print');
      await page.keyboard.press('Enter');
      // Nobody is at the desk yet: the focus goes to where that is said.
      await expect.poll(() => textOf(page, 'onecard-print'), LONG).toContain('请先填写操作员');
      await page.keyboard.type('01');
      await tabTo(page, '#invoice');
      await page.keyboard.type('99990126 123');
      await tabTo(page, '#print');
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, 'onecard-print'), LONG).toContain('校验码 6 位可不填');
      expect(await axe(page)).toEqual([]);
      await page.locator('#invoice').fill('99990126 0000000123 a1b2c3');
      // The answer to the first try is lost on its way: the second asks for the same print.
      let lost = 0;
      const lose = async (route: Route) => {
        await route.fetch();
        lost++;
        await route.abort();
      };
      await page.route('**/print', lose, { times: 1 });
      await tabTo(page, '#print');
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, 'onecard-print'), LONG).toContain('client.unreachable');
      expect(lost).toBe(1);
      await page.keyboard.down('Enter');
      await reach(page, '#printed');
      // Held down for long: still one print.
      for (let press = 0; press < 10; press++) await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
      expect(await textOf(page, 'onecard-print')).toContain('已打印正本');
      const original = await framed(page);
      expect(original.text).toContain('99990126 0000000123 校验码 a1b2c3');
      expect(original.text).not.toContain('补打');
      expect(original.paper).toContain('148mm 210mm');
      await shoot(page, 'zh-44-printed');
      expect(await axe(page)).toEqual([]);

      await page.keyboard.press('F6');
      await reach(page, 'onecard-settlements button');
      await tabTo(page, 'onecard-settlements button');
      await page.keyboard.press('Enter');
      await reach(page, '#side #print');
      await tabTo(page, '#side #paper');
      await page.keyboard.press('End');
      await tabTo(page, '#side #print');
      await page.keyboard.press('Enter');
      await reach(page, '#side #printed');
      const count = at.world.equipment.journal;
      const copies = [...count.entries()].filter(({ kind }) => kind === 'reprinted').length;
      expect(new TextDecoder('gb18030').decode(sent[0])).toContain(`补打 ${copies}`);
      await shoot(page, 'zh-45-reprinted');
      expect(await axe(page)).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'the hospital’s sums and its file: differences first, signed off with a reason, locked',
    async () => {
      const at = await openTrial(browser(), 'E-1');
      const { page } = at;
      await page.keyboard.press('F9');
      await reach(page, '#number');
      await enterOperator(page);
      await page.keyboard.press('F10');
      await reach(page, '#sum-count');
      expect(await axe(page)).toEqual([]);
      await tabTo(page, '#sum-count');
      await page.keyboard.type('1');
      await tabTo(page, '#sum-cash');
      await page.keyboard.type('2000.00');
      await tabTo(page, '#compare');
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, '#compared'), LONG).toContain('2,090.71');
      expect(await textOf(page, '#compared')).toMatch(
        /病人现金.*院方.*2,000\.00.*流水.*2,090\.71/s,
      );
      await shoot(page, 'zh-46-sums-differ');
      expect(await axe(page)).toEqual([]);

      // The file of the same day knows another bill: both are named, bill by bill.
      const today = chinaDate(instant(Date.now()));
      const head = '日期,机构编码,账单号,类别,总费用,统筹基金,病人现金';
      const row = `${today},H99910100001,E-2,结算,3469.00,1378.29,2090.71`;
      const file = {
        name: 'day.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`${head}\n${row}\n`),
      };
      await page.locator('#books').setInputFiles(file);
      await expect.poll(() => textOf(page, '#compared'), LONG).toContain('ONLY_IN_HIS');
      expect(await textOf(page, '#compared')).toMatch(/E-1\s+只在流水里.*E-2\s+只在院方账里/s);
      expect(await textOf(page, '#compared')).toContain('院方 总费用 3,469.00 / 流水 无');
      await shoot(page, 'zh-47-books-differ');
      expect(await axe(page)).toEqual([]);
      const old = {
        ...file,
        buffer: Buffer.from(`${head}\n${row.replace(today, '2026-03-09')}\n`),
      };
      await page.locator('#books').setInputFiles(old);
      await reach(page, '#other-day');
      await page.locator('#books').setInputFiles(file);
      await reach(page, '#accepted');
      await tabTo(page, '#accepted');
      await page.keyboard.type('院方漏记');
      // The county takes a bill back at that moment: nobody has seen that yet, and nobody signs for it.
      for (const entry of at.world.equipment.journal.entries()) {
        if (entry.kind === 'settled') await at.world.centres.get(HOME)!.reverse(entry.id);
      }
      await tabTo(page, '#close');
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, '#not-closed'), LONG).toContain('核对结果已变');
      await expect.poll(() => textOf(page, '#compared'), LONG).toContain('状态不同');
      await shoot(page, 'zh-48-comparison-changed');
      expect(await axe(page)).toEqual([]);
      expect([...at.world.equipment.journal.closedDays()]).toEqual([]);
      await tabTo(page, '#close');
      await page.keyboard.press('Enter');
      await reach(page, '#closed');
      await shoot(page, 'zh-48-closed-with-differences');
      expect(await axe(page)).toEqual([]);
      const [closing] = [...at.world.equipment.journal.closedDays()];
      expect(closing).toMatchObject({ operator: '01', accepted: '院方漏记' });
      expect(closing!.differenceCount).toBeGreaterThan(0);
      // Locked: nothing is asked any more.
      expect(await page.locator('#books').count()).toBe(0);
      expect(await page.locator('#close').count()).toBe(0);
    },
    TEST_MS,
  );
});
