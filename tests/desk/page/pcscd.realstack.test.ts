/** The whole visit by keyboard once more, with the card behind the real PC/SC daemon. */

import { expect, onTestFinished, test } from 'vitest';
import { pcscReaders } from '../../../src/reader/index.ts';
import { connectVpcd } from '../../../src/virtual/index.ts';
import { describeBrowser } from '../../support/browser.ts';
import { describePcscStack } from '../../support/realStack.ts';
import { axe, handIn, openPage, reach, settledBills, shoot, toTrial } from './support.ts';

const TEST_MS = 120_000;

describePcscStack(import.meta.url, () => {
  describeBrowser('the clerk’s page', (browser) => {
    test(
      'card to receipt through pcscd',
      async () => {
        const readers = pcscReaders();
        onTestFinished(() => readers.close());
        const at = await openPage(browser(), { readers: [readers] });
        const slot = await connectVpcd(await at.world.card('yinjiang'));
        onTestFinished(() => slot.close());
        await handIn(at, 'PCSC-1');
        await toTrial(at);
        await at.page.keyboard.press('F9');
        await reach(at.page, '#number');
        await shoot(at.page, 'zh-29-pcscd');
        expect(await axe(at.page)).toEqual([]);
        expect(settledBills(at)).toEqual(['PCSC-1']);
        expect(at.defects).toEqual([]);
      },
      TEST_MS,
    );
  });
});
