/** Calls of the service's own pages to the service. */

import type { CarriedAnswer, CarriedRequest } from '../client/carrier.ts';
import { carry } from '../client/direct.ts';

/** Kept by the browser for this origin alone: the clerk's machine opens its window once. */
const TOKEN = 'onecard.own-window';

export function ownToken(): string | null {
  return localStorage.getItem(TOKEN);
}

export function keepOwnToken(token: string | null): void {
  if (token === null) localStorage.removeItem(TOKEN);
  else localStorage.setItem(TOKEN, token);
}

/** As the own window, where it was opened; else as a stranger. */
export function callOwn(
  method: CarriedRequest['method'],
  path: string,
  body?: unknown,
): Promise<CarriedAnswer> {
  const token = ownToken();
  const headers: Record<string, string> = {
    'OneCard-Own': '1',
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
  };
  return carry(location.origin, { method, path, headers, ...(body === undefined ? {} : { body }) });
}
