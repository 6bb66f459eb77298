import { randomBytes } from 'node:crypto';
import type { Clock, RandomSource } from '../model/index.ts';
import { instant } from '../time.ts';

/** The host's clock. Everything else in the library is given its time. */
export const systemClock: Clock = { now: () => instant(Date.now()) };

/** The operating system's cryptographically secure source. */
export const systemRandom: RandomSource = {
  bytes: (count) => Uint8Array.from(randomBytes(count)),
};
