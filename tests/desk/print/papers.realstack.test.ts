/** Each paper printed for real: by Chromium from HTML, and as PDF by pdfkit; both read again by poppler. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import jsQr from 'jsqr';
import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { PAPER_NAMES, type PaperName, printed, settlementSlip } from '../../../src/desk/index.ts';
import { paperOf } from '../../../src/desk/print/paper.ts';
import { instant } from '../../../src/time.ts';
import { describeBrowser } from '../../support/browser.ts';
import { SCREENSHOTS } from '../page/support.ts';
import { bare, pageSizesMm, pdfText, settledEntry, testWithPoppler } from './support.ts';

const TEST_MS = 120_000;
// Its types speak of a bundler that hands out the function under another name.
const readCode = jsQr as unknown as typeof jsQr.default;
const AT = instant(Date.parse('2026-03-09T04:00:00Z'));
const MARKS = {
  copyNumber: 2,
  invoice: { code: '99990126', number: '0000000123', check: 'a1b2c3' },
} as const;

/** What has to be on every paper, whatever else is left out. */
const SAID = [
  '补打2',
  '测试甲',
  'PR-1',
  '999901260000000123校验码a1b2c3',
  '统筹基金',
  '起付线',
  '人民币',
];

async function keep(name: string, pdf: Uint8Array): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await writeFile(join(SCREENSHOTS, `${name}.pdf`), pdf);
}

async function chromiumPdf(browser: Browser, html: string): Promise<Uint8Array> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.setContent(html);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  await context.close();
  return pdf;
}

function expectSizes(name: PaperName, pdf: Uint8Array): void {
  const paper = paperOf(name);
  const sizes = pageSizesMm(pdf);
  expect(sizes.length).toBeGreaterThan(0);
  for (const [wide, high] of sizes) {
    expect(wide).toBeCloseTo(paper.widthMm, 0);
    if (paper.kind === 'pages') expect(high).toBeCloseTo(paper.heightMm, 0);
  }
  // A roll is as long as its print: never a second page.
  if (paper.kind === 'roll') expect(sizes).toHaveLength(1);
}

describeBrowser('HTML on paper', (browser) => {
  for (const paper of PAPER_NAMES) {
    testWithPoppler(
      `${paper}: Chromium prints it on that paper, and every word is there`,
      async () => {
        const { entry } = await settledEntry();
        const slip = settlementSlip(entry, 'zh', MARKS);
        const { bytes } = await printed([slip], { format: 'html', paper, at: AT });
        const pdf = await chromiumPdf(browser(), new TextDecoder().decode(bytes));
        await keep(`slip-${paper}-html`, pdf);
        expectSizes(paper, pdf);
        const text = pdfText(pdf);
        for (const said of SAID) expect(text).toContain(bare(said));
        expect(text).toContain(bare(entry.id));
      },
      TEST_MS,
    );
  }

  test(
    'the code on the slip is read by a camera',
    async () => {
      const { entry } = await settledEntry();
      const slip = settlementSlip(entry, 'zh');
      const { bytes } = await printed([slip], { format: 'html', paper: 'A5', at: AT });
      const context = await browser().newContext({ deviceScaleFactor: 2 });
      const page = await context.newPage();
      await page.setContent(new TextDecoder().decode(bytes));
      const shot = await page.locator('.code svg').screenshot();
      const { data, width, height } = await page.evaluate(async (base64) => {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        const drawing = canvas.getContext('2d')!;
        drawing.drawImage(image, 0, 0);
        const { data, width, height } = drawing.getImageData(0, 0, image.width, image.height);
        return { data: [...data], width, height };
      }, shot.toString('base64'));
      await context.close();
      const read = readCode(Uint8ClampedArray.from(data), width, height);
      expect(read?.data).toBe(entry.id);
    },
    TEST_MS,
  );
});

for (const paper of PAPER_NAMES) {
  testWithPoppler(
    `${paper}: a PDF of that size whose text can be read again`,
    async () => {
      const { entry } = await settledEntry();
      const slip = settlementSlip(entry, 'zh', MARKS);
      const { bytes } = await printed([slip], { format: 'pdf', paper, at: AT });
      await keep(`slip-${paper}-pdf`, bytes);
      expectSizes(paper, bytes);
      const text = pdfText(bytes);
      for (const said of SAID) expect(text).toContain(bare(said));
      expect(text).toContain(bare(entry.id));
    },
    TEST_MS,
  );
}
