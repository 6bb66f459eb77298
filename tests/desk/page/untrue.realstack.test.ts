/** What a clerk does in between and out of turn: the screen shows whom and what it settles, and nothing behind it acts. */

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeBrowser } from '../../support/browser.ts';
import { post } from '../support.ts';
import { billDocument } from '../visiting.ts';
import {
  handIn,
  LONG,
  openPage,
  openTrial,
  reach,
  settledBills,
  TEST_MS,
  tabTo,
  textOf,
} from './support.ts';

/** Answers of `path` come `ms` late; resolves once the first one was let go. */
function late(page: Page, path: string, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    page
      .route(path, async (route) => {
        const response = await route.fetch();
        await page.waitForTimeout(ms);
        // Whoever gave the call up does not wait for it.
        await route.fulfill({ response }).catch(() => undefined);
        resolve();
      })
      .catch(reject);
  });
}

describeBrowser('the clerk’s page', (browser) => {
  test(
    'F9 and F4 act on what is on the screen: not on a trial behind the lists',
    async () => {
      const at = await openTrial(browser(), 'H-1');
      const { page } = at;
      let trials = 0;
      await page.route('**/v1/trials', (route) => {
        trials++;
        return route.continue();
      });
      for (const view of ['F8', 'F10', 'F6']) {
        await page.keyboard.press(view);
        await reach(page, 'onecard-settlements #day');
        await page.keyboard.press('F9');
        await page.keyboard.press('F4');
        await page.waitForTimeout(600);
        expect(at.world.equipment.journal.head().sequence).toBe(0);
        expect(trials).toBe(0);
      }
      await page.keyboard.press('Escape');
      await reach(page, '#confirm');
      await page.keyboard.press('F9');
      await reach(page, '#number');
      expect(settledBills(at)).toEqual(['H-1']);
    },
    TEST_MS,
  );

  test(
    'the clerk whose name stands on the screen is the one who settles',
    async () => {
      const at = await openTrial(browser(), 'O-1');
      const { page } = at;
      await tabTo(page, '#operator');
      await page.keyboard.type('01');
      const begun = page.waitForRequest(/\/v1\/visits$/);
      await page.keyboard.press('F9');
      expect((await begun).postDataJSON()).toMatchObject({ operator: '01' });
      await reach(page, '#number');
      expect(await page.inputValue('#operator')).toBe('01');
    },
    TEST_MS,
  );

  test(
    'an identity check answered late says nothing of the next card',
    async () => {
      const at = await openPage(browser());
      const { page } = at;
      await page.keyboard.press('F2');
      await reach(page, 'onecard-person #go');
      const answered = late(page, '**/v1/identity-checks', 3_000);
      await tabTo(page, 'onecard-person #go');
      await page.keyboard.press('Enter');
      at.reader.remove();
      at.reader.insert(await at.world.card('jimunai'));
      await page.keyboard.press('F2');
      await expect.poll(() => textOf(page, 'onecard-visit-steps'), LONG).toContain('测试乙');
      await answered;
      await page.waitForTimeout(300);
      expect(await page.locator('onecard-person #go').count()).toBe(1);
      expect(await page.locator('onecard-bill').count()).toBe(0);
    },
    TEST_MS,
  );

  test(
    'a bill of somebody else is not tried under this person’s name, whoever’s card lies there by then',
    async () => {
      const at = await openPage(browser());
      const { page } = at;
      await page.keyboard.press('F2');
      await reach(page, 'onecard-person #go');
      await tabTo(page, 'onecard-person #go');
      await page.keyboard.press('Enter');
      await reach(page, '#file');
      at.reader.remove();
      at.reader.insert(await at.world.card('jimunai'));
      const other = await billDocument('F-1', 'jimunai');
      const buffer = Buffer.from(JSON.stringify(other));
      await page.setInputFiles('#file', {
        name: 'bill.json',
        mimeType: 'application/json',
        buffer,
      });
      await expect
        .poll(() => textOf(page, 'onecard-visit-steps'), LONG)
        .toContain('不是此人的账单');
      expect(await page.locator('#confirm').count()).toBe(0);
    },
    TEST_MS,
  );

  test(
    'a bill that was corrected or taken back by the hospital system is not tried as it was',
    async () => {
      const at = await openPage(browser());
      const { page } = at;
      await page.keyboard.press('F2');
      await reach(page, 'onecard-person #go');
      await tabTo(page, 'onecard-person #go');
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, 'onecard-bill'), LONG).toContain('没有此人的待结账单');
      // Handed over while the form is open.
      await handIn(at, 'C-1');
      await reach(page, '.take');
      const document = await billDocument('C-1');
      const [first] = document.lines;
      await tabTo(page, '.take');
      // Corrected the moment before it is taken: it is tried as it is now.
      await handIn(at, 'C-1', { lines: [first], total: first.submitted });
      await page.keyboard.press('Enter');
      await reach(page, 'onecard-decision');
      expect(await textOf(page, 'onecard-decision')).toContain(first.submitted);
      await page.keyboard.press('Escape');
      await reach(page, '.take');
      const place = { provider: document.provider.code, billNumber: 'C-1' };
      const token = at.desk.consoleToken;
      expect((await post(at.desk, '/v1/bills/removals', place, { token })).status).toBe(204);
      await expect.poll(() => textOf(page, 'onecard-bill'), LONG).toContain('没有此人的待结账单');
    },
    TEST_MS,
  );

  test(
    'Esc whose answer comes after the end: the visit is over on the screen too',
    async () => {
      const at = await openTrial(browser(), 'L-1');
      const { page } = at;
      at.reader.remove();
      const answered = late(page, '**/cancellation', 2_500);
      await page.keyboard.press('F9');
      await expect
        .poll(() => textOf(page, 'onecard-progress'), LONG)
        .toContain('请把卡放到读卡器上');
      await page.keyboard.press('Escape');
      await expect.poll(() => textOf(page, 'onecard-progress'), LONG).toContain('没有完成');
      await answered;
      await page.waitForTimeout(300);
      expect(await textOf(page, 'onecard-progress')).toContain('没有完成');
      expect(await page.locator('#again').count()).toBe(1);
      expect(settledBills(at)).toEqual([]);
    },
    TEST_MS,
  );
});
