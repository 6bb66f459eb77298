/** A settlement that was taken back, or stands without its card: no view of it says that it is settled like any other. */

import { expect, test } from 'vitest';
import { stateOf } from '../../../src/terminal/index.ts';
import { describeBrowser } from '../../support/browser.ts';
import { get, post } from '../support.ts';
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

/** Takes the newest settlement back as the hospital system does, beside the page. */
async function reverseBeside({ desk, world }: Pick<AtPage, 'desk' | 'world'>): Promise<void> {
  const { journal } = world.equipment;
  const { id } = [...journal.entries()].find(({ kind }) => kind === 'settled') as { id: string };
  const named = { token: desk.consoleToken, 'idempotency-key': 'beside-reversal' };
  const body = { reason: '退费', operator: '02', card: 'here' };
  const { json } = await post(desk, `/v1/settlements/${id}/reversal`, body, named);
  expect(json.outcome).toBe('reversed');
}

describeBrowser('the clerk’s page', (browser) => {
  test(
    'a receipt on the screen says so once its settlement is taken back, and so does the reprint',
    async () => {
      const at = await openTrial(browser(), 'TB-1');
      const { page } = at;
      await page.keyboard.press('F9');
      await reach(page, '#number');
      expect(await textOf(page, 'onecard-visit-steps')).toContain('结算完成');
      await reverseBeside(at);
      await expect.poll(() => textOf(page, 'onecard-visit-steps'), LONG).toContain('已冲正');
      expect(await textOf(page, 'onecard-visit-steps')).not.toContain('结算完成');
      expect(await page.locator('onecard-visit-steps #cash').count()).toBe(0);
      expect(await textOf(page, 'onecard-visit-steps #taken-back')).toContain('2,090.71');
      await page.keyboard.press('F6');
      await reach(page, 'onecard-settlements button');
      await tabTo(page, 'onecard-settlements button');
      await page.keyboard.press('Enter');
      await reach(page, '#side onecard-receipt #number');
      await expect.poll(() => textOf(page, '#side onecard-receipt pre'), LONG).toContain('已冲正');
      expect(await page.locator('#side #cash').count()).toBe(0);
    },
    TEST_MS,
  );

  test(
    'what stands without its card is listed as that, and no receipt is offered that nobody signed',
    async () => {
      const at = await openTrial(browser(), 'TB-2');
      const { page, reader, world } = at;
      const { journal } = world.equipment;
      const pulling = setInterval(() => {
        if (journal.openIntents().length > 0) reader.remove();
      }, 1);
      await page.keyboard.press('F9');
      await reach(page, '#again');
      clearInterval(pulling);
      const { id } = journal.openIntents()[0]!;
      await journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
      expect(stateOf(journal.entriesOf(id))).toBe('done-without-card');
      await page.keyboard.press('F6');
      await expect.poll(() => textOf(page, 'onecard-settlements'), LONG).toContain('TB-2');
      expect(await textOf(page, 'onecard-settlements table')).toContain('未写卡');
      expect(await page.locator('onecard-settlements table button').count()).toBe(0);
    },
    TEST_MS,
  );

  test(
    'an element that is given another settlement never shows the figures of the one before',
    async () => {
      const at = await openPage(browser());
      const { page, desk } = at;
      const { json } = await get(desk, '/v1/status', { token: desk.consoleToken });
      expect(json.isPaired).toBe(true);
      const receipt = (settlement: string) => ({
        settlement,
        adjudication: { byPayer: { cash: settlement === 'first' ? '11111' : '22222' } },
        text: '',
      });
      // Both are answered as the service answers; the first one comes last.
      await page.route('**/v1/settlements/*/receipt', async (route) => {
        const settlement = /settlements\/(\w+)\/receipt/.exec(route.request().url())![1]!;
        await page.waitForTimeout(settlement === 'first' ? 1_500 : 10);
        await route.fulfill({ json: receipt(settlement) });
      });
      await page.route(/\/v1\/settlements\/\w+$/, (route) =>
        route.fulfill({ json: { outcome: 'processed', state: 'done' } }),
      );
      await page.evaluate(() => {
        const { context } = document.querySelector('onecard-desk') as unknown as {
          context: object;
        };
        const made = document.createElement('onecard-receipt');
        Object.assign(made, { id: 'made', context, settlement: 'first' });
        document.body.append(made);
      });
      await page.waitForTimeout(200);
      await page.evaluate(() =>
        Object.assign(document.querySelector('#made')!, { settlement: 'second' }),
      );
      await expect.poll(() => textOf(page, '#made'), LONG).toContain('222.22');
      await page.waitForTimeout(2_000);
      expect(await textOf(page, '#made')).toContain('222.22');
    },
    TEST_MS,
  );
});
