/** A settlement under way: which bill it is, what Esc does by now, and amounts that nobody has read are agreed to by nobody. */

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeBrowser } from '../../support/browser.ts';
import { post } from '../support.ts';
import { billDocument, settledView } from '../visiting.ts';
import { LONG, openPage, openTrial, reach, settledBills, TEST_MS, textOf } from './support.ts';

/** What `<onecard-progress>` says of a visit in that state. */
async function progressOf(page: Page, now: object, more: object = {}): Promise<string> {
  await page.evaluate(
    ([state, given]) => {
      document.querySelector('#made')?.remove();
      const { context } = document.querySelector('onecard-desk') as unknown as { context: object };
      const sentence = { zh: '句子', en: 'sentence' };
      const { isOver = false, ...fields } = given as { isOver?: boolean };
      const visit = { billNumber: 'X', steps: [], isOver, now: { sentence, ...state } };
      const made = document.createElement('onecard-progress');
      const view = { visit, isCut: false, asks: false };
      Object.assign(made, { id: 'made', context, view, confirmKey: 'F9', ...fields });
      document.body.append(made);
    },
    [now, more] as const,
  );
  await expect.poll(() => textOf(page, '#made'), LONG).toContain('句子');
  return textOf(page, '#made');
}

describeBrowser('the clerk’s page', (browser) => {
  test(
    'Esc once more is offered only as long as it does something',
    async () => {
      const { page } = await openPage(browser());
      const asked = { isCancelAsked: true };
      const pending = { state: 'card-pending', cancellable: 'by-reversal' };
      expect(await progressOf(page, pending, asked)).toContain('再按一次 Esc');
      const written = await progressOf(page, { state: 'card-committed', cancellable: 'no' }, asked);
      expect(written).not.toContain('再按一次 Esc');
      expect(written).toContain('已不可取消');
    },
    TEST_MS,
  );

  test.each(['unknown', 'card-pending', 'card-committed', 'card-signed', 'reversing'])(
    'a visit that broke off as %s: charge nothing, as the list of undecided ones says',
    async (state) => {
      const { page } = await openPage(browser());
      const text = await progressOf(page, { state, cancellable: 'no' }, { isOver: true });
      expect(text).toContain('不要向病人收费');
    },
    TEST_MS,
  );

  test(
    'amounts that moved are agreed to by whoever had the time to read them, and the bill has its number',
    async () => {
      const at = await openTrial(browser(), 'AM-1');
      const { page, desk } = at;
      expect(await textOf(page, 'onecard-visit-steps')).toContain('AM-1');
      // The same person’s other bill uses the deductible up, beside the page.
      const token = desk.consoleToken;
      const bill = await billDocument('AM-0');
      const named = { token, 'idempotency-key': 'beside-0001' };
      const { json } = await post(desk, '/v1/visits', { bill, consent: 'given' }, named);
      expect((await settledView(desk, json.id, { token })).json.now.state).toBe('done');
      await page.keyboard.press('F9');
      await page.locator('#agree').first().waitFor({ state: 'attached' });
      expect(await textOf(page, 'onecard-progress')).toContain('AM-1');
      // The second press of a double press: it was meant for the trial.
      await page.keyboard.press('F9');
      await page.waitForTimeout(700);
      expect(settledBills(at)).toEqual(['AM-0']);
      expect(await page.locator('#agree').count()).toBe(1);
      await page.waitForTimeout(700);
      await page.keyboard.press('F9');
      await reach(page, '#number');
      expect(settledBills(at)).toEqual(['AM-0', 'AM-1']);
    },
    TEST_MS,
  );
});
