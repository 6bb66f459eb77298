/** What a browser does with a page that calls this computer (Local Network Access, desk.md). */

import { isIPv4, isIPv6 } from 'node:net';
import type { BrowserCause } from './causes.ts';
import { ALLOWING, anySpeaksOf, BLOCKING, type Policies } from './policies.ts';

/** By the address alone, as browsers decide it. */
export type Space = 'loopback' | 'local' | 'public';

export interface Browser {
  readonly name: string;
  /** The first number of its version; undefined when it does not tell. */
  readonly major: number | undefined;
  readonly policies: Policies;
}

/** Version from which pages are kept from this computer. */
const GATED_FROM = 142;

const LOCAL_V4 = [
  /^10\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^169\.254\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
];

export function spaceOf(address: string): Space {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(mapped)) {
    if (mapped.startsWith('127.')) return 'loopback';
    return LOCAL_V4.some((range) => range.test(mapped)) ? 'local' : 'public';
  }
  if (!isIPv6(address)) return 'public';
  if (address === '::1') return 'loopback';
  return /^f([cd]|e[89ab])/i.test(address) ? 'local' : 'public';
}

/** The strictest space of a name's addresses: the browser may take any of them. */
export function strictest(addresses: readonly string[]): Space {
  const spaces = addresses.map(spaceOf);
  return spaces.includes('public') ? 'public' : spaces.includes('local') ? 'local' : 'loopback';
}

export function judgePage(
  origin: string,
  space: Space,
  { major, policies }: Browser,
): BrowserCause {
  if (space === 'loopback') return 'page-on-this-computer';
  if (anySpeaksOf(policies, BLOCKING, origin)) return 'page-blocked-by-policy';
  if (major !== undefined && major < GATED_FROM) return 'page-not-gated';
  const isHttps = origin.startsWith('https:');
  if (isHttps && anySpeaksOf(policies, ALLOWING, origin)) return 'page-allowed';
  if (space === 'local') return isHttps ? 'page-in-the-hospital' : 'page-in-the-hospital-http';
  return isHttps ? 'page-asks-the-clerk' : 'page-needs-https';
}
