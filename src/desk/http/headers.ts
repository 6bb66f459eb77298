/**
 * Rules 10 and 11: what every answer says to the browser. Nothing of the service is framed, sniffed,
 * cached or included by another page; only listed origins may read an answer.
 */

import { isPageOrigin, ownOrigins } from '../guard/origin.ts';

/** Scripts, styles and calls of the service itself alone; no inline code, no `eval`, no plug-ins, no forms. */
const CONTENT = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const ALWAYS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Headers that a caller may send, and methods, as a preflight asks. */
const REQUEST_HEADERS =
  'authorization, content-type, idempotency-key, onecard-lease, accept-language, last-event-id';
const METHODS = 'GET, POST, DELETE';
/** Seconds that a browser may remember a preflight: the list of origins changes seldom. */
const PREFLIGHT_SECONDS = 600;

export interface Audience {
  readonly port: number;
  /** The page's origin, after it was found on the list. */
  readonly origin?: string | undefined;
  /** Origins that may frame this answer. */
  readonly framedBy?: readonly string[];
}

/** Adds what every answer carries. */
export function secure(response: Response, { port, origin, framedBy }: Audience): Response {
  const { headers } = response;
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
  const frames = framedBy?.filter(isPageOrigin) ?? [];
  const ancestors = frames.length > 0 ? `'self' ${frames.join(' ')}` : "'none'";
  headers.set('Content-Security-Policy', `${CONTENT}; frame-ancestors ${ancestors}`);
  if (frames.length === 0) headers.set('X-Frame-Options', 'DENY');
  headers.append('Vary', 'Origin');
  if (origin !== undefined && !ownOrigins(port).includes(origin)) {
    headers.set('Access-Control-Allow-Origin', origin);
    headers.set('Access-Control-Expose-Headers', 'Content-Language, Retry-After');
  }
  return response;
}

/** The answer to a preflight of a listed origin. @param asksPrivate whether an old browser asks about the address space */
export function preflight(asksPrivate: boolean): Response {
  const headers: Record<string, string> = {
    'Access-Control-Allow-Headers': REQUEST_HEADERS,
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
  };
  if (asksPrivate) headers['Access-Control-Allow-Private-Network'] = 'true';
  return new Response(null, { status: 204, headers });
}
