/**
 * What happens around a settlement that goes well: never two settlements, never a lost one, and the
 * screen says what is true.
 */

import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { describeBrowser } from '../../support/browser.ts';
import { get } from '../support.ts';
import {
  handIn,
  LONG,
  openPage,
  openTrial,
  reach,
  settledBills,
  shoot,
  TEST_MS,
  textOf,
  toTrial,
} from './support.ts';

/** Gzipped bytes of the document, its style and its script, fonts aside. */
const FIRST_LOAD_BYTES_MAX = 60 * 1_024;

describeBrowser('the clerk’s page', (browser) => {
  test(
    'F9 twice and held down, Enter held down: one settlement, and the amounts stay',
    async () => {
      const at = await openTrial(browser(), 'D-1');
      const { page } = at;
      // Held down from before the trial: nothing is paid by it.
      for (let press = 0; press < 20; press++) await page.keyboard.down('Enter');
      expect(settledBills(at)).toEqual([]);
      await page.keyboard.up('Enter');
      for (let press = 0; press < 10; press++) await page.keyboard.down('F9');
      await page.keyboard.up('F9');
      await page.keyboard.press('F9');
      await page.keyboard.press('F9');
      await reach(page, '#number');
      await page.keyboard.press('F9');
      expect(settledBills(at)).toEqual(['D-1']);
      expect(at.world.equipment.journal.openIntents()).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'loaded anew right after F9, again and again: it is taken up and settled once',
    async () => {
      const at = await openPage(browser());
      const { page } = at;
      for (const [index, delayMs] of [0, 30, 150, 600].entries()) {
        const number = `R-${index}`;
        await handIn(at, number);
        await toTrial(at);
        await page.keyboard.press('F9');
        await page.waitForTimeout(delayMs);
        await page.reload();
        // Settled, or never begun: and the page says which.
        await expect
          .poll(async () => {
            const text = await textOf(page, 'onecard-visit-steps');
            // Whoever loaded the page anew has to agree to the amounts again.
            if ((await page.locator('#agree').count()) > 0) await page.keyboard.press('F9');
            // It had come to its end before: then it is in the journal.
            if (/卡放到读卡器上，然后/.test(text) && settledBills(at).includes(number))
              return 'ended';
            return /没有开始结算|结算完成|没有完成/.test(text) ? 'ended' : text;
          }, LONG)
          .toBe('ended');
        const settled = settledBills(at).filter((each) => each === number);
        expect(settled.length).toBeLessThanOrEqual(1);
        const text = await textOf(page, 'onecard-visit-steps');
        if (/没有开始结算/.test(text)) expect(settled).toEqual([]);
        if (/结算完成/.test(text)) expect(settled).toEqual([number]);
        expect(at.world.equipment.journal.openIntents()).toEqual([]);
        const { json } = await get(at.desk, '/v1/settlements/undecided', {
          token: at.desk.consoleToken,
        });
        expect(json.settlements).toEqual([]);
      }
    },
    TEST_MS,
  );

  test(
    'a second tab settles the same bill: nothing is paid again, and it says so',
    async () => {
      const at = await openTrial(browser(), 'T-1');
      const second = await at.context.newPage();
      await second.goto(`${at.desk.url}/desk`);
      await reach(second, '#read');
      await toTrial({ page: second });
      await at.page.bringToFront();
      await at.page.keyboard.press('F9');
      await reach(at.page, '#number');
      await second.bringToFront();
      await second.keyboard.press('F9');
      await Promise.race([
        reach(second, '#number'),
        reach(second, '#agree'),
        reach(second, '#again'),
      ]);
      const text = await textOf(second, 'onecard-visit-steps');
      expect(text).toMatch(/此前已结算/);
      expect(settledBills(at)).toEqual(['T-1']);
      await shoot(second, 'zh-7-already-settled');
    },
    TEST_MS,
  );

  test(
    'the network cut at the moment of F9: the page says so, and goes on when it is back',
    async () => {
      const at = await openTrial(browser(), 'N-1');
      const { page, context } = at;
      await context.setOffline(true);
      await page.keyboard.press('F9');
      await expect.poll(() => textOf(page, 'onecard-progress'), LONG).toContain('不要重复收费');
      await shoot(page, 'zh-8-cut');
      await page.keyboard.press('F9');
      await context.setOffline(false);
      await reach(page, '#number');
      expect(settledBills(at)).toEqual(['N-1']);
      // Cut after it was begun: what became of it is looked up.
      await handIn(at, 'N-2');
      await toTrial(at);
      await page.route('**/confirmation', (route) => route.abort());
      await page.keyboard.press('F9');
      await page.waitForTimeout(1_500);
      expect(settledBills(at)).toEqual(['N-1']);
      await page.unroute('**/confirmation');
      await reach(page, '#number');
      expect(settledBills(at)).toEqual(['N-1', 'N-2']);
    },
    TEST_MS,
  );

  test(
    'Esc: gives up a card that does not come, steps back, and calls a visit off while it may',
    async () => {
      const at = await openPage(browser());
      const { page } = at;
      at.reader.remove();
      await page.keyboard.press('F2');
      await expect.poll(() => textOf(page, 'onecard-visit-steps'), LONG).toContain('请放卡');
      await shoot(page, 'zh-9-waiting');
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('#read').count(), LONG).toBe(1);
      at.reader.insert(await at.world.card('yinjiang'));
      await handIn(at, 'E-1');
      await toTrial(at);
      await page.keyboard.press('Escape');
      await reach(page, '#billNumber');
      expect(settledBills(at)).toEqual([]);
      expect(at.world.equipment.journal.head().sequence).toBe(0);
    },
    TEST_MS,
  );

  test('the first load is below 60 KB gzipped', async () => {
    const at = await openPage(browser());
    const loads = ['/desk', '/desk/page.css', '/desk/page.js'];
    const texts = await Promise.all(loads.map(async (path) => (await get(at.desk, path)).text));
    const bytes = texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
    console.log(`first load of the clerk's page: ${bytes} bytes gzipped`);
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES_MAX);
  });
});
