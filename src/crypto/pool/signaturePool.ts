/**
 * Verifies signatures in threads, for whoever has many at once: a centre, an exchange, a day's
 * upload. One thread of suite SM verifies some five thousand signatures of prepared keys a second, and
 * five hundred of others.
 */

import { availableParallelism } from 'node:os';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import type { SuiteId } from '../../model/index.ts';
import { within } from '../forms.ts';
import { suiteOf } from '../suite/suites.ts';
import type { SignatureCheck, Verdict } from './messages.ts';
import { PoolThread } from './thread.ts';

/** More threads than any machine here has processors would only take memory. */
const THREADS_MAX = 64;
/** Checks that may wait: half a minute's work of two threads, 100 MB of messages at the very most. */
const WAITING_MAX = 100_000;
/** Checks in one message: long enough to hide its cost, short enough that threads end together. */
const BATCH_MAX = 32;
/** Keys that each thread prepares, as many as it keeps. */
const PREPARED_MAX = 32;
/** Threads that died in the life of a pool; something is wrong with the machine then. */
const DEATHS_MAX = 8;

interface Waiting {
  readonly check: SignatureCheck;
  readonly resolve: (isValid: boolean) => void;
  readonly reject: (error: OneCardError) => void;
}

/** Close it when it is not needed any more; until then idle threads do not keep the process alive. */
export class SignaturePool {
  readonly #worker: PoolWorker;
  readonly #threads: PoolThread[];
  readonly #prepared = new Map<string, { suite: SuiteId; publicKey: Uint8Array }>();
  #waiting: Waiting[] = [];
  #isScheduled = false;
  #isClosed = false;
  #deaths = 0;

  private constructor(worker: PoolWorker, threadCount: number) {
    this.#worker = worker;
    this.#threads = Array.from({ length: threadCount }, () => this.#started());
  }

  /**
   * @param options.threads one a processor unless told, at most 64
   * @param options.worker the program of a thread, where it does not lie beside this one
   */
  static open(
    options: { readonly threads?: number; readonly worker?: PoolWorker } = {},
  ): SignaturePool {
    const { threads = Math.min(availableParallelism(), THREADS_MAX), worker = BESIDE } = options;
    return new SignaturePool(worker, within(threads, 'threads', { min: 1, max: THREADS_MAX }));
  }

  /**
   * Makes a key ready in every thread: tables of its multiples in suite SM, about 60 ms and half a
   * megabyte in each. Worth it from some thirty signatures on: counties, hospitals, security modules.
   * @throws OneCardError `crypto.key-malformed`, `crypto.cbor-…` for a key that is none,
   * `crypto.pool-closed`
   */
  prepare(suite: SuiteId, publicKey: Uint8Array): void {
    if (this.#isClosed) throw new OneCardError('crypto.pool-closed', { reason: 'closed' });
    suiteOf(suite).assertPublicKey(publicKey);
    const name = Buffer.from(publicKey).toString('hex');
    if (this.#prepared.has(name)) return;
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size === PREPARED_MAX && oldest) this.#prepared.delete(oldest);
    this.#prepared.set(name, { suite, publicKey: Uint8Array.from(publicKey) });
    for (const thread of this.#threads) thread.prepare(suite, publicKey);
  }

  /**
   * The answer of `suiteOf(suite).verify`, given by a thread. The arrays must not change until then.
   * @returns rejects with OneCardError `crypto.key-malformed`, `crypto.cbor-…` for a key that is none,
   * `crypto.pool-full`, `crypto.pool-closed`
   */
  verify(check: SignatureCheck): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new OneCardError('crypto.pool-closed', { reason: 'closed' }));
      } else if (this.#waiting.length >= WAITING_MAX) {
        reject(new OneCardError('crypto.pool-full', { waiting: WAITING_MAX }));
      } else {
        this.#waiting.push({ check, resolve, reject });
        this.#schedule();
      }
    });
  }

  /** Ends the threads; what waits is rejected with `crypto.pool-closed`. */
  async close(): Promise<void> {
    this.#refuseAll('closed');
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  /** Once a turn of the event loop, so that what is asked in one turn travels together. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#distribute();
    });
  }

  #distribute(): void {
    const idle = this.#threads.filter((thread) => thread.isIdle);
    for (const [index, thread] of idle.entries()) {
      const share = Math.ceil(this.#waiting.length / (idle.length - index));
      const batch = this.#waiting.splice(0, Math.min(share, BATCH_MAX));
      if (batch.length > 0) void this.#run(thread, batch);
    }
  }

  async #run(thread: PoolThread, batch: readonly Waiting[]): Promise<void> {
    const verdicts = await thread.verify(batch.map(({ check }) => check));
    for (const [index, { resolve, reject }] of batch.entries()) {
      const verdict = verdicts?.[index];
      if (typeof verdict === 'boolean') resolve(verdict);
      else reject(errorOf(verdict));
    }
    if (verdicts === undefined) this.#replace(thread);
    this.#distribute();
  }

  #replace(thread: PoolThread): void {
    if (this.#isClosed) return;
    this.#deaths += 1;
    if (this.#deaths > DEATHS_MAX) this.#refuseAll('threads-died');
    else this.#threads[this.#threads.indexOf(thread)] = this.#started();
  }

  #started(): PoolThread {
    const thread = new PoolThread(this.#worker);
    for (const { suite, publicKey } of this.#prepared.values()) thread.prepare(suite, publicKey);
    return thread;
  }

  #refuseAll(reason: string): void {
    this.#isClosed = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(new OneCardError('crypto.pool-closed', { reason }));
  }
}

/** The program of a thread. */
export interface PoolWorker {
  readonly script: URL;
}

/** Where the package has it: beside the file that this one is bundled into. */
const BESIDE: PoolWorker = { script: new URL('./signature-worker.js', import.meta.url) };

/** Nothing where the thread died before it answered: the check was not made. */
function errorOf(verdict: Exclude<Verdict, boolean> | undefined): OneCardError {
  if (!verdict) return new OneCardError('crypto.pool-closed', { reason: 'thread-died' });
  return new OneCardError(verdict.code as ErrorCode, verdict.detail);
}
