import { OneCardError } from '../errors/index.ts';
import { CardLane } from '../reader/cardLane.ts';
import type {
  CardConnection,
  ConnectOptions,
  Reader,
  ReaderEvent,
  ReaderProvider,
  ReaderSlot,
  WaitForCardOptions,
} from '../reader/index.ts';
import { isNamed } from '../reader/readerName.ts';
import type { InsertableCard } from './insertable.ts';
import { VirtualConnection } from './virtualConnection.ts';

/** A reader and its own provider, with a slot that a program fills and empties. */
export interface VirtualReader extends Reader, ReaderProvider {
  readonly kind: 'virtual';
  /** Puts a card in; one that is in is pulled out first. */
  insert(card: InsertableCard): void;
  /** Pulls the card out. Open connections then answer `reader.card-removed`. */
  remove(): void;
}

/**
 * A reader in this process that holds `card`.
 * @example
 * const connection = await virtualReader(card).connect({ exclusive: true });
 */
export function virtualReader(
  card?: InsertableCard,
  name = 'OneCard Virtual Reader',
): VirtualReader {
  const slot = new Slot(name);
  if (card) slot.insert(card);
  return slot;
}

class Slot implements VirtualReader {
  readonly kind = 'virtual';
  readonly name: string;
  readonly slots: readonly ReaderSlot[];
  #card: InsertableCard | undefined;
  /** Counts the cards that were put in. */
  #insertion = 0;
  readonly #lane: CardLane;
  readonly #open = new Set<VirtualConnection>();
  readonly #waiting = new Set<() => void>();
  readonly #closing = new AbortController();

  constructor(name: string) {
    this.name = name;
    this.slots = [{ index: 0, purpose: 'holder', name }];
    this.#lane = new CardLane(name);
  }

  insert(card: InsertableCard): void {
    this.remove();
    this.#card = card;
    this.#insertion++;
    for (const wake of this.#waiting) wake();
  }

  remove(): void {
    for (const connection of this.#open) connection.pull();
    this.#open.clear();
    this.#card?.powerDown();
    this.#card = undefined;
    for (const wake of this.#waiting) wake();
  }

  async connect(options: ConnectOptions = {}): Promise<CardConnection> {
    const { exclusive = false, slot = 0, signal } = options;
    if (slot !== 0) throw new RangeError('"slot" expected 0');
    if (signal?.aborted) throw aborted(signal);
    if (!this.#card) throw new OneCardError('reader.no-card', { reader: this.name });
    const isTaken = [...this.#open].some((connection) => connection.isExclusive);
    if (isTaken || (exclusive && this.#open.size > 0)) {
      throw new OneCardError('reader.in-use', { reader: this.name });
    }
    if (!this.#card.isPowered) this.#card.powerUp();
    const connection = new VirtualConnection(this.name, this.#card, this.#lane, exclusive, () => {
      this.#open.delete(connection);
    });
    this.#open.add(connection);
    return connection;
  }

  async list(): Promise<readonly Reader[]> {
    return [this];
  }

  async waitForCard({ timeoutMs, signal, reader }: WaitForCardOptions): Promise<Reader> {
    const stop = this.#untilClosed(signal);
    const timeIsUp = AbortSignal.timeout(timeoutMs);
    const wake = AbortSignal.any([stop, timeIsUp]);
    const isMatch = isNamed(this.name, reader);
    // Ends with the time.
    for (;;) {
      if (stop.aborted) throw aborted(stop);
      if (isMatch && this.#card) return this;
      if (timeIsUp.aborted || timeoutMs === 0) break;
      await this.#change(wake);
    }
    const detail = { waitedMs: timeoutMs, readers: isMatch ? 1 : 0 };
    throw new OneCardError(isMatch ? 'reader.no-card' : 'reader.no-reader', detail);
  }

  async *events({
    signal,
  }: {
    readonly signal?: AbortSignal | undefined;
  } = {}): AsyncGenerator<ReaderEvent, void, undefined> {
    const stop = this.#untilClosed(signal);
    if (stop.aborted) return;
    const reader = this.name;
    const slot = 0;
    yield { type: 'reader-attached', reader };
    let seen: { readonly card: InsertableCard; readonly insertion: number } | undefined;
    // Ends with the signal, or by its consumer.
    while (!stop.aborted) {
      const [card, insertion] = [this.#card, this.#insertion];
      if (seen && (!card || seen.insertion !== insertion)) {
        seen = undefined;
        yield { type: 'card-out', reader, slot };
      } else if (card && !seen) {
        seen = { card, insertion };
        yield { type: 'card-in', reader, slot, atr: card.atr.slice() };
      } else {
        await this.#change(stop);
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  #untilClosed(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  /** Resolves when a card is put in or pulled out, or when `signal` aborts. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      if (signal.aborted) wake();
    });
  }
}

function aborted(signal: AbortSignal): OneCardError {
  return new OneCardError('reader.wait-aborted', {}, { cause: signal.reason });
}
