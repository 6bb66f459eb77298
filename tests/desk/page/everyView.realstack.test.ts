/** Every view of the page at 1024 × 768 and at 400 % zoom, in both languages: axe, reflow, and focus to be seen. */

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeBrowser } from '../../support/browser.ts';
import { axe, openTrial, reach, shoot, TEST_MS, tabTo } from './support.ts';

const DESK = { width: 1024, height: 768 };
/** 1280 × 1024 at 400 % (WCAG 2.2, 1.4.10). */
const ZOOMED = { width: 320, height: 256 };

/** How each view is reached from the receipt of a visit, by keys alone, and what then is there. */
const VIEWS: readonly (readonly [name: string, way: (page: Page) => Promise<void>])[] = [
  ['receipt', (page) => reach(page, 'onecard-receipt pre')],
  ['undecided', (page) => opened(page, 'F7', 'onecard-undecided h2')],
  ['settlements', (page) => opened(page, 'F6', 'onecard-settlements button')],
  ['reprint', (page) => chosen(page, 'F6', '#side onecard-receipt pre')],
  ['reversal', (page) => chosen(page, 'F8', '#reason')],
  ['day-end', (page) => opened(page, 'F10', '#sum-count')],
  ['funds', (page) => linked(page, 7, 'onecard-funds table')],
  ['stays', (page) => linked(page, 8, 'onecard-stays [role=status]')],
];

async function opened(page: Page, key: string, there: string): Promise<void> {
  await page.keyboard.press(key);
  await reach(page, there);
}

async function chosen(page: Page, key: string, there: string): Promise<void> {
  await opened(page, key, 'onecard-settlements button');
  await tabTo(page, 'onecard-settlements button');
  await page.keyboard.press('Enter');
  await reach(page, there);
}

async function linked(page: Page, place: number, there: string): Promise<void> {
  await tabTo(page, `nav button:nth-child(${place})`, 200);
  await page.keyboard.press('Enter');
  await reach(page, there);
}

function reflows(page: Page): Promise<boolean> {
  return page.evaluate(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
  );
}

/** Elements that take the focus and are not to be seen then, of the next `presses` of Tab. */
async function focusLost(page: Page, presses: number): Promise<readonly string[]> {
  const lost: string[] = [];
  for (let press = 0; press < presses; press++) {
    await page.keyboard.press('Tab');
    const trouble = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      if (!element || element === document.body) return '';
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const isInside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const isOutlined = outlineStyle !== 'none' && Number.parseInt(outlineWidth, 10) >= 2;
      return isInside && isOutlined
        ? ''
        : `${element.tagName} ${element.id} ${outlineStyle} ${top}`;
    });
    if (trouble !== '') lost.push(trouble);
  }
  return lost;
}

describeBrowser('every view', (browser) => {
  test.each(['zh', 'en'])(
    'looked at on a desk’s screen and zoomed, in %s',
    async (language) => {
      const { page } = await openTrial(browser(), `V-${language}`, { english: language === 'en' });
      await page.keyboard.press('F9');
      await reach(page, '#number');
      for (const [name, way] of VIEWS) {
        await way(page);
        expect([name, await axe(page)]).toEqual([name, []]);
        expect([name, await reflows(page)]).toEqual([name, true]);
        await page.setViewportSize(ZOOMED);
        expect([name, await reflows(page)]).toEqual([name, true]);
        expect([name, await axe(page)]).toEqual([name, []]);
        expect([name, await focusLost(page, 8)]).toEqual([name, []]);
        await shoot(page, `${language}-60-zoomed-${name}`);
        await page.setViewportSize(DESK);
        // Esc on the receipt itself would end the patient; a chosen settlement is left first.
        const steps = name === 'receipt' ? 0 : name === 'reprint' || name === 'reversal' ? 2 : 1;
        for (let step = 0; step < steps; step++) await page.keyboard.press('Escape');
      }
    },
    2 * TEST_MS,
  );
});
