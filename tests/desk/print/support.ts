/** Slips of one settlement, and tools that read prints again. */

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Bill } from '../../../src/model/index.ts';
import type { JournalEntry } from '../../../src/settlement/index.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { demoBill, temporaryFolder, testWorld } from '../../support/world.ts';

/** One settlement of the demo's world, with other text in its bill at will. */
export async function settledEntry(
  change?: [from: string, to: string],
): Promise<{ readonly entry: JournalEntry<'settled'>; readonly bill: Bill }> {
  const world = await testWorld(await temporaryFolder());
  const bill = await demoBill('yinjiang', 'PR-1', change);
  const transport = await virtualReader(await world.card('yinjiang')).connect({ exclusive: true });
  const result = await world.terminal.settle(transport, bill);
  expect(result.outcome).toBe('settled');
  if (result.outcome !== 'settled') throw new Error('not settled');
  return { entry: result.entry, bill };
}

/** Millimetres of a page box, to a tenth: writers of PDF round to points or parts of them. */
export function pageSizesMm(pdf: Uint8Array): readonly (readonly [number, number])[] {
  const text = Buffer.from(pdf).toString('latin1');
  return [...text.matchAll(/\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, wide, high]) => [
    tenths(Number(wide)),
    tenths(Number(high)),
  ]);
}

function tenths(points: number): number {
  return Math.round((points / 72) * 254) / 10;
}

/** Whether poppler is here, which reads PDF files without knowing who wrote them. */
function hasPoppler(): boolean {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A test that needs pdftotext; where there is none it says so by name. */
export function testWithPoppler(name: string, run: () => Promise<void>, ms: number): void {
  if (hasPoppler()) {
    test(name, run, ms);
    return;
  }
  test(`${name}: no pdftotext on this machine; bash scripts/stacks/browser.sh`, ({ skip }) => {
    if (process.env.CI === 'true') throw new Error('with CI=true this has to run');
    skip();
  });
}

/** The text of a PDF file, line breaks and spaces left out. */
export function pdfText(pdf: Uint8Array): string {
  const text = execFileSync('pdftotext', ['-enc', 'UTF-8', '-', '-'], { input: pdf });
  return bare(text.toString('utf8'));
}

export function bare(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
