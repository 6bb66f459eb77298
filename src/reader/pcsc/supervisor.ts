import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import {
  IDLE_LOOK_PAUSE_MS,
  LEAVE_MS,
  READER_LOOK_PAUSE_MS,
  RETRY_PAUSE_FIRST_MS,
  RETRY_PAUSE_MS,
  WAIT_SLICE_MS,
} from '../limits.ts';
import type { DeskState } from './deskState.ts';
import type { PcscDevice } from './devices.ts';
import type { PcscContext, PcscPort } from './port.ts';
import { ReaderTracker } from './readerTracker.ts';

/** A reader that left between the list and the wait: the list is asked again. */
const LIST_IS_STALE: ReadonlySet<ErrorCode> = new Set([
  'reader.unknown-reader',
  'reader.no-reader',
]);

/**
 * Watches the service with one context of its own, however many wait for something: a wait holds a thread
 * of the pool that Node shares with the file system. Works while somebody watches, and gives the context
 * back when nobody does.
 *
 * When the service is lost the context is given back and another one asked for until there is one. Only a
 * port that cannot be opened at all, or a bug, ends the watching.
 */
export class PcscSupervisor {
  readonly #openPort: () => Promise<PcscPort>;
  readonly #devices: readonly PcscDevice[];
  readonly #wakers = new Set<() => void>();
  #watchers = 0;
  #stop = new AbortController();
  /** Ends when the context of the watch before has been given back. */
  #watching: Promise<void> = Promise.resolve();
  #state: DeskState | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(openPort: () => Promise<PcscPort>, devices: readonly PcscDevice[] = []) {
    this.#openPort = openPort;
    this.#devices = devices;
  }

  /**
   * The state of the desk as soon as it is known, and after every change; a slow consumer gets the newest.
   * @throws whatever opening the port throws
   */
  async *states(signal: AbortSignal): AsyncGenerator<DeskState, void, undefined> {
    if (signal.aborted) return;
    let seen: DeskState | undefined;
    this.#enter();
    try {
      // Ends with the signal, or by its consumer.
      for (;;) {
        if (this.#failure) throw this.#failure.error;
        if (this.#state === seen) await this.#change(signal);
        if (signal.aborted) return;
        const state = this.#state;
        if (state && state !== seen) {
          seen = state;
          yield state;
        }
      }
    } finally {
      await this.#leave();
    }
  }

  #enter(): void {
    this.#watchers++;
    if (this.#watchers > 1) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#state = undefined;
    this.#failure = undefined;
    this.#watching = this.#watching.then(() => this.#watch(stop.signal));
  }

  async #leave(): Promise<void> {
    this.#watchers--;
    if (this.#watchers > 0) return;
    this.#stop.abort();
    // A service that hangs is left behind: the watch ends by the deadlines of its calls.
    const late = new AbortController();
    await Promise.race([this.#watching, pause(LEAVE_MS, late.signal)]);
    late.abort();
  }

  /** Resolves at the next change, or when `signal` aborts. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wakers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wakers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      // Aborted while its consumer was busy: no event comes for that any more.
      if (signal.aborted) wake();
    });
  }

  /** A watch that was left behind has nothing to say any more: another one may be at work. */
  #publish(state: DeskState, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#state = state;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }

  /** Never rejects: a failure is what the watchers are told. */
  async #watch(signal: AbortSignal): Promise<void> {
    try {
      const port = await this.#openPort();
      const tracker = new ReaderTracker(this.#devices);
      let pauseMs = RETRY_PAUSE_FIRST_MS;
      // Ends with the signal.
      while (!signal.aborted) {
        try {
          await this.#watchService(port, tracker, signal, () => {
            pauseMs = RETRY_PAUSE_FIRST_MS;
          });
        } catch (error) {
          if (!(error instanceof OneCardError)) throw error;
          if (signal.aborted) return;
          tracker.lose(error);
          this.#publish(tracker.state, signal);
          await pause(pauseMs, signal);
          pauseMs = Math.min(2 * pauseMs, RETRY_PAUSE_MS);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#failure = { error };
      this.#wake();
    }
  }

  /** One context, until the signal aborts or the service fails. */
  async #watchService(
    port: PcscPort,
    tracker: ReaderTracker,
    signal: AbortSignal,
    onService: () => void,
  ): Promise<void> {
    const context = await port.establishContext();
    try {
      let isFirst = true;
      while (!signal.aborted) {
        const found = await this.#look(context, port, tracker, signal, isFirst);
        if (found === 'changed') this.#publish(tracker.state, signal);
        else await pause(IDLE_LOOK_PAUSE_MS, signal);
        if (isFirst && found === 'changed') {
          isFirst = false;
          onService();
        }
      }
    } finally {
      await context.release();
    }
  }

  /**
   * Lists the readers and waits for a change, at most one slice; the first look does not wait, and is news
   * whatever it finds.
   */
  async #look(
    context: PcscContext,
    port: PcscPort,
    tracker: ReaderTracker,
    signal: AbortSignal,
    isFirst: boolean,
  ): Promise<'changed' | 'same'> {
    try {
      const names = await context.listReaders();
      if (tracker.list(names) && !isFirst) this.#publish(tracker.state, signal);
      const states = [...tracker.known];
      if (port.notificationReader !== undefined) {
        // The pseudo reader counts readers where others count insertions.
        const readerName = port.notificationReader;
        states.push({ readerName, flags: new Set(), eventCount: names.length });
      }
      if (states.length === 0) {
        if (!isFirst) await pause(READER_LOOK_PAUSE_MS, signal);
        return isFirst ? 'changed' : 'same';
      }
      const timeoutMs = isFirst ? 0 : WAIT_SLICE_MS;
      const change = await context.getStatusChange(states, { timeoutMs, signal });
      const isNews = change.outcome === 'changed' && tracker.see(change.states);
      return isNews || isFirst ? 'changed' : 'same';
    } catch (error) {
      if (!(error instanceof OneCardError) || !LIST_IS_STALE.has(error.code)) throw error;
      // Not news yet: the next look lists the readers anew.
      tracker.doubt();
      return 'same';
    }
  }
}

/** An abort ends the pause early. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
