import { type ErrorCode, OneCardError } from '../../../src/errors/index.ts';
import type {
  PcscContext,
  PcscPort,
  ReaderFlag,
  ReaderStateIn,
  ReaderStateOut,
  StatusChange,
  WaitOptions,
} from '../../../src/reader/index.ts';
import { stateWord } from '../../../src/reader/pcsc/readerFlags.ts';

interface FakeSlot {
  eventCount: number;
  card: { readonly atr: Uint8Array; readonly isMute: boolean } | undefined;
  extraFlags: readonly ReaderFlag[];
}

const NOTIFICATION = '\\\\?PnP?\\Notification';

/**
 * A PC/SC service that does what the test says, at the moment the test says it: readers come and go, cards
 * are swapped between two looks, the service stops with any code. No daemon can be timed like that.
 */
export class FakeService implements PcscPort {
  readonly capabilities = new Set<never>();
  readonly notificationReader = NOTIFICATION;
  readonly slots = new Map<string, FakeSlot>();
  readonly contexts = { established: 0, released: 0 };
  /** Waits that are under way. */
  waits = 0;
  looks = 0;
  #stoppedWith: ErrorCode | undefined;
  readonly #wakers = new Set<() => void>();

  plug(name: string): void {
    this.slots.set(name, { eventCount: 0, card: undefined, extraFlags: [] });
    this.#wake();
  }

  unplug(name: string): void {
    this.slots.delete(name);
    this.#wake();
  }

  insert(name: string, atr: readonly number[] = [0x3b, 0x00], isMute = false): void {
    const slot = this.slots.get(name);
    if (!slot || slot.card) return;
    slot.card = { atr: Uint8Array.from(atr), isMute };
    slot.eventCount++;
    this.#wake();
  }

  remove(name: string): void {
    const slot = this.slots.get(name);
    if (!slot?.card) return;
    slot.card = undefined;
    slot.eventCount++;
    this.#wake();
  }

  /** Two events and no wake between: what a card looks like that was swapped between two looks. */
  swap(name: string, atr: readonly number[]): void {
    const slot = this.slots.get(name)!;
    slot.card = { atr: Uint8Array.from(atr), isMute: false };
    slot.eventCount += 2;
    this.#wake();
  }

  /** Flags that change without a card coming or going, such as `inUse`. */
  flag(name: string, flags: readonly ReaderFlag[]): void {
    this.slots.get(name)!.extraFlags = flags;
    this.#wake();
  }

  stop(code: ErrorCode = 'reader.service-stopped'): void {
    this.#stoppedWith = code;
    this.#wake();
  }

  start(): void {
    this.#stoppedWith = undefined;
  }

  get isUp(): boolean {
    return this.#stoppedWith === undefined;
  }

  async establishContext(): Promise<PcscContext> {
    this.#assertUp();
    this.contexts.established++;
    const cancel = new Set<() => void>();
    let isReleased = false;
    return {
      listReaders: async () => {
        this.#assertUp();
        return [...this.slots.keys()];
      },
      getStatusChange: (states, options) => this.#wait(states, options),
      connect: () => Promise.reject(new Error('nothing to connect to')),
      cancel: async () => {
        for (const wake of cancel) wake();
      },
      release: async () => {
        if (!isReleased) this.contexts.released++;
        isReleased = true;
      },
    };
  }

  async #wait(
    states: readonly ReaderStateIn[],
    { timeoutMs, signal }: WaitOptions,
  ): Promise<StatusChange> {
    this.looks++;
    this.waits++;
    const until = performance.now() + timeoutMs;
    try {
      for (;;) {
        if (signal?.aborted) return { outcome: 'cancelled' };
        this.#assertUp();
        const now = states.map(({ readerName }) => this.#state(readerName));
        if (now.some((state, index) => word(state) !== word(states[index]!))) {
          return { outcome: 'changed', states: now };
        }
        const leftMs = until - performance.now();
        if (leftMs <= 0) return { outcome: 'timed-out' };
        await this.#change(leftMs, signal);
      }
    } finally {
      this.waits--;
    }
  }

  #state(readerName: string): ReaderStateOut {
    if (readerName === NOTIFICATION) {
      return { readerName, flags: new Set(), eventCount: this.slots.size, atr: new Uint8Array(0) };
    }
    const slot = this.slots.get(readerName);
    if (!slot) throw new OneCardError('reader.unknown-reader', { reader: readerName });
    const { card, eventCount, extraFlags } = slot;
    const flags = new Set<ReaderFlag>([card ? 'present' : 'empty', ...extraFlags]);
    if (card?.isMute) flags.add('mute');
    return { readerName, flags, eventCount, atr: card?.atr ?? new Uint8Array(0) };
  }

  #change(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#wakers.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }

  #assertUp(): void {
    if (this.#stoppedWith) throw new OneCardError(this.#stoppedWith);
  }
}

function word({ flags, eventCount }: ReaderStateIn): number {
  return stateWord(flags, eventCount);
}
