import type { CardTransport } from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CardConnection, ExchangeOptions } from '../provider.ts';
import type { SerialSeat } from './seat.ts';

/** One user of a powered card in a serial reader. */
export class SerialConnection implements CardConnection {
  readonly #seat: SerialSeat;
  readonly #reader: string;
  readonly #leave: () => Promise<void>;
  #leaving: Promise<void> | undefined;

  /** @param leave gives the seat back */
  constructor(seat: SerialSeat, reader: string, leave: () => Promise<void>) {
    this.#seat = seat;
    this.#reader = reader;
    this.#leave = leave;
  }

  get atr(): Uint8Array {
    return this.#seat.link.atr.bytes.slice();
  }

  get protocol(): 'T=0' | 'T=1' {
    return this.#seat.link.protocol === 0 ? 'T=0' : 'T=1';
  }

  async transmit(command: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array> {
    this.#assertOpen();
    return this.#seat.transmit(command, options);
  }

  async transaction<T>(
    fn: (transport: CardTransport) => Promise<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    this.#assertOpen();
    return this.#seat.transaction(fn, signal);
  }

  /** Lets what is under way end; the last one to leave takes the card's power away. */
  close(): Promise<void> {
    this.#leaving ??= this.#seat.settled().then(this.#leave);
    return this.#leaving;
  }

  #assertOpen(): void {
    if (!this.#leaving) return;
    throw new OneCardError('reader.connection-closed', { reader: this.#reader });
  }
}
