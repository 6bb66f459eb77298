/** A whole visit by keyboard alone, from the card to the receipt, in both languages. */

import { expect, test } from 'vitest';
import { describeBrowser } from '../../support/browser.ts';
import { axe, handIn, openPage, reach, settledBills, shoot, tabTo, textOf } from './support.ts';

const TEST_MS = 120_000;

describeBrowser('the clerk’s page', (browser) => {
  test.each([
    { language: 'zh', done: '结算完成', cash: '病人应交现金', why: '起付线' },
    { language: 'en', done: 'Settled', cash: 'The patient pays in cash', why: 'Deductible' },
  ])(
    'card to receipt by keyboard, $language',
    async ({ language, done, cash, why }) => {
      const at = await openPage(browser(), { english: language === 'en' });
      const { page } = at;
      const look = async (name: string) => {
        await shoot(page, `${language}-${name}`);
        expect(await axe(page)).toEqual([]);
      };
      await handIn(at, 'P-1');
      await look('1-card');
      await page.keyboard.press('F2');
      await reach(page, 'onecard-person #go');
      expect(await textOf(page, 'onecard-person')).toContain('测试甲');
      await look('2-person');
      await tabTo(page, '#go');
      await page.keyboard.press('Enter');
      await reach(page, '.take');
      await look('3-bill');
      await tabTo(page, '.take');
      await page.keyboard.press('Enter');
      await reach(page, '#confirm');
      await look('4-trial');
      const shown = await textOf(page, 'onecard-decision');
      expect(shown).toContain(cash);
      expect(shown).toContain('2,090.71');
      expect(shown).toContain(why);
      await page.keyboard.press('F1');
      await look('5-why');
      expect(await textOf(page, 'onecard-decision')).toContain('2505.98 × 55%');
      // Enter never settles, wherever the trial left the focus.
      await page.keyboard.press('F4');
      await expect.poll(() => page.locator('#confirm').count()).toBe(1);
      await page.keyboard.press('Enter');
      await page.waitForTimeout(300);
      expect(settledBills(at)).toEqual([]);
      await page.keyboard.press('F9');
      await reach(page, '#number');
      await look('6-receipt');
      expect(await textOf(page, 'onecard-visit-steps')).toContain(done);
      expect(settledBills(at)).toEqual(['P-1']);
      expect(at.errors).toEqual([]);
      expect(at.defects).toEqual([]);
    },
    TEST_MS,
  );
});
