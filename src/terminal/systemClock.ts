import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, RandomSource } from '../model/index.ts';
import { instant } from '../time.ts';

/** The host's clock. Everything else in the library is given its time. */
export const systemClock: Clock = { now: () => instant(Date.now()) };

/** The operating system's cryptographically secure source. */
export const systemRandom: RandomSource = {
  bytes: (count) => Uint8Array.from(randomBytes(count)),
};

/** The host's timer. @throws what the signal was aborted with */
export const systemWait = (ms: number, signal?: AbortSignal): Promise<void> =>
  wait(ms, undefined, signal ? { signal } : {});
