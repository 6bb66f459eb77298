/** The page opened by a new address, as the console gives one at each start: what an earlier opening began is found. */

import { expect, test } from 'vitest';
import { describeBrowser } from '../../support/browser.ts';
import { LONG, openTrial, reach, settledBills, TEST_MS, textOf } from './support.ts';

describeBrowser('the clerk’s page', (browser) => {
  test(
    'what was settled under an earlier address is not said to have never begun',
    async () => {
      const at = await openTrial(browser(), 'A-1');
      const { page } = at;
      // The page hears nothing of the end.
      await page.route('**/v1/visits/*', (route) =>
        route.request().method() === 'GET' ? route.abort() : route.continue(),
      );
      const confirmed = page.waitForRequest('**/v1/visits');
      await page.keyboard.press('F9');
      await confirmed;
      await page.waitForTimeout(300);
      await page.unroute('**/v1/visits/*');
      await page.goto('about:blank');
      await page.goto(at.desk.windowUrl('/desk'));
      // Whoever opened the page anew has to agree to the amounts again.
      await expect
        .poll(async () => {
          if ((await page.locator('#agree').count()) > 0) await page.keyboard.press('F9');
          return textOf(page, 'onecard-visit-steps');
        }, LONG)
        .toMatch(/没有开始结算|结算完成|没有完成/);
      await reach(page, '#number');
      expect(settledBills(at)).toEqual(['A-1']);
    },
    TEST_MS,
  );
});
