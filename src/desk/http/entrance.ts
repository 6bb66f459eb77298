/**
 * The way in: host, path and origin are looked at on the request as it came, before any of it is
 * parsed further. Requests and WebSocket handshakes pass here alike.
 */

import { OneCardError } from '../../errors/index.ts';
import type { Grants } from '../access/grants.ts';
import type { Windows } from '../access/windows.ts';
import type { RequestHead } from '../guard/head.ts';
import { assertHost } from '../guard/host.ts';
import { originOf, ownOrigins } from '../guard/origin.ts';
import { parseTarget } from '../guard/target.ts';
import type { Admission } from './dispatch.ts';

export interface Entrance {
  readonly port: number;
  readonly grants: Pick<Grants, 'isAllowed'>;
  readonly windows: Pick<Windows, 'originOf'>;
  /** Origins beside the service's own that may speak for a page: an extension's. */
  readonly relays: readonly string[];
}

export interface Entered extends Admission {
  /** The origin that may read the answer: the one that the browser named. */
  readonly reader: string | undefined;
  /** The token stood in the path. */
  readonly hasTokenInPath: boolean;
}

const TOKEN_PATH = /^\/token\/([A-Za-z0-9_-]{1,100})(\/.*)$/;

/** Paths on which a page that a window acts for may be a stranger: it is there to be paired. */
const PAIRING = /^\/v1\/pairings(\/|$)/;

/** @throws OneCardError `desk.host-refused`, `desk.path-refused`, `desk.origin-refused`, `desk.window-refused` */
export function enter(head: RequestHead, entrance: Entrance): Entered {
  const { port, grants, windows, relays } = entrance;
  assertHost(head, port);
  const whole = parseTarget(head.target);
  const trusted = [...ownOrigins(port), ...relays];
  const isListed = (origin: string) => trusted.includes(origin) || grants.isAllowed(origin);
  const reader = originOf(head, isListed) ?? ownPage(head);
  const token = TOKEN_PATH.exec(whole.path);
  // A page has headers; a token in an address would end up in its history.
  if (token && reader !== undefined) throw new OneCardError('desk.path-refused', { token: true });
  const target = token ? { ...whole, path: token[2]! } : whole;
  const origin = actingFor(head, reader, trusted, windows);
  const isKnown = origin === undefined || trusted.includes(origin) || grants.isAllowed(origin);
  if (!isKnown && !PAIRING.test(target.path)) throw new OneCardError('desk.origin-refused');
  const [header] = head.values('authorization');
  const authorization = token ? `Bearer ${token[1]}` : header;
  return { target, reader, origin, authorization, hasTokenInPath: token !== null };
}

/**
 * Browsers name no origin when a page gets something from its own. The service's own pages say so with
 * a header, which a page of another origin cannot set: no preflight allows it.
 */
function ownPage(head: RequestHead): string | undefined {
  const isOwn = head.values('onecard-own')[0] === '1' || head.values('onecard-window').length > 0;
  return isOwn ? `http://${head.values('host')[0]!.toLowerCase()}` : undefined;
}

/** The page behind a window of the service; the caller itself without one. */
function actingFor(
  head: RequestHead,
  reader: string | undefined,
  trusted: readonly string[],
  windows: Pick<Windows, 'originOf'>,
): string | undefined {
  const [window] = head.values('onecard-window');
  if (window === undefined) return reader;
  if (reader === undefined || !trusted.includes(reader)) {
    throw new OneCardError('desk.window-refused');
  }
  return windows.originOf(window);
}
