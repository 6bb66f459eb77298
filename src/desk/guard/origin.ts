/**
 * Rule 3: a page's origin must stand on the list; it is never echoed and never `*`. A request without
 * one comes from a program that is no browser, or from a browser that follows a link: it gets no
 * further than its token, or to what anyone may read.
 */

import { OneCardError } from '../../errors/index.ts';
import type { RequestHead } from './head.ts';
import { ownHosts } from './host.ts';

/** Characters of an origin: a scheme, a name of at most 253 and a port. */
const ORIGIN_CHARACTERS_MAX = 280;

/**
 * Letters, digits, and what stands between them. A host of a URL may hold more, such as `;` and `,`,
 * which would end a source in a content security policy and begin another.
 */
const PAGE = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

/** Whether `origin` is a page's, written as nothing but that. */
export function isPageOrigin(origin: string): boolean {
  return PAGE.test(origin);
}

export function ownOrigins(port: number): readonly string[] {
  return ownHosts(port).map((host) => `http://${host}`);
}

/**
 * The origin as browsers write it, in small letters without path or default port.
 * @throws TypeError for anything else: `null`, a path, a wildcard
 */
export function parseOrigin(text: string): string {
  const isShort = text.length <= ORIGIN_CHARACTERS_MAX;
  const parsed = isShort && URL.canParse(text) ? new URL(text) : undefined;
  const isExtension = /^chrome-extension:\/\/[a-p]{32}$/.test(text);
  const isPage = parsed?.origin === text && PAGE.test(text);
  if (!isPage && !isExtension) {
    throw new TypeError(
      '"origin" expected scheme, name and port alone, such as https://his.example',
    );
  }
  return text;
}

/**
 * The origin that sent the request, if any.
 * @param isAllowed whether the list has it
 * @throws OneCardError `desk.origin-refused`
 */
export function originOf(
  head: RequestHead,
  isAllowed: (origin: string) => boolean,
): string | undefined {
  const values = head.values('origin');
  if (values.length === 0) {
    assertNotFetchedByPage(head);
    return undefined;
  }
  const [origin] = values;
  if (values.length === 1 && isAllowed(origin!)) return origin;
  throw new OneCardError('desk.origin-refused', { origins: values.length });
}

/**
 * A page of another site that loads from here what sends no origin: an image, a script, a frame. Only
 * following a link is let through, and framing, which the answer's own header decides.
 */
function assertNotFetchedByPage(head: RequestHead): void {
  const [site] = head.values('sec-fetch-site');
  const isOfOthers = site === 'cross-site' || site === 'same-site';
  if (isOfOthers && head.values('sec-fetch-mode')[0] !== 'navigate') {
    throw new OneCardError('desk.origin-refused', { origins: 0, site });
  }
}
