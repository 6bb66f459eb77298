import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorDetail, OneCardError } from '../errors/index.ts';
import { QUEUED_CALLS_MAX } from './limits.ts';

interface Turn {
  readonly begin: () => void;
}

/**
 * One queue a card, first in, first out, for every connection of this program to it: an exchange is one
 * turn, and so is a whole transaction. The service would let the others wait too, but each would hold one
 * of the few threads that Node has, and could not be called off.
 */
export class CardLane {
  readonly #detail: ErrorDetail;
  readonly #waiting = new Set<Turn>();
  #isTaken = false;
  #owed: Promise<unknown> | undefined;

  constructor(readerName: string) {
    this.#detail = { reader: readerName };
  }

  /**
   * Takes the lane; every `enter` is followed by one `leave`, unless it fails.
   * @returns undefined when the turn is there at once, which is what happens nearly always
   * @throws OneCardError `reader.wait-aborted` when `signal` comes before the turn; RangeError when
   *   `waitingMax` turns wait already.
   */
  enter(
    signal: AbortSignal | undefined,
    waitingMax: number = QUEUED_CALLS_MAX,
  ): Promise<void> | undefined {
    if (signal?.aborted) throw this.#aborted(signal);
    if (!this.#isTaken) {
      this.#isTaken = true;
      return undefined;
    }
    if (this.#waiting.size >= waitingMax) {
      throw new RangeError(`no more than ${waitingMax} calls may wait for one card`);
    }
    return new Promise((resolve, reject) => {
      const drop = (): void => {
        this.#waiting.delete(turn);
        reject(this.#aborted(signal!));
      };
      const turn: Turn = {
        begin() {
          signal?.removeEventListener('abort', drop);
          resolve();
        },
      };
      this.#waiting.add(turn);
      signal?.addEventListener('abort', drop, { once: true });
    });
  }

  leave(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#isTaken = false;
      return;
    }
    this.#waiting.delete(next);
    next.begin();
  }

  /** Runs `work` as one turn. */
  async turn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Resolves when everything that was asked before has ended, however much that is. */
  async settled(): Promise<void> {
    await this.enter(undefined, Number.POSITIVE_INFINITY);
    this.leave();
  }

  /** A handle to this card is still out: the system owes it an answer, and it is given back after that. */
  owe(givenBack: Promise<void>): void {
    const owed: Promise<unknown> = Promise.all([this.#owed, givenBack]);
    this.#owed = owed;
    void owed.then(() => {
      if (this.#owed === owed) this.#owed = undefined;
    });
  }

  /**
   * Waits for the handles that are out, so that giving them back does not reset the card under somebody
   * else; no longer than `limitMs`, because it may never happen.
   */
  async allGivenBack(limitMs: number): Promise<void> {
    if (!this.#owed) return;
    const late = new AbortController();
    const limit = sleep(limitMs, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([this.#owed, limit]);
    late.abort();
  }

  #aborted(signal: AbortSignal): OneCardError {
    return new OneCardError('reader.wait-aborted', this.#detail, { cause: signal.reason });
  }
}
