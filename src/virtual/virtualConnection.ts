import type { CardTransport } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CardLane } from '../reader/cardLane.ts';
import type { CardConnection, ExchangeOptions } from '../reader/index.ts';
import { TRANSACTION_IDLE_MS, TRANSACTION_MS_MAX } from '../reader/limits.ts';
import { watchTransaction } from '../reader/transactionWatch.ts';
import type { InsertableCard } from './insertable.ts';

const TRANSACTION_LIMITS = { idleMs: TRANSACTION_IDLE_MS, totalMs: TRANSACTION_MS_MAX };

/** A connection to a card in a virtual slot; it behaves as one to a PC/SC reader does. */
export class VirtualConnection implements CardConnection {
  readonly atr: Uint8Array;
  readonly protocol = 'T=1';
  readonly isExclusive: boolean;
  readonly #reader: string;
  readonly #card: InsertableCard;
  readonly #lane: CardLane;
  readonly #onClose: () => void;
  #state: 'open' | 'pulled' | 'closed' = 'open';

  constructor(
    reader: string,
    card: InsertableCard,
    lane: CardLane,
    isExclusive: boolean,
    onClose: () => void,
  ) {
    this.#reader = reader;
    this.#card = card;
    this.#lane = lane;
    this.isExclusive = isExclusive;
    this.#onClose = onClose;
    this.atr = card.atr.slice();
  }

  async transmit(command: Uint8Array, { signal }: ExchangeOptions = {}): Promise<Uint8Array> {
    const sent = command.slice();
    return this.#lane.turn(() => this.#exchange(sent), signal);
  }

  async transaction<T>(
    fn: (transport: CardTransport) => Promise<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    return this.#lane.turn(async () => {
      try {
        return await watchTransaction(TRANSACTION_LIMITS, (guard) =>
          fn({
            transmit: guard((command) => this.#exchange(command)),
            close: async () => undefined,
          }),
        );
      } catch (error) {
        this.#reset();
        throw error;
      }
    }, signal);
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    await this.#lane.turn(async () => this.#reset());
    this.#state = 'closed';
    this.#onClose();
  }

  /** The card is out. */
  pull(): void {
    if (this.#state === 'open') this.#state = 'pulled';
  }

  async #exchange(command: Uint8Array): Promise<Uint8Array> {
    const detail = { reader: this.#reader };
    if (this.#state === 'closed') throw new OneCardError('reader.connection-closed', detail);
    if (this.#state === 'pulled') throw new OneCardError('reader.card-removed', detail);
    return this.#card.transmit(command);
  }

  #reset(): void {
    if (this.#state === 'open' && this.#card.isPowered) this.#card.powerUp();
  }
}
