/** Elements one by one in a page of a hospital system: the example, run and looked at by a browser. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { describeBrowser } from '../../support/browser.ts';
import { ROOT } from '../../support/sources.ts';
import { axe, LONG, reach, shoot, TEST_MS, tabTo, textOf } from './support.ts';

/** The address that the example tells. */
async function served(): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, 'examples/elements.mjs'), 'serve'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error('the example ended without an address');
}

describeBrowser('elements in a page of others', (browser) => {
  test(
    'person, decision and receipt stand by themselves, without the clerk’s page around them',
    async () => {
      const address = await served();
      const context = await browser().newContext();
      onTestFinished(() => context.close());
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(address);
      await tabTo(page, '#try');
      await page.keyboard.press('Enter');
      await reach(page, '#settle:enabled');
      await expect.poll(() => textOf(page, 'onecard-person'), LONG).toContain('测试甲');
      expect(await textOf(page, 'onecard-decision')).toContain('2,090.71');
      await shoot(page, 'zh-50-embedded');
      await tabTo(page, '#settle');
      await page.keyboard.press('Enter');
      await reach(page, 'onecard-receipt #number');
      expect(await textOf(page, 'onecard-receipt')).toContain('统筹基金');
      expect(await axe(page)).toEqual([]);
      expect(errors).toEqual([]);
    },
    TEST_MS,
  );
});
