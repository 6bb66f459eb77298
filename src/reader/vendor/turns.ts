import { OneCardError } from '../../errors/index.ts';
import { QUEUED_CALLS_MAX } from '../limits.ts';

interface Waiting {
  readonly start: () => void;
}

/** First in, first out: whoever has the turn is alone with the library. */
export class Turns {
  readonly #waiting: Waiting[] = [];
  #isTaken = false;

  /**
   * Runs `work` once everybody before has finished.
   * @throws RangeError when 64 wait already; OneCardError `reader.wait-aborted` when `signal` comes
   *   before the turn does.
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(aborted(signal));
    if (!this.#isTaken) {
      this.#isTaken = true;
      return Promise.resolve();
    }
    if (this.#waiting.length >= QUEUED_CALLS_MAX) {
      return Promise.reject(new RangeError(`no more than ${QUEUED_CALLS_MAX} calls may wait`));
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(aborted(signal!));
      };
      const waiting: Waiting = {
        start: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      this.#waiting.push(waiting);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  #next(): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.start();
    else this.#isTaken = false;
  }
}

function aborted(signal: AbortSignal): OneCardError {
  return new OneCardError('reader.wait-aborted', {}, { cause: signal.reason });
}
