import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import { READER_LOOK_PAUSE_MS, RETRY_PAUSE_MS, WAIT_SLICE_MS } from '../limits.ts';
import type { WaitForCardOptions } from '../reader.ts';
import type { PcscContext, PcscPort, ReaderStateIn } from './port.ts';

/**
 * Waits in slices until a reader holds a card that answers.
 * A service that is not there at the start is reported at once; one that goes away during the wait may
 * come back until the time is up, which is what a restart, or the last reader unplugged on Windows, does.
 * @returns the reader's name
 */
export async function findCard(
  port: PcscPort,
  { timeoutMs, signal, reader }: WaitForCardOptions,
): Promise<string> {
  const until = performance.now() + timeoutMs;
  const search = new CardSearch(port.notificationReader, reader);
  let context: PcscContext | undefined = await port.establishContext();
  let lastFailure: unknown;
  try {
    // Ends at `until`: each round waits in PC/SC or pauses, and the round with no time left is the last.
    for (;;) {
      if (signal?.aborted) {
        throw new OneCardError('reader.wait-aborted', {}, { cause: signal.reason });
      }
      const leftMs = Math.max(0, Math.ceil(until - performance.now()));
      try {
        context ??= await port.establishContext();
        const found = await search.look(context, Math.min(leftMs, WAIT_SLICE_MS), signal);
        if (found !== undefined) return found;
        lastFailure = undefined;
      } catch (error) {
        if (!isPassing(error)) throw error;
        lastFailure = error;
        search.forget();
        await context?.release();
        context = undefined;
        await pause(Math.min(leftMs, RETRY_PAUSE_MS), signal);
      }
      if (leftMs === 0) throw lastFailure ?? search.failure(timeoutMs);
    }
  } finally {
    await context?.release();
  }
}

/** What is known of the readers between two looks. */
class CardSearch {
  readonly #notificationReader: string | undefined;
  readonly #wanted: string;
  #known: ReadonlyMap<string, ReaderStateIn> = new Map();

  constructor(notificationReader: string | undefined, wanted = '') {
    this.#notificationReader = notificationReader;
    this.#wanted = wanted.toLowerCase();
  }

  /** One look of at most `waitMs`: the name of a reader with a card that answers, if there is one. */
  async look(
    context: PcscContext,
    waitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    const names = (await context.listReaders()).filter((name) =>
      name.toLowerCase().includes(this.#wanted),
    );
    const unaware = (readerName: string) => ({
      readerName,
      flags: new Set<never>(),
      eventCount: 0,
    });
    const wanted = names.map((name) => this.#known.get(name) ?? unaware(name));
    this.#known = new Map(wanted.map((state) => [state.readerName, state]));
    const notification = this.#notificationReader === undefined ? [] : [this.#notificationReader];
    const states = [...wanted, ...notification.map(unaware)];
    if (states.length === 0) {
      await pause(Math.min(waitMs, READER_LOOK_PAUSE_MS), signal);
      return undefined;
    }
    const change = await context.getStatusChange(states, { timeoutMs: waitMs, signal });
    if (change.outcome !== 'changed') return undefined;
    const changed = change.states.filter(({ readerName }) => this.#known.has(readerName));
    this.#known = new Map(changed.map((state) => [state.readerName, state]));
    return changed.find(({ flags }) => flags.has('present') && !flags.has('mute'))?.readerName;
  }

  /** Why the wait ended without a card. */
  failure(waitedMs: number): OneCardError {
    const states = [...this.#known.values()];
    const detail = { waitedMs, readers: states.length };
    if (states.length === 0) return new OneCardError('reader.no-reader', detail);
    const isMute = states.some(({ flags }) => flags.has('mute'));
    return new OneCardError(isMute ? 'reader.card-mute' : 'reader.no-card', detail);
  }

  forget(): void {
    this.#known = new Map();
  }
}

/**
 * Failures that a wait outlives: the service went away, or a reader was unplugged between the list and
 * the wait (pcsc-lite then refuses the whole wait).
 */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'reader.service-not-available',
  'reader.service-stopped',
  'reader.reader-removed',
  'reader.unknown-reader',
  'reader.no-reader',
]);

function isPassing(error: unknown): boolean {
  return error instanceof OneCardError && PASSING.has(error.code);
}

/** An abort ends the pause early; the next round sees it. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}
