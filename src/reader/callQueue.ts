import { type ErrorDetail, OneCardError } from '../errors/index.ts';
import { QUEUED_CALLS_MAX } from './limits.ts';
import { assertWaitMs } from './waitTime.ts';

interface QueuedCall {
  readonly name: string;
  readonly begin: () => void;
  readonly reject: (reason: unknown) => void;
  /** It waits no more: its signal is of no interest now. */
  readonly leave: () => void;
}

/**
 * First in, first out: one call at a time on one handle of the system, each with a deadline. No system
 * takes a call back, so a call that misses its deadline *poisons* the handle: that call and every later
 * one fail, and the handle is given back only when the system has answered. Pretending that the call was
 * cancelled would let the next command meet the answer to the last one.
 */
export class CallQueue {
  readonly #detail: ErrorDetail;
  readonly #waiting = new Set<QueuedCall>();
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
   *   poisoned handle, `reader.wait-aborted` as soon as `signal` comes before the start.
   */
  run<T>(
    name: string,
    deadlineMs: number,
    call: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      assertWaitMs('deadlineMs', deadlineMs);
      if (this.#poisonedBy !== undefined) {
        reject(this.#poisoned(name));
      } else if (signal?.aborted) {
        reject(this.#failure('reader.wait-aborted', name, signal.reason));
      } else if (!this.#isBusy) {
        this.#begin(name, deadlineMs, call, resolve, reject);
      } else {
        const begin = (): void => this.#begin(name, deadlineMs, call, resolve, reject);
        this.#wait(name, begin, reject, signal);
      }
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

  #wait(
    name: string,
    begin: () => void,
    reject: (reason: unknown) => void,
    signal: AbortSignal | undefined,
  ): void {
    if (this.#waiting.size === QUEUED_CALLS_MAX) {
      throw new RangeError(`no more than ${QUEUED_CALLS_MAX} calls may wait on one handle`);
    }
    const drop = (): void => {
      this.#waiting.delete(queued);
      reject(this.#failure('reader.wait-aborted', name, signal!.reason));
    };
    const leave = (): void => signal?.removeEventListener('abort', drop);
    const queued: QueuedCall = { name, begin, reject, leave };
    this.#waiting.add(queued);
    signal?.addEventListener('abort', drop, { once: true });
  }

  /** Begins the first call that waits; on a poisoned handle each of them fails. */
  #next(): void {
    for (const queued of this.#waiting) {
      const isPoisoned = this.#poisonedBy !== undefined;
      if (this.#isBusy && !isPoisoned) return;
      this.#waiting.delete(queued);
      queued.leave();
      if (isPoisoned) queued.reject(this.#poisoned(queued.name));
      else queued.begin();
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
    if (this.#waiting.size > 0) this.#next();
  }

  #poisoned(call: string): OneCardError {
    const detail = { call, poisonedBy: this.#poisonedBy!, ...this.#detail };
    return new OneCardError('reader.connection-poisoned', detail);
  }

  #failure(
    code: 'reader.call-timed-out' | 'reader.wait-aborted',
    call: string,
    cause?: unknown,
  ): OneCardError {
    return new OneCardError(code, { call, ...this.#detail }, { cause });
  }
}
