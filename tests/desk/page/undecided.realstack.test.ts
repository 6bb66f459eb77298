/** The card pulled while the centre already has the settlement: shown until it has its end. */

import { expect, test } from 'vitest';
import { describeBrowser } from '../../support/browser.ts';
import {
  axe,
  LONG,
  openTrial,
  reach,
  settledBills,
  shoot,
  TEST_MS,
  tabTo,
  textOf,
} from './support.ts';

describeBrowser('the clerk’s page', (browser) => {
  test(
    'a card pulled too early: charge nothing, undecided 1, the same card again ends it',
    async () => {
      const at = await openTrial(browser(), 'U-1');
      const { page, reader, world } = at;
      const { journal } = world.equipment;
      const pulling = new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          if (journal.openIntents().length === 0) return;
          clearInterval(timer);
          reader.remove();
          resolve();
        }, 1);
      });
      await page.keyboard.press('F9');
      await pulling;
      await reach(page, '#again');
      const text = await textOf(page, 'onecard-visit-steps');
      expect(text).toContain('不要向病人收费');
      expect(text).not.toContain('结算完成');
      await expect.poll(() => textOf(page, '#undecided'), LONG).toMatch(/未决\s+1/);
      await shoot(page, 'zh-27-card-pulled');
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('F7');
      await expect.poll(() => textOf(page, 'onecard-undecided'), LONG).toContain('U-1');
      await shoot(page, 'zh-28-undecided-one');
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('Escape');
      reader.insert(await world.card('yinjiang'));
      await tabTo(page, '#again');
      await page.keyboard.press('Enter');
      await expect
        .poll(async () => {
          if ((await page.locator('#agree').count()) > 0) await page.keyboard.press('F9');
          return page.locator('onecard-visit-steps #number').count();
        }, LONG)
        .toBe(1);
      expect(settledBills(at)).toEqual(['U-1']);
      expect(journal.openIntents()).toEqual([]);
      await expect.poll(() => textOf(page, '#undecided'), LONG).toMatch(/未决\s+0/);
      expect(at.errors).toEqual([]);
      expect(at.defects).toEqual([]);
    },
    TEST_MS,
  );
});
