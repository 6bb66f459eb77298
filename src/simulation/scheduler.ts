/**
 * Who goes on next. Every call of a terminal to the outside waits here for its turn; when two desks are
 * at work, the seed decides between them. No real timer, no input or output: the order of everything is
 * the order of these turns, so that one seed has one history.
 */

import type { SeededRandom } from './random.ts';
import type { VirtualClock } from './virtualClock.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Turns of the microtask queue without anybody asking for one: then all wait for time to pass. */
const IDLE_TURNS_MAX = 400;

/** Resolved already: to await it lets every other microtask go first. */
const NEXT_TURN = Promise.resolve();

export class Scheduler {
  readonly #clock: VirtualClock;
  readonly #waiting: (() => void)[] = [];
  readonly #sleeping: Sleeper[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Resolves when it is the caller's turn. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Resolves once the world's clock is `ms` further. */
  sleep(ms: number): Promise<void> {
    const until = this.#clock.now() + ms;
    return new Promise((wake) => {
      this.#sleeping.push({ until, wake });
    });
  }

  /** Gives turns until `work` is done. @throws what `work` throws; Error when nobody can go on */
  async run<T>(work: Promise<T>, random: SeededRandom): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => undefined);
    // Ends with the work, or in a deadlock.
    for (let idle = 0; !isDone; ) {
      const next = this.#next(random);
      if (next) {
        idle = 0;
        next();
      } else if (idle > IDLE_TURNS_MAX) {
        this.#passTime();
        idle = 0;
      }
      idle += 1;
      await NEXT_TURN;
    }
    return done;
  }

  #next(random: SeededRandom): (() => void) | undefined {
    if (this.#waiting.length <= 1) return this.#waiting.pop();
    return this.#waiting.splice(random.below(this.#waiting.length), 1)[0];
  }

  #passTime(): void {
    const first = this.#sleeping.reduce<Sleeper | undefined>(
      (earliest, each) => (earliest && earliest.until <= each.until ? earliest : each),
      undefined,
    );
    if (!first) throw new Error('nobody in the world can go on');
    this.#sleeping.splice(this.#sleeping.indexOf(first), 1);
    this.#clock.advance(Math.max(0, first.until - this.#clock.now()));
    first.wake();
  }
}
