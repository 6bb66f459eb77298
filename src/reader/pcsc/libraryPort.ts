/** The PC/SC port over the functions of a PC/SC library, whoever carries them out. */

import { setTimeout as sleep } from 'node:timers/promises';
import { CallQueue } from '../callQueue.ts';
import { CANCEL_ATTEMPTS_MAX, CANCEL_PAUSE_MS, WAIT_SLICE_MS } from '../limits.ts';
import {
  pcscError,
  SCARD_E_CANCELLED,
  SCARD_E_NO_READERS_AVAILABLE,
  SCARD_E_TIMEOUT,
  SCARD_S_SUCCESS,
} from './codes.ts';
import type { PcscLibrary, PcscWord } from './library.ts';
import { connectCard, type Deadlines, type LibraryConnection } from './libraryConnection.ts';
import {
  type AccessMode,
  PCSC_CAPABILITIES,
  type PcscConnection,
  type PcscContext,
  type PcscPort,
  type ReaderStateIn,
  type StatusChange,
  type WaitOptions,
} from './port.ts';
import { eventCountOf, flagsOf, stateWord } from './readerFlags.ts';

/** @param notificationReader the system's pseudo reader that changes when a reader comes or goes */
export function portOver(
  library: PcscLibrary,
  deadlines: Deadlines,
  notificationReader: string | undefined,
): PcscPort {
  return {
    capabilities: new Set(PCSC_CAPABILITIES),
    ...(notificationReader === undefined ? {} : { notificationReader }),
    async establishContext() {
      const queue = new CallQueue({});
      const context = await queue.run('SCardEstablishContext', deadlines.callMs, async () => {
        const answer = await library.establishContext();
        if (answer.code !== SCARD_S_SUCCESS) throw pcscError(answer.code, 'SCardEstablishContext');
        // Too late, nobody waits for this context: give it back.
        if (queue.isPoisoned) await library.releaseContext(answer.context);
        return answer.context;
      });
      return new LibraryContext(library, context, deadlines);
    },
  };
}

class LibraryContext implements PcscContext {
  readonly #library: PcscLibrary;
  readonly #context: PcscWord;
  readonly #deadlines: Deadlines;
  readonly #queue = new CallQueue({});
  /** SCardCancel is the one call that may, and must, overtake another of its context. */
  readonly #cancels = new CallQueue({});
  /** Counts cancels, so that one that falls between two slices of a wait is seen. */
  #cancelCount = 0;
  /** The slice that is under way. */
  #wait: object | undefined;
  #isReleased = false;
  readonly #connections: LibraryConnection[] = [];

  constructor(library: PcscLibrary, context: PcscWord, deadlines: Deadlines) {
    this.#library = library;
    this.#context = context;
    this.#deadlines = deadlines;
  }

  async listReaders(): Promise<readonly string[]> {
    const { code, names } = await this.#queue.run('SCardListReaders', this.#deadlines.callMs, () =>
      this.#library.listReaders(this.#context),
    );
    if (code === SCARD_E_NO_READERS_AVAILABLE) return [];
    if (code !== SCARD_S_SUCCESS) throw pcscError(code, 'SCardListReaders');
    return names;
  }

  async getStatusChange(
    states: readonly ReaderStateIn[],
    { timeoutMs, signal }: WaitOptions,
  ): Promise<StatusChange> {
    const until = performance.now() + timeoutMs;
    const cancelsSeen = this.#cancelCount;
    // Ends at `until`: no slice is longer than what is left.
    for (;;) {
      if (signal?.aborted || this.#cancelCount !== cancelsSeen) return { outcome: 'cancelled' };
      const leftMs = Math.max(0, Math.ceil(until - performance.now()));
      const answer = await this.#waitSlice(states, Math.min(leftMs, WAIT_SLICE_MS), signal);
      // A late cancel of the wait before this one: the loop finds out that nobody cancelled this.
      if (answer.outcome === 'cancelled') continue;
      if (answer.outcome !== 'timed-out' || leftMs <= WAIT_SLICE_MS) return answer;
    }
  }

  async connect(readerName: string, accessMode: AccessMode): Promise<PcscConnection> {
    const wanted = { readerName, accessMode };
    const connection = await connectCard(
      this.#library,
      this.#queue,
      this.#context,
      this.#deadlines,
      wanted,
    );
    this.#connections.push(connection);
    return connection;
  }

  async cancel(): Promise<void> {
    this.#cancelCount++;
    const wait = this.#wait;
    // A cancel that arrives just before the wait has begun is lost: repeat until that wait is over.
    for (let attempt = 0; attempt < CANCEL_ATTEMPTS_MAX; attempt++) {
      if (wait === undefined || this.#wait !== wait) return;
      await this.#cancels.run('SCardCancel', this.#deadlines.callMs, () =>
        this.#library.cancel(this.#context),
      );
      await sleep(CANCEL_PAUSE_MS);
    }
  }

  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    const give = () => this.#library.releaseContext(this.#context);
    for (const connection of this.#connections) await connection.disconnect();
    const poisoned = this.#connections.filter(({ isPoisoned }) => isPoisoned);
    if (poisoned.length > 0) {
      void Promise.all(poisoned.map(({ givenBack }) => givenBack)).then(give);
      return;
    }
    try {
      await this.#queue.run('SCardReleaseContext', this.#deadlines.callMs, give);
    } catch {
      // A poisoned context can be given back only when the system has answered; nobody waits for that.
      void this.#queue.settled().then(give);
    }
  }

  async #waitSlice(
    states: readonly ReaderStateIn[],
    sliceMs: number,
    signal: AbortSignal | undefined,
  ): Promise<StatusChange> {
    const wanted = states.map(({ readerName, flags, eventCount }) => ({
      readerName,
      currentState: stateWord(flags, eventCount),
    }));
    const deadlineMs = sliceMs + this.#deadlines.callMs;
    const onAbort = () => void this.cancel().catch(() => undefined);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#wait = wanted;
    try {
      const { code, states: raw } = await this.#queue.run('SCardGetStatusChange', deadlineMs, () =>
        this.#library.getStatusChange(this.#context, sliceMs, wanted),
      );
      if (code === SCARD_E_TIMEOUT) return { outcome: 'timed-out' };
      if (code === SCARD_E_CANCELLED) return { outcome: 'cancelled' };
      if (code !== SCARD_S_SUCCESS) throw pcscError(code, 'SCardGetStatusChange');
      const changed = raw.map(({ eventState, atr }, index) => ({
        readerName: states[index]!.readerName,
        flags: flagsOf(eventState),
        eventCount: eventCountOf(eventState),
        atr,
      }));
      return { outcome: 'changed', states: changed };
    } finally {
      this.#wait = undefined;
      signal?.removeEventListener('abort', onAbort);
    }
  }
}
