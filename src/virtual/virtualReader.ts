import type { CardTransport } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type {
  ConnectOptions,
  Reader,
  ReaderProvider,
  WaitForCardOptions,
} from '../reader/index.ts';
import type { VirtualCard } from './virtualCard.ts';

/** A reader and its own provider, with a slot that a program fills and empties. */
export interface VirtualReader extends Reader, ReaderProvider {
  /** Puts a card in; one that is in is pulled out first. */
  insert(card: VirtualCard): void;
  /** Pulls the card out. Open transports then answer `reader.card-removed`. */
  remove(): void;
}

/**
 * A reader in this process that holds `card`.
 * @example
 * const transport = await virtualReader(card).connect({ exclusive: true });
 */
export function virtualReader(card?: VirtualCard, name = 'OneCard Virtual Reader'): VirtualReader {
  const slot = new Slot(name);
  if (card) slot.insert(card);
  return slot;
}

class Slot implements VirtualReader {
  readonly name: string;
  #card: VirtualCard | undefined;
  readonly #open = new Set<SlotTransport>();
  readonly #waiting = new Set<() => void>();
  readonly #closing = new AbortController();

  constructor(name: string) {
    this.name = name;
  }

  insert(card: VirtualCard): void {
    this.remove();
    this.#card = card;
    for (const wake of this.#waiting) wake();
  }

  remove(): void {
    for (const transport of this.#open) transport.pull();
    this.#open.clear();
    this.#card?.powerDown();
    this.#card = undefined;
  }

  async connect({ exclusive = false }: ConnectOptions = {}): Promise<CardTransport> {
    if (!this.#card) throw new OneCardError('reader.no-card', { reader: this.name });
    const isTaken = [...this.#open].some((transport) => transport.isExclusive);
    if (isTaken || (exclusive && this.#open.size > 0)) {
      throw new OneCardError('reader.in-use', { reader: this.name });
    }
    if (!this.#card.isPowered) this.#card.powerUp();
    const transport = new SlotTransport(this.name, this.#card, exclusive, () => {
      this.#open.delete(transport);
    });
    this.#open.add(transport);
    return transport;
  }

  async transaction<T>(work: (transport: CardTransport) => Promise<T>): Promise<T> {
    const transport = await this.connect({ exclusive: true });
    try {
      return await work(transport);
    } finally {
      await transport.close();
    }
  }

  async list(): Promise<readonly Reader[]> {
    return [this];
  }

  async waitForCard(options: WaitForCardOptions): Promise<Reader> {
    const { timeoutMs, reader = '' } = options;
    const signals = options.signal ? [options.signal] : [];
    const signal = AbortSignal.any([this.#closing.signal, ...signals]);
    const isMatch = this.name.toLowerCase().includes(reader.toLowerCase());
    if (isMatch && this.#card && !signal.aborted) return this;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => () => {
        clearTimeout(timer);
        this.#waiting.delete(found);
        signal.removeEventListener('abort', stop);
        settle();
      };
      const found = end(() => resolve(this));
      const stop = end(() => {
        reject(new OneCardError('reader.wait-aborted', {}, { cause: signal.reason }));
      });
      const late = end(() => {
        const detail = { waitedMs: timeoutMs, readers: isMatch ? 1 : 0 };
        reject(new OneCardError(isMatch ? 'reader.no-card' : 'reader.no-reader', detail));
      });
      const timer = setTimeout(late, timeoutMs);
      if (isMatch) this.#waiting.add(found);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }
}

class SlotTransport implements CardTransport {
  readonly isExclusive: boolean;
  readonly #reader: string;
  readonly #card: VirtualCard;
  readonly #onClose: () => void;
  #state: 'open' | 'pulled' | 'closed' = 'open';

  constructor(reader: string, card: VirtualCard, isExclusive: boolean, onClose: () => void) {
    this.#reader = reader;
    this.#card = card;
    this.isExclusive = isExclusive;
    this.#onClose = onClose;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const detail = { reader: this.#reader };
    if (this.#state === 'closed') throw new OneCardError('reader.connection-closed', detail);
    if (this.#state === 'pulled') throw new OneCardError('reader.card-removed', detail);
    return this.#card.transmit(command);
  }

  /** As a PC/SC transport does, resets the card. */
  async close(): Promise<void> {
    if (this.#state === 'open' && this.#card.isPowered) this.#card.powerUp();
    this.#state = 'closed';
    this.#onClose();
  }

  pull(): void {
    if (this.#state === 'open') this.#state = 'pulled';
  }
}
