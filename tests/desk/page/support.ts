/** The clerk's page in a real browser, driven by its keys alone. */

import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { DeskOptions } from '../../../src/desk/index.ts';
import { ROOT } from '../../support/sources.ts';
import { post, testDesk } from '../support.ts';
import { billDocument } from '../visiting.ts';

/** A run's pictures, for a person to look at. */
export const SCREENSHOTS =
  process.env.ONECARD_SCREENSHOTS ?? join(tmpdir(), 'onecard-page-screenshots');

/** Milliseconds for one state to be reached on a loaded machine. */
export const REACH_MS = 20_000;
export const LONG = { timeout: REACH_MS };

/** Milliseconds for one whole way through the page. */
export const TEST_MS = 120_000;

export type AtPage = Awaited<ReturnType<typeof openPage>>;

/** A window of 1024 × 768 on a new desk; console errors are kept. */
export async function openPage(
  browser: Browser,
  { english = false, ...options }: Partial<DeskOptions> & { english?: boolean } = {},
) {
  const at = await testDesk(options);
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const errors: string[] = [];
  // A refusal is told as a failed resource too: what the page says of it is looked at by the test.
  page.on('console', (line) => {
    if (line.type() === 'error' && !/Failed to load resource/.test(line.text()))
      errors.push(line.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  // Every test of the page fails on them, not only one that asks.
  onTestFinished(() => expect(errors).toEqual([]));
  if (english) await page.addInitScript(() => localStorage.setItem('onecard.language', 'en'));
  await page.goto(at.desk.windowUrl('/desk'));
  await reach(page, '#read');
  return { ...at, context, page, errors };
}

/** Waits for an element, through shadow roots. */
export async function reach(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor({ state: 'visible', timeout: REACH_MS });
}

/** Presses Tab until the element has the focus; so many at most. */
export async function tabTo(page: Page, selector: string, most = 60): Promise<void> {
  for (let press = 0; press < most; press++) {
    await page.keyboard.press('Tab');
    const isThere = await page
      .locator(selector)
      .first()
      .evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element);
    if (isThere) return;
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

/** Hands the demo's bill over as a hospital system does. */
export async function handIn(
  { desk }: Pick<AtPage, 'desk'>,
  billNumber: string,
  change: object = {},
) {
  const bill = { ...(await billDocument(billNumber)), ...change };
  const answer = await post(desk, '/v1/bills', { bill }, { token: desk.consoleToken });
  expect(answer.status).toBe(204);
}

/** Card in, person, the bill that was handed in, trial: by keys alone. */
export async function toTrial({ page }: Pick<AtPage, 'page'>): Promise<void> {
  await page.keyboard.press('F2');
  await reach(page, 'onecard-person #go');
  await tabTo(page, 'onecard-person #go');
  await page.keyboard.press('Enter');
  await reach(page, '.take');
  await tabTo(page, '.take');
  await page.keyboard.press('Enter');
  await reach(page, '#confirm');
}

/** A new desk whose page shows the trial of the bill of that number. */
export async function openTrial(
  browser: Browser,
  billNumber: string,
  options: Parameters<typeof openPage>[1] = {},
): Promise<AtPage> {
  const at = await openPage(browser, options);
  await handIn(at, billNumber);
  await toTrial(at);
  return at;
}

/** The journal's settled entries by bill number. */
export function settledBills({ world }: Pick<AtPage, 'world'>): readonly string[] {
  return [...world.equipment.journal.entries()].flatMap((entry) =>
    entry.kind === 'settled' ? [entry.bill.billNumber] : [],
  );
}

export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** All text of an element, through the shadow roots inside it. */
export function textOf(page: Page, selector: string): Promise<string> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const gather = (node: Node): string => {
        if (node instanceof Text) return node.data;
        const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
        return [...inside.childNodes].map(gather).join(' ');
      };
      return gather(element);
    });
}

interface Axe {
  run(
    root: Document,
    options: object,
  ): Promise<{
    readonly violations: readonly {
      readonly impact: string;
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
  }>;
}

const AXE = readFile(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong by WCAG 2.2 AA and its own best practices, serious or worse. */
export async function axe(page: Page): Promise<readonly string[]> {
  // Through the debugger: the page's own policy lets no foreign script in.
  await page.evaluate(await AXE);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(
      ({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map((each) => each.html).join(' | ')}`,
    );
  });
  return found.filter((each) => /^(serious|critical|moderate)/.test(each));
}
