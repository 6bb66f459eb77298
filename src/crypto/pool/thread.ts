/** The pool's hold on one thread: one batch at a time, and what becomes of it when the thread dies. */

import { Worker } from 'node:worker_threads';
import type { SuiteId } from '../../model/index.ts';
import type { PoolRequest, SignatureCheck, Verdict } from './messages.ts';

export class PoolThread {
  readonly #worker: Worker;
  #settle: ((verdicts: readonly Verdict[] | undefined) => void) | undefined;
  #isDead = false;

  constructor({ script }: { readonly script: URL }) {
    this.#worker = new Worker(script);
    this.#worker.unref();
    this.#worker.on('message', (verdicts: readonly Verdict[]) => this.#answer(verdicts));
    // What it died of follows on `exit`, which is where it counts.
    this.#worker.on('error', () => undefined);
    this.#worker.on('exit', () => {
      this.#isDead = true;
      this.#answer(undefined);
    });
  }

  get isIdle(): boolean {
    return this.#settle === undefined;
  }

  prepare(suite: SuiteId, publicKey: Uint8Array): void {
    this.#post({ kind: 'prepare', suite, publicKey });
  }

  /** The verdicts in the order of the checks, or nothing when the thread died. */
  verify(checks: readonly SignatureCheck[]): Promise<readonly Verdict[] | undefined> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      if (this.#isDead) return this.#answer(undefined);
      this.#worker.ref();
      this.#post({ kind: 'verify', checks });
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(request: PoolRequest): void {
    this.#worker.postMessage(request);
  }

  #answer(verdicts: readonly Verdict[] | undefined): void {
    this.#worker.unref();
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(verdicts);
  }
}
