/** 现金取整: where the plan rounds what the till takes, every view says what is handed over, as the receipt does. */

import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HOMES } from '../../../examples/cli/world/persons.ts';
import { describeBrowser } from '../../support/browser.ts';
import { ROOT } from '../../support/sources.ts';
import { temporaryFolder } from '../../support/world.ts';
import { LONG, openTrial, reach, TEST_MS, tabTo, textOf } from './support.ts';

const REMAINDER = 'remainder: { payer: cash, clause: remainder';
const WHOLE_YUAN = `${REMAINDER}, cashRounding: { unit: "1.00", rounding: half-up, clause: remainder }`;

/** The home county's plan, its till in whole yuan, until the test ends. */
async function roundToYuan(): Promise<void> {
  const { plan } = HOMES.yinjiang;
  const text = await readFile(join(ROOT, plan), 'utf8');
  expect(text).toContain(REMAINDER);
  const file = join(await temporaryFolder(), 'plan.yaml');
  await writeFile(file, text.replaceAll(REMAINDER, WHOLE_YUAN));
  Object.assign(HOMES.yinjiang, { plan: relative(ROOT, file) });
  onTestFinished(() => void Object.assign(HOMES.yinjiang, { plan }));
}

describeBrowser('the clerk’s page', (browser) => {
  test(
    'decision, receipt, list and reversal name the cash that is handed over',
    async () => {
      await roundToYuan();
      const { page } = await openTrial(browser(), 'RC-1');
      expect(await textOf(page, 'onecard-decision #cash')).toContain('2,091.00');
      expect(await textOf(page, 'onecard-decision #exact')).toContain('2,090.71');
      await page.keyboard.press('F9');
      await reach(page, '#number');
      expect(await textOf(page, 'onecard-visit-steps #cash')).toContain('2,091.00');
      await expect.poll(() => textOf(page, 'onecard-visit-steps pre'), LONG).toContain('2,091.00');
      await page.keyboard.press('F8');
      await expect.poll(() => textOf(page, 'onecard-settlements'), LONG).toContain('2,091.00');
      await tabTo(page, 'onecard-settlements button');
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, 'onecard-reversal'), LONG).toContain('2,091.00');
    },
    TEST_MS,
  );
});
