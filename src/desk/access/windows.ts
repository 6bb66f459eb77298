/**
 * Windows of the service that act for a page (desk.md's second way in). The page's window passes
 * messages on; the browser vouches for the page's origin towards the window, the window towards the
 * service. Each is opened with a number that is good once, so that an old address opens nothing.
 */

import { toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock, RandomSource } from '../../model/index.ts';
import { WINDOW_MS_MAX } from '../limits.ts';
import { type Ending, endingIn, hasEnded, type Ticks } from '../ticks.ts';

/** Milliseconds since 1970 in decimal digits, a dot, and 128 random bits: made by the page that opens the window. */
const NONCE = /^(\d{13})\.[0-9a-f]{32}$/;

/** A window is loaded from this machine: a minute is a slow machine. */
const NONCE_MS_MAX = 60_000;

/** Windows at once: a clerk has a few. The oldest goes. */
const WINDOWS_MAX = 64;
/** Numbers remembered; each only for as long as it would be fresh. */
const NONCES_MAX = 1_000;

export interface Windows {
  /**
   * Takes up a window for `origin`.
   * @returns the window's own secret, for its calls
   * @throws OneCardError `desk.window-refused` for a number that was used, is stale or malformed
   */
  open(nonce: string, origin: string): string;
  /** The origin that a window acts for. @throws OneCardError `desk.window-refused` */
  originOf(window: string): string;
}

/** @param ticks by which windows last: a clock that is set back keeps none open */
export function openWindows(clock: Clock, random: RandomSource, ticks: Ticks): Windows {
  const startedAt = clock.now();
  const used = new Map<string, number>();
  const windows = new Map<string, { readonly origin: string } & Ending>();

  function assertFresh(nonce: string): void {
    const now = clock.now();
    for (const [old, until] of used) if (until <= now) used.delete(old);
    const made = Number(NONCE.exec(nonce)?.[1]);
    // One made before this start may have been used before it.
    const isFresh = made >= startedAt - 1 && Math.abs(now - made) <= NONCE_MS_MAX;
    if (!isFresh || used.has(nonce) || used.size >= NONCES_MAX) {
      throw new OneCardError('desk.window-refused');
    }
    used.set(nonce, made + 2 * NONCE_MS_MAX);
  }

  return {
    open(nonce, origin) {
      assertFresh(nonce);
      if (windows.size >= WINDOWS_MAX) windows.delete(windows.keys().next().value!);
      const window = toHex(random.bytes(32));
      windows.set(window, { origin, ...endingIn(WINDOW_MS_MAX, clock, ticks) });
      return window;
    },
    originOf(window) {
      const found = windows.get(window);
      if (!found || hasEnded(found, clock, ticks)) throw new OneCardError('desk.window-refused');
      return found.origin;
    },
  };
}
