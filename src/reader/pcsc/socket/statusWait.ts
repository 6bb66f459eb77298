import { POWER_UP_MS_MAX } from '../../limits.ts';
import {
  SCARD_E_CANCELLED,
  SCARD_E_TIMEOUT,
  SCARD_E_UNKNOWN_READER,
  SCARD_F_COMM_ERROR,
  SCARD_S_SUCCESS,
} from '../codes.ts';
import type { RawReaderState } from '../library.ts';
import type { DaemonLink, ReaderWatch } from './link.ts';
import { type DaemonReader, isBeingPowered, readerStatesNow } from './readerStates.ts';

interface WaitEnd {
  readonly code: number;
  readonly states: readonly RawReaderState[];
}
type Wanted = readonly { readonly readerName: string; readonly currentState: number }[];

/** One SCardGetStatusChange: looks, and waits for the daemon's word that some reader has changed. */
export class StatusWait {
  readonly #link: DaemonLink;
  readonly #wanted: Wanted;
  readonly #until: number;
  #powerUpUntil: number | undefined;
  #isFirst = true;
  #isCancelled = false;
  #stop: () => void = () => undefined;

  constructor(link: DaemonLink, wanted: Wanted, timeoutMs: number) {
    this.#link = link;
    this.#wanted = wanted;
    this.#until = performance.now() + timeoutMs;
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#stop();
  }

  async end(): Promise<WaitEnd> {
    // Ends by its time; before that each round follows a change of some reader.
    for (;;) {
      const watch = this.#link.watch();
      this.#stop = watch.stop;
      const readers = await watch.readers;
      if (!readers) return { code: SCARD_F_COMM_ERROR, states: [] };
      const untilMs = this.#waitsUntil(readers);
      const found = this.#found(readers);
      const isOver = found !== undefined && untilMs === undefined;
      const code = await this.#watched(watch, isOver ? 0 : (untilMs ?? this.#until));
      if (code !== SCARD_S_SUCCESS) return { code: code ?? SCARD_F_COMM_ERROR, states: [] };
      if (found && isOver) return found;
      if (this.#isCancelled) return { code: SCARD_E_CANCELLED, states: [] };
      const isTimeUp = untilMs === undefined && performance.now() >= this.#until;
      if (isTimeUp) return { code: SCARD_E_TIMEOUT, states: [] };
    }
  }

  /**
   * A card without its answer to reset is no news yet: the daemon tells when it has one, and a look waits
   * for that, but not for ever.
   */
  #waitsUntil(readers: readonly DaemonReader[]): number | undefined {
    const isWanted = ({ name }: DaemonReader): boolean =>
      this.#wanted.some(({ readerName }) => readerName === name);
    if (!readers.some((reader) => isBeingPowered(reader) && isWanted(reader))) return undefined;
    const now = performance.now();
    this.#powerUpUntil ??= now + POWER_UP_MS_MAX;
    return now < this.#powerUpUntil ? this.#powerUpUntil : undefined;
  }

  #found(readers: readonly DaemonReader[]): WaitEnd | undefined {
    const { states, hasChanged, isOneUnknown } = readerStatesNow(this.#wanted, readers);
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    // A reader that goes during the wait is a change; one that was not there before it is none.
    if (isFirst && isOneUnknown) return { code: SCARD_E_UNKNOWN_READER, states: [] };
    return hasChanged ? { code: SCARD_S_SUCCESS, states } : undefined;
  }

  /** The code that the watch ends with, by a change or at `until`. */
  async #watched(watch: ReaderWatch, until: number): Promise<number | undefined> {
    const leftMs = until - performance.now();
    if (leftMs <= 0) {
      watch.stop();
      return watch.ended;
    }
    const timeIsUp = setTimeout(watch.stop, leftMs);
    const code = await watch.ended;
    clearTimeout(timeIsUp);
    return code;
  }
}
