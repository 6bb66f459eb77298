/** Whether pages of the hospital system reach the desk service, and which setting is missing. */

import type { ReadyFile } from '../../../../src/reader/doctor/index.ts';
import { findBrowsers, isKnownSystem, KINDS } from './browsers.ts';
import {
  BROWSER_CAUSES,
  type BrowserCause,
  type BrowserFinding,
  foundAtBrowser,
} from './causes.ts';
import { linuxPolicy, registryFile } from './files.ts';
import type { BrowserHost } from './host.ts';
import { type Browser, judgePage, strictest } from './pages.ts';
import { ALLOWING, anySpeaksOf, listed, speaksOf } from './policies.ts';

/** What the running service tells; undefined when none runs. */
export interface DeskAccess {
  readonly url: string;
  readonly origins: readonly string[];
  readonly paired: readonly string[];
}

export interface ExamineBrowser {
  readonly host: BrowserHost;
  readonly desk: DeskAccess | undefined;
  /** Origins of the hospital system that were named; those that the service knows come besides. */
  readonly named: readonly string[];
  /** Milliseconds since 1970-01-01, UTC. */
  readonly now: number;
}

/** Clocks further apart than this refuse certificates that were just made. */
const CLOCK_MS_MAX = 300_000;
/** Without a browser to ask, the newest is thought of. */
const NEWEST: Browser = { name: 'newest', major: undefined, policies: {} };
const BLOCKS_POP_UPS = 2;

/** Pages that are looked at. */
export function pagesOf({
  desk,
  named,
}: Pick<ExamineBrowser, 'desk' | 'named'>): readonly string[] {
  const known = [...(desk?.origins ?? []), ...(desk?.paired ?? [])];
  const pages = new Set([...named, ...known.filter((origin) => /^https?:/.test(origin))]);
  if (desk)
    for (const own of [desk.url, desk.url.replace('127.0.0.1', 'localhost')]) pages.delete(own);
  return [...pages];
}

export async function examineBrowser(options: ExamineBrowser): Promise<readonly BrowserFinding[]> {
  const { host, desk } = options;
  const findings: BrowserFinding[] = [
    desk
      ? foundAtBrowser('desk', 'desk-answers', { facts: { url: desk.url } })
      : foundAtBrowser('desk', 'desk-not-running'),
  ];
  const browsers = isKnownSystem(host) ? await findBrowsers(host) : [];
  if (!isKnownSystem(host)) findings.push(foundAtBrowser('browser', 'policies-not-read'));
  else if (browsers.length === 0) findings.push(foundAtBrowser('browser', 'browser-missing'));
  const pages = pagesOf(options);
  for (const browser of browsers) findings.push(...ofBrowser(browser, pages, desk));
  const policy = readyPolicy(host, pages, browsers);
  for (const page of pages) findings.push(...(await ofPage(page, browsers, options, policy)));
  return findings;
}

function ofBrowser(
  { name, major, policies }: Browser,
  pages: readonly string[],
  desk: DeskAccess | undefined,
): readonly BrowserFinding[] {
  const facts = { browser: name, ...(major === undefined ? {} : { version: major }) };
  const findings = [foundAtBrowser('browser', 'browser-found', { facts })];
  const own = desk?.url ?? 'http://127.0.0.1:17100';
  const isBlocked =
    anySpeaksOf(policies, ['URLBlocklist'], own) && !anySpeaksOf(policies, ['URLAllowlist'], own);
  if (isBlocked) findings.push(foundAtBrowser('browser', 'desk-address-blocked', { facts }));
  const hasPopUps = (page: string) => anySpeaksOf(policies, ['PopupsAllowedForUrls'], page);
  const without = pages.filter((page) => !hasPopUps(page));
  if (policies.DefaultPopupsSetting === BLOCKS_POP_UPS && without.length > 0) {
    const named = { ...facts, pages: without.join(' ') };
    findings.push(foundAtBrowser('browser', 'pop-ups-blocked', { facts: named }));
  }
  return findings;
}

async function ofPage(
  page: string,
  browsers: readonly Browser[],
  { host, desk, now }: ExamineBrowser,
  policy: ReadyFile | undefined,
): Promise<readonly BrowserFinding[]> {
  const { hostname } = new URL(page);
  const addresses = await host.addressesOf(hostname.replace(/^\[|\]$/g, ''));
  const facts = { page };
  if (addresses.length === 0) return [foundAtBrowser('page', 'page-unresolved', { facts })];
  const space = strictest(addresses);
  const judged = (browsers.length > 0 ? browsers : [NEWEST]).map((browser) => ({
    browser: browser.name,
    cause: judgePage(page, space, browser),
  }));
  const worst = judged.reduce((a, b) => (severity(b.cause) > severity(a.cause) ? b : a));
  const file = worst.cause === 'page-asks-the-clerk' && policy ? { file: policy } : {};
  const told = { ...facts, space, ...(browsers.length > 0 ? { browser: worst.browser } : {}) };
  const findings = [foundAtBrowser('page', worst.cause, { facts: told, ...file })];
  if (desk) findings.push(foundAtBrowser('page', standingOf(page, desk), { facts }));
  findings.push(await clockOf(page, host, now));
  return findings;
}

function standingOf(page: string, { origins, paired }: DeskAccess): BrowserCause {
  if (paired.includes(page)) return 'origin-paired';
  return origins.includes(page) ? 'origin-allowed' : 'origin-unknown';
}

async function clockOf(page: string, host: BrowserHost, now: number): Promise<BrowserFinding> {
  const date = await host.dateOf(page);
  const facts = { page };
  if (date === undefined) return foundAtBrowser('clock', 'page-not-reached', { facts });
  const apart = Math.abs(now - date);
  const told = { ...facts, secondsApart: Math.round(apart / 1000) };
  const cause = apart > CLOCK_MS_MAX ? 'page-clock-differs' : 'page-clock-agrees';
  return foundAtBrowser('clock', cause, { facts: told });
}

const VERDICTS = ['good', 'skipped', 'doubtful', 'bad'];

function severity(cause: BrowserCause): number {
  return VERDICTS.indexOf(BROWSER_CAUSES[cause].verdict);
}

/** Where it goes on this system, with whatever the lists hold already. */
function readyPolicy(
  { platform }: BrowserHost,
  pages: readonly string[],
  browsers: readonly Browser[],
): ReadyFile | undefined {
  const secure = pages.filter((page) => page.startsWith('https:'));
  const before = browsers.flatMap(({ policies }) =>
    ALLOWING.flatMap((name) => listed(policies, name)),
  );
  const isNew = (page: string) => !before.some((pattern) => speaksOf(pattern, page));
  const missing = secure.filter(isNew);
  if (missing.length === 0) return undefined;
  if (platform === 'win32') return { path: 'onecard-loopback.reg', text: registryFile(missing) };
  const kind = KINDS.find(({ name }) => name === browsers[0]?.name) ?? KINDS[0]!;
  const text = linuxPolicy([...new Set([...before, ...missing])]);
  return { path: `${kind.folders[0]}/zz-onecard.json`, text };
}
