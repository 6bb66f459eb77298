import type { OneCardError } from '../../errors/index.ts';
import { INPUT_REPORTS_MAX } from './limits.ts';

interface Waiting {
  readonly resolve: (report: Uint8Array | undefined) => void;
  readonly reject: (reason: OneCardError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Input reports between the moment they arrive and the moment the driver asks for them. */
export class InputQueue {
  readonly #reports: Uint8Array[] = [];
  readonly #waiting: Waiting[] = [];
  #failure: OneCardError | undefined;

  push(report: Uint8Array): void {
    if (this.#failure) return;
    const waiting = this.#waiting.shift();
    if (waiting) {
      clearTimeout(waiting.timer);
      waiting.resolve(report);
      return;
    }
    this.#reports.push(report);
    // The oldest goes: an exchange that begins now must not lose its own answer to old ones.
    if (this.#reports.length > INPUT_REPORTS_MAX) this.#reports.shift();
  }

  /** The next report, undefined after `timeoutMs`; what arrived before the failure is still handed out. */
  receive(timeoutMs: number): Promise<Uint8Array | undefined> {
    const report = this.#reports.shift();
    if (report) return Promise.resolve(report);
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        resolve(undefined);
      }, timeoutMs);
      const waiting = { resolve, reject, timer };
      this.#waiting.push(waiting);
    });
  }

  discard(): void {
    this.#reports.length = 0;
  }

  /** Ends every wait; from now on `receive` throws `failure`. */
  fail(failure: OneCardError): void {
    this.#failure ??= failure;
    for (const waiting of this.#waiting.splice(0)) {
      clearTimeout(waiting.timer);
      waiting.reject(this.#failure);
    }
  }

  /** Throws the failure, if there was one. */
  assertWhole(): void {
    if (this.#failure) throw this.#failure;
  }
}
