/** Names, bills and plans that carry markup: it is shown as the letters it is, and nothing of it runs. */

import { expect, test } from 'vitest';
import { describeBrowser } from '../../support/browser.ts';
import { billDocument } from '../visiting.ts';
import { axe, handIn, openPage, reach, settledBills, shoot, textOf, toTrial } from './support.ts';

const TEST_MS = 120_000;
const MARKUP = '<img src=x onerror=window.hit=1><script>window.hit=1</script>';

describeBrowser('the clerk’s page', (browser) => {
  test(
    'markup in the card, the bill and the plan is text',
    async () => {
      const at = await openPage(browser());
      const { page } = at;
      // What the service might say of a card, a bill and a plan that somebody prepared.
      const poison = async (path: string, change: (json: Record<string, unknown>) => void) =>
        page.route(path, async (route) => {
          const response = await route.fetch();
          const json = await response.json();
          change(json);
          await route.fulfill({ response, json });
        });
      await poison('**/v1/cards/read', (json) => {
        (json.holder as Record<string, string>).name = `甲${MARKUP}`;
      });
      await poison('**/v1/trials', (json) => {
        const { steps, lines } = json.adjudication as Record<string, Record<string, unknown>[]>;
        for (const step of steps!) {
          step.text = { zh: MARKUP, en: MARKUP };
          step.clause = { document: MARKUP, text: { zh: MARKUP, en: MARKUP }, isAssumed: true };
        }
        for (const line of lines!) line.name = MARKUP;
      });
      await poison('**/v1/vocabulary', (json) => {
        (json.payers as Record<string, object>).cash = { zh: MARKUP, en: MARKUP };
      });
      await page.reload();
      await reach(page, '#read');
      const { provider } = await billDocument('X-1');
      await handIn(at, 'X-1', { provider: { ...provider, name: '医院<b>1</b>' } });
      await toTrial(at);
      await page.keyboard.press('F1');
      expect(await textOf(page, 'onecard-visit-steps')).toContain(MARKUP);
      await shoot(page, 'zh-10-markup');
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('F9');
      await reach(page, '#number');
      expect(settledBills(at)).toEqual(['X-1']);
      expect(await textOf(page, 'onecard-receipt')).toContain('<b>1</b>');
      expect(await page.evaluate(() => 'hit' in window)).toBe(false);
      const inserted = await page.evaluate(() => {
        const roots: (Document | ShadowRoot)[] = [document];
        let count = 0;
        for (const root of roots) {
          for (const each of root.querySelectorAll('*')) {
            if (each.shadowRoot) roots.push(each.shadowRoot);
            if (
              /^(IMG|SCRIPT|IFRAME|B)$/i.test(each.tagName) &&
              !((each as HTMLScriptElement).src ?? '').endsWith('/desk/page.js')
            )
              count++;
          }
        }
        return count;
      });
      expect(inserted).toBe(0);
      expect(at.errors).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'a page that nobody opened from the console shows nothing of anybody',
    async () => {
      const at = await openPage(browser());
      const context = await browser().newContext();
      const stranger = await context.newPage();
      await stranger.goto(`${at.desk.url}/desk`);
      await expect
        .poll(() => textOf(stranger, 'onecard-desk'), { timeout: 20_000 })
        .toContain('还没有打开权限');
      await shoot(stranger, 'zh-11-closed');
      expect(await axe(stranger)).toEqual([]);
      await stranger.keyboard.press('F2');
      expect(await stranger.locator('onecard-visit-steps').count()).toBe(0);
      await context.close();
    },
    TEST_MS,
  );
});
