/** Everything beside the straight way: typing a bill in, reversal, the lists, both zooms, both languages. */

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Amount } from '../../../src/money.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { chinaDate } from '../../../src/time.ts';
import { describeBrowser } from '../../support/browser.ts';
import { get } from '../support.ts';
import {
  axe,
  handIn,
  LONG,
  openPage,
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
    'a bill is typed in: items by pinyin initials, wrong fields named, then settled',
    async () => {
      const at = await openPage(browser());
      const { page } = at;
      await page.keyboard.press('F2');
      await reach(page, 'onecard-person #go');
      // An agent presents the card.
      await tabTo(page, 'input[value=holder]');
      await page.keyboard.press('ArrowRight');
      await reach(page, 'select[name=relation]');
      await tabTo(page, '#go');
      await page.keyboard.press('Enter');
      await reach(page, '#billNumber');
      await page.keyboard.press('F4');
      await expect.poll(() => textOf(page, 'onecard-bill'), LONG).toContain('请填写');
      await shoot(page, 'zh-13-missing');
      expect(await axe(page)).toEqual([]);
      const type = async (selector: string, text: string) => {
        await tabTo(page, selector);
        await page.keyboard.type(text);
      };
      await page.keyboard.type('TY-1');
      await tabTo(page, '#kind');
      await page.keyboard.press('ArrowDown');
      await type('#diagnoses', 'j18.900');
      await type('#providerCode', 'H99910100001');
      await type('#providerName', '示范就医县人民医院');
      await tabTo(page, 'onecard-item-picker input');
      await page.keyboard.type('xcg');
      await reach(page, '[role=option]');
      expect(await textOf(page, '[role=option]')).toContain('血常规');
      await shoot(page, 'zh-14-pinyin');
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await page.keyboard.type('2');
      await page.keyboard.press('Enter');
      await page.keyboard.type('20.00');
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, 'onecard-bill'), LONG).toContain('40.00');
      // The quantity had "1" selected: typing took its place.
      await page.keyboard.type('S9990005');
      await reach(page, '[role=option]');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.keyboard.type('65');
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, 'onecard-bill'), LONG).toContain('105.00');
      await page.keyboard.press('F4');
      await reach(page, '#confirm');
      await shoot(page, 'zh-15-typed-trial');
      expect(await textOf(page, 'onecard-visit-steps')).toContain('105.00');
      // Back to the bill: nothing that was typed in is lost.
      await page.keyboard.press('Escape');
      await reach(page, '#billNumber');
      expect(await page.inputValue('#billNumber')).toBe('TY-1');
      expect(await textOf(page, 'onecard-bill')).toContain('105.00');
      await page.keyboard.press('F4');
      await reach(page, '#confirm');
      await page.keyboard.press('F9');
      await reach(page, '#number');
      expect(settledBills(at)).toEqual(['TY-1']);
      expect(await auditOf(at.desk)).toContain('identity-check');
    },
    TEST_MS,
  );

  test(
    'a reversal by keyboard: reason, second person above the limit, once',
    async () => {
      const at = await openTrial(browser(), 'V-1', { secondPersonFrom: 1n as Amount });
      const { page } = at;
      await page.keyboard.press('F9');
      await reach(page, '#number');
      await page.keyboard.press('F8');
      await reach(page, 'onecard-settlements button');
      await shoot(page, 'zh-16-choose');
      expect(await axe(page)).toEqual([]);
      await tabTo(page, 'onecard-settlements button');
      await page.keyboard.press('Enter');
      await reach(page, '#reason');
      await shoot(page, 'zh-17-reversal');
      expect(await axe(page)).toEqual([]);
      await tabTo(page, '#operator');
      await page.keyboard.type('01');
      await tabTo(page, '#reason');
      await page.keyboard.type('金额录入错误');
      await tabTo(page, '#reverse');
      await page.keyboard.press('Enter');
      // One person is not enough.
      await expect
        .poll(() => textOf(page, 'onecard-reversal'), LONG)
        .toContain('desk.second-person-missing');
      await shoot(page, 'zh-18-second');
      await tabTo(page, '#second');
      await page.keyboard.type('02');
      await tabTo(page, '#reverse');
      for (let press = 0; press < 5; press++) await page.keyboard.down('Enter');
      await reach(page, '#outcome');
      expect(await textOf(page, '#outcome')).toContain('已冲正');
      await shoot(page, 'zh-19-reversed');
      const reversed = [...at.world.equipment.journal.entries()].filter(
        ({ kind }) => kind === 'reversed',
      );
      expect(reversed.length).toBe(1);
      // The lists know it.
      await page.keyboard.press('F10');
      await reach(page, '#sums');
      await shoot(page, 'zh-20-day-end');
      expect(await axe(page)).toEqual([]);
      expect(await textOf(page, '#sums')).toContain('1,378.29');
      await tabTo(page, '#close');
      await page.keyboard.press('Enter');
      await reach(page, '#closed');
      expect(await textOf(page, 'onecard-day-closing')).toContain('没有差异');
      await shoot(page, 'zh-30-day-closed');
      expect(await axe(page)).toEqual([]);
      expect(at.errors).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'undecided, funds and reprint: each view in both languages, and back again by Esc',
    async () => {
      const at = await openTrial(browser(), 'W-1');
      const { page } = at;
      await page.keyboard.press('F9');
      await reach(page, '#number');
      for (const language of ['zh', 'en']) {
        await page.keyboard.press('F7');
        await reach(page, 'onecard-undecided');
        await shoot(page, `${language}-21-undecided`);
        expect(await axe(page)).toEqual([]);
        await tabTo(page, 'nav button:nth-child(7)');
        await page.keyboard.press('Enter');
        await reach(page, 'onecard-funds table');
        await shoot(page, `${language}-22-funds`);
        expect(await axe(page)).toEqual([]);
        expect(await textOf(page, 'onecard-funds')).toContain('1,378.29');
        // What is still to come is not drawn as nothing.
        const months = await page.locator('onecard-funds tbody tr').count();
        expect(months).toBe(Number(chinaDate(systemClock.now()).slice(5, 7)));
        await page.keyboard.press('F6');
        await reach(page, 'onecard-settlements button');
        await tabTo(page, 'onecard-settlements button');
        await page.keyboard.press('Enter');
        await reach(page, '#side onecard-receipt #number');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await reach(page, 'onecard-visit-steps #number');
        await tabTo(page, '#language');
        await page.keyboard.press('Enter');
        await expect
          .poll(() => page.evaluate(() => document.documentElement.lang), LONG)
          .toBe(language === 'zh' ? 'en' : 'zh-CN');
      }
    },
    TEST_MS,
  );

  test(
    'at 400 % zoom of 1280 by 1024 nothing is cut off, and the focus is always to be seen',
    async () => {
      const at = await openPage(browser(), { english: true });
      const { page } = at;
      await page.setViewportSize({ width: 320, height: 256 });
      const reflows = () =>
        page.evaluate(
          () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
        );
      expect(await reflows()).toBe(true);
      await handIn(at, 'Z-1');
      await page.keyboard.press('F2');
      await reach(page, 'onecard-person #go');
      expect(await reflows()).toBe(true);
      await shoot(page, 'en-23-zoom-person');
      await tabTo(page, 'onecard-person #go');
      await page.keyboard.press('Enter');
      await reach(page, '.take');
      expect(await reflows()).toBe(true);
      await shoot(page, 'en-24-zoom-bill');
      for (let press = 0; press < 25; press++) {
        await page.keyboard.press('Tab');
        expect(await focusTrouble(page)).toBe('');
      }
      await tabTo(page, '.take');
      await page.keyboard.press('Enter');
      await reach(page, '#confirm');
      expect(await reflows()).toBe(true);
      await shoot(page, 'en-25-zoom-trial');
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('F9');
      await reach(page, '#number');
      expect(await reflows()).toBe(true);
      await shoot(page, 'en-26-zoom-receipt');
    },
    TEST_MS,
  );
});

async function auditOf(desk: {
  readonly port: number;
  readonly consoleToken: string;
}): Promise<string> {
  const { text } = await get(desk, '/v1/audit', { token: desk.consoleToken });
  return text;
}

/** What is wrong with where the focus is: outside the window, or without an outline; empty when all is well. */
function focusTrouble(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return '';
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const isInside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const isOutlined = outlineStyle !== 'none' && Number.parseInt(outlineWidth, 10) >= 2;
    return isInside && isOutlined
      ? ''
      : `${element.outerHTML.slice(0, 200)} ${outlineStyle} ${top}`;
  });
}
