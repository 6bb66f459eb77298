import { type ErrorDetail, OneCardError } from '../../errors/index.ts';
import { QUEUED_CALLS_MAX } from '../limits.ts';

interface QueuedCall {
  readonly name: string;
  readonly signal: AbortSignal | undefined;
  readonly start: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * First in, first out: one call at a time on one PC/SC handle, each with a deadline. PC/SC cannot take
 * a call back, so a call that misses its deadline *poisons* the handle: that call and every later one
 * fail, and the handle is given back only when the system has answered. Pretending that the call was
 * cancelled would let the next command meet the answer to the last one.
 */
export class CallQueue {
  readonly #detail: ErrorDetail;
  readonly #waiting: QueuedCall[] = [];
  #poisonedBy: string | undefined;
  #isBusy = false;
  #idle: (() => void)[] = [];

  /** @param detail what every failure names, such as the reader */
  constructor(detail: ErrorDetail) {
    this.#detail = detail;
  }

  /**
   * Runs `call` after every call made before it.
   * @param deadlineMs milliseconds from its start, not from its place in the queue
   * @throws OneCardError `reader.call-timed-out` past the deadline, `reader.connection-poisoned` on a
   *   poisoned handle, `reader.wait-aborted` when `signal` came before the start.
   */
  run<T>(
    name: string,
    deadlineMs: number,
    call: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // What happens nearly always: nobody is before it.
      if (!this.#isBusy && this.#poisonedBy === undefined && !signal?.aborted) {
        this.#begin(name, deadlineMs, call, resolve, reject);
        return;
      }
      if (this.#waiting.length === QUEUED_CALLS_MAX) {
        reject(new RangeError(`no more than ${QUEUED_CALLS_MAX} calls may wait on one handle`));
        return;
      }
      const start = (): void => this.#begin(name, deadlineMs, call, resolve, reject);
      this.#waiting.push({ name, signal, start, reject });
      this.#next();
    });
  }

  /** Resolves once the system owes no answer; on a poisoned handle that may be never. */
  settled(): Promise<void> {
    if (!this.#isBusy) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  get isPoisoned(): boolean {
    return this.#poisonedBy !== undefined;
  }

  #next(): void {
    while (!this.#isBusy || this.#poisonedBy !== undefined) {
      const queued = this.#waiting.shift();
      if (!queued) return;
      if (this.#poisonedBy !== undefined) {
        const detail = { call: queued.name, poisonedBy: this.#poisonedBy, ...this.#detail };
        queued.reject(new OneCardError('reader.connection-poisoned', detail));
      } else if (queued.signal?.aborted) {
        queued.reject(this.#failure('reader.wait-aborted', queued.name, queued.signal.reason));
      } else {
        queued.start();
      }
    }
  }

  #begin<T>(
    name: string,
    deadlineMs: number,
    call: () => Promise<T>,
    resolve: (value: T) => void,
    reject: (reason: unknown) => void,
  ): void {
    this.#isBusy = true;
    // The call first: what the timer costs is then no part of the time to the answer.
    const answer = call();
    const deadline = setTimeout(() => {
      this.#poisonedBy = name;
      reject(this.#failure('reader.call-timed-out', name));
      this.#next();
    }, deadlineMs);
    answer.then(
      (value) => {
        resolve(value);
        this.#end(deadline);
      },
      (error: unknown) => {
        reject(error);
        this.#end(deadline);
      },
    );
  }

  #end(deadline: NodeJS.Timeout): void {
    clearTimeout(deadline);
    this.#isBusy = false;
    if (this.#idle.length > 0) for (const resolveIdle of this.#idle.splice(0)) resolveIdle();
    if (this.#waiting.length > 0) this.#next();
  }

  #failure(
    code: 'reader.call-timed-out' | 'reader.wait-aborted',
    call: string,
    cause?: unknown,
  ): OneCardError {
    return new OneCardError(code, { call, ...this.#detail }, { cause });
  }
}
