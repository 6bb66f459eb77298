import type { Clock } from '../model/index.ts';
import { type Instant, instant } from '../time.ts';

/** The world's time. It moves when somebody waits, and never by itself. */
export class VirtualClock implements Clock {
  #now: Instant;

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now = instant(this.#now + ms);
  }
}

/** The clock on one desk: the world's time, and how far it is off. */
export class DeskClock implements Clock {
  offsetMs = 0;
  readonly #world: Clock;

  constructor(world: Clock) {
    this.#world = world;
  }

  now(): Instant {
    return instant(this.#world.now() + this.offsetMs);
  }
}
