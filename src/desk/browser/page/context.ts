/** What every element of the page is given: the way to the service, the language, the service's own words. */

import { DeskClient, type Json } from '../../client/desk.ts';
import { carry } from '../../client/direct.ts';
import { DeskProblem } from '../../client/problem.ts';
import { keepOwnToken, ownToken } from '../own.ts';

export type Language = 'zh' | 'en';

export interface PageContext {
  readonly desk: DeskClient;
  readonly language: Language;
  /** `/v1/vocabulary`; absent until it came. */
  readonly vocabulary?: Json;
  /** Who is at the desk. */
  readonly operator: string;
}

/** The service behind this page, as its own window. */
export function ownDesk(language: Language): DeskClient {
  const token = ownToken();
  const carrier = {
    way: 'direct' as const,
    carry: (request: Parameters<typeof carry>[1]) =>
      carry(location.origin, {
        ...request,
        headers: { ...request.headers, 'OneCard-Own': '1' },
      }),
    close: () => undefined,
  };
  return new DeskClient(carrier, [], { language, ...(token ? { token } : {}) });
}

/** Uses up the key in the address, if there is one. @returns whether this page may act */
export async function enter(): Promise<boolean> {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key) {
    history.replaceState(null, '', location.pathname);
    try {
      const { token } = await ownDesk('zh').call('POST', '/v1/own-window', { key });
      keepOwnToken(token);
    } catch (error) {
      // An address that was used opens nothing; an earlier opening may still stand.
      if (!(error instanceof DeskProblem)) throw error;
    }
  }
  return ownToken() !== null;
}

/** The connection broke or the service is stopping: nothing is known of the call, and it is repeated. */
export function isCut(error: unknown): boolean {
  return (
    error instanceof DeskProblem &&
    (error.code === 'client.unreachable' || error.code === 'desk.stopping')
  );
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Milliseconds and tries until the service has noticed that an earlier wait for a card was given up. */
const TURN_MS = 250;
const TURNS_MAX = 12;

/** Repeats a call that changes nothing while the reader is still held by the one before it. */
export async function inTurn<T>(call: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn++) {
    try {
      return await call();
    } catch (error) {
      const isHeld = error instanceof DeskProblem && error.code === 'desk.action-pending';
      if (!isHeld || turn === TURNS_MAX) throw error;
      await pause(TURN_MS);
    }
  }
}
