/** Rule 8: a bucket a caller. Requests take a drop each; drops come back with time. */

import type { Clock } from '../../model/index.ts';
import { CALLERS_MAX } from '../limits.ts';

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  drops: number;
  at: number;
}

export class RateLimit {
  readonly #rate: Rate;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** Takes a drop of `key`. @returns 0, or the whole seconds until there is one again */
  take(key: string): number {
    const { burst, perSecond } = this.#rate;
    const now = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { drops: burst, at: now };
    // A clock that was set back gives nothing back, and takes nothing.
    const seconds = Math.max(0, now - bucket.at) / 1000;
    bucket.drops = Math.min(burst, bucket.drops + seconds * perSecond);
    bucket.at = now;
    this.#buckets.delete(key);
    if (this.#buckets.size >= CALLERS_MAX) {
      this.#buckets.delete(this.#buckets.keys().next().value!);
    }
    this.#buckets.set(key, bucket);
    if (bucket.drops < 1) return Math.ceil((1 - bucket.drops) / perSecond);
    bucket.drops--;
    return 0;
  }
}
