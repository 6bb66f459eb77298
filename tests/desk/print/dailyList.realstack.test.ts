/** 一日清单 of a long day: over several pages nothing is lost, whoever draws it. */

import { expect } from 'vitest';
import {
  dailyListSlip,
  PAPER_NAMES,
  type PaperName,
  printed,
  settlementSlip,
} from '../../../src/desk/index.ts';
import { paperOf } from '../../../src/desk/print/paper.ts';
import type { Amount, Quantity, UnitPrice } from '../../../src/money.ts';
import type { DailyList } from '../../../src/settlement/index.ts';
import { instant, plainDate } from '../../../src/time.ts';
import { describeBrowser } from '../../support/browser.ts';
import {
  bare,
  chromiumPdf,
  pageSizesMm,
  pdfText,
  settledEntry,
  testWithPoppler,
} from './support.ts';

const TEST_MS = 120_000;
const AT = instant(Date.parse('2026-03-09T04:00:00Z'));
const LINES = 90;

/** As long a day as there is in an intensive ward. */
async function longDay(): Promise<DailyList> {
  const { entry, bill } = await settledEntry();
  const day = plainDate('2026-03-03');
  return {
    day,
    inpatientNumber: 'ZY-90',
    provider: bill.provider,
    holder: entry.holder,
    admittedOn: plainDate('2026-03-02'),
    ward: '重症',
    bed: '3',
    lines: Array.from({ length: LINES }, (_, index) => ({
      line: {
        ...bill.lines[0]!,
        name: `第${index + 1}项：一次性使用无菌输液器（带针，精密过滤，避光）`,
        unitPrice: 12_500_000n as UnitPrice,
      },
      quantity: 20_000n as Quantity,
      amount: BigInt(2_500 + index) as Amount,
    })),
    cumulative: 1_000_000n as Amount,
    paidIn: 500_000n as Amount,
    isDepositFree: false,
  };
}

function expectAll(pdf: Uint8Array, paper: PaperName): void {
  const text = pdfText(pdf);
  for (let index = 0; index < LINES; index++) expect(text).toContain(`第${index + 1}项`);
  // The day's sum, and what is left of the deposit: less than nothing.
  expect(text).toContain('2,290.05');
  expect(text).toContain('-5,000.00');
  expect(text).toContain('免签字');
  const pages = pageSizesMm(pdf).length;
  if (paperOf(paper).kind === 'roll') expect(pages).toBe(1);
  else expect(pages).toBeGreaterThan(1);
}

describeBrowser('a long list', (browser) => {
  for (const paper of PAPER_NAMES) {
    testWithPoppler(
      `${paper}: every line is there, in HTML by Chromium and in PDF`,
      async () => {
        const slip = dailyListSlip(await longDay(), 'zh');
        const html = await printed([slip], { format: 'html', paper, at: AT });
        expectAll(await chromiumPdf(browser(), new TextDecoder().decode(html.bytes)), paper);
        const { bytes } = await printed([slip], { format: 'pdf', paper, at: AT });
        expectAll(bytes, paper);
      },
      TEST_MS,
    );
  }
});

for (const paper of ['A4', '58mm'] as const) {
  testWithPoppler(
    `${paper}: a receipt in English`,
    async () => {
      const { entry } = await settledEntry();
      const slips = [1, 2].map((copyNumber) => settlementSlip(entry, 'en', { copyNumber }));
      const { bytes } = await printed(slips, { format: 'pdf', paper, at: AT });
      const text = pdfText(bytes);
      for (const said of [
        'COPY1',
        'COPY2',
        'THEPATIENTPAYSINCASH',
        '2,090.71',
        '贰仟零玖拾元柒角壹分',
      ]) {
        expect(text).toContain(bare(said));
      }
    },
    TEST_MS,
  );
}
