/** Lists and sums that stand open while others settle, sign and take back: the page shows what is, or says that it changed. */

import { expect, test } from 'vitest';
import { systemClock } from '../../../src/terminal/index.ts';
import { chinaDate } from '../../../src/time.ts';
import { describeBrowser } from '../../support/browser.ts';
import { post } from '../support.ts';
import { billDocument, settledView } from '../visiting.ts';
import {
  type AtPage,
  LONG,
  openPage,
  openTrial,
  reach,
  TEST_MS,
  tabTo,
  textOf,
} from './support.ts';

/** Settles a bill as the hospital system does, beside the page. */
async function settleBeside({ desk }: Pick<AtPage, 'desk'>, billNumber: string): Promise<void> {
  const token = desk.consoleToken;
  const bill = await billDocument(billNumber);
  const named = { token, 'idempotency-key': `beside-${billNumber}` };
  const { json } = await post(desk, '/v1/visits', { bill, consent: 'given' }, named);
  const view = await settledView(desk, json.id, { token });
  expect(view.json).toMatchObject({ isOver: true, now: { state: 'done' } });
}

describeBrowser('the clerk’s page', (browser) => {
  test(
    'a settlement that was undecided goes from the open list when it has its end',
    async () => {
      const at = await openTrial(browser(), 'SU-1');
      const { page, reader, world } = at;
      const { journal } = world.equipment;
      const pulling = setInterval(() => {
        if (journal.openIntents().length > 0) reader.remove();
      }, 1);
      await page.keyboard.press('F9');
      await reach(page, '#again');
      clearInterval(pulling);
      await page.keyboard.press('F7');
      await expect.poll(() => textOf(page, 'onecard-undecided'), LONG).toContain('SU-1');
      reader.insert(await world.card('yinjiang'));
      await settleBeside(at, 'SU-1');
      expect(journal.openIntents()).toEqual([]);
      await expect.poll(() => textOf(page, '#undecided'), LONG).toMatch(/未决\s+0/);
      await expect.poll(() => textOf(page, 'onecard-undecided'), LONG).toContain('没有未决的结算');
    },
    TEST_MS,
  );

  test(
    'a day is signed off as it stands on the page: what came in between is shown first',
    async () => {
      const at = await openPage(browser());
      const { page } = at;
      await settleBeside(at, 'SD-1');
      await tabTo(page, '#operator');
      await page.keyboard.type('01');
      await page.keyboard.press('F10');
      await reach(page, '#close');
      expect(await textOf(page, '#sums')).toContain('1,378.29');
      await settleBeside(at, 'SD-2');
      await tabTo(page, '#close');
      await page.keyboard.press('Enter');
      await reach(page, '#not-closed');
      expect([...at.world.equipment.journal.closedDays()]).toEqual([]);
      const { cash } = sumsOf(at);
      await expect.poll(() => textOf(page, '#sums'), LONG).toContain(cash);
      await tabTo(page, '#close');
      await page.keyboard.press('Enter');
      await reach(page, '#closed');
      expect([...at.world.equipment.journal.closedDays()].length).toBe(1);
      expect(await page.locator('#not-closed').count()).toBe(0);
    },
    TEST_MS,
  );

  test(
    'why one day was not signed off is not said of another',
    async () => {
      const at = await openPage(browser());
      const { page } = at;
      await settleBeside(at, 'SN-1');
      await page.keyboard.press('F10');
      await reach(page, '#close');
      await tabTo(page, '#close');
      await page.keyboard.press('Enter');
      await reach(page, '#not-closed');
      const today = chinaDate(systemClock.now());
      const other = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`;
      await page.fill('#day', other);
      await expect.poll(() => page.locator('#not-closed').count(), LONG).toBe(0);
    },
    TEST_MS,
  );
});

/** What the day's settlements come to, as the page writes it. */
function sumsOf({ world }: Pick<AtPage, 'world'>): { readonly cash: string } {
  let cash = 0n;
  for (const entry of world.equipment.journal.entries()) {
    if (entry.kind === 'intent') cash += entry.adjudication.byPayer.cash ?? 0n;
  }
  const digits = cash.toString();
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return { cash: `${whole}.${digits.slice(-2)}` };
}
