import type { CardTransport } from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  CardConnection,
  ConnectOptions,
  ExchangeOptions,
  Reader,
  ReaderSlot,
} from '../provider.ts';
import { unlessAborted } from '../stopping.ts';
import type { RecognisedReader } from './device.ts';
import type { Seat } from './line.ts';
import type { HidLines, Lease } from './lines.ts';

/** ISO/IEC 7816-4:2005 §5.1: every response ends with SW1 SW2. */
const STATUS_WORD_BYTES = 2;

/** A HID reader at a place; another device at the same place is another reader. */
export class HidReader implements Reader {
  readonly kind = 'hid';
  readonly name: string;
  readonly slots: readonly ReaderSlot[];
  readonly path: string;
  readonly #lines: HidLines;
  readonly #recognised: RecognisedReader;

  constructor(name: string, path: string, recognised: RecognisedReader, lines: HidLines) {
    this.name = name;
    this.path = path;
    this.slots = recognised.slots;
    this.#recognised = recognised;
    this.#lines = lines;
  }

  lease(): Promise<Lease> {
    return this.#lines.lease(this.path, this.name, this.#recognised);
  }

  /**
   * `exclusive` keeps the other connections of this program off the slot; other programs are kept off
   * by `transaction` alone, and only where the reader has a lock.
   * @throws RangeError when the reader has no such slot.
   */
  async connect(options: ConnectOptions = {}): Promise<CardConnection> {
    const { exclusive = false, slot = 0, signal } = options;
    if (!this.slots.some(({ index }) => index === slot)) {
      throw new RangeError(`"slot" expected one of the reader's ${this.slots.length} slots`);
    }
    return unlessAborted(() => this.#connect(slot, exclusive, signal), signal);
  }

  async #connect(
    slot: number,
    isExclusive: boolean,
    signal: AbortSignal | undefined,
  ): Promise<CardConnection> {
    const lease = await this.lease();
    try {
      const seat = await lease.line.takeSeat(slot, isExclusive, signal);
      return new HidConnection(lease, seat);
    } catch (error) {
      await lease.release();
      throw error;
    }
  }
}

class HidConnection implements CardConnection {
  readonly atr: Uint8Array;
  /** The reader runs the protocol itself and does not say which. */
  readonly protocol = 'unknown';
  readonly #lease: Lease;
  readonly #seat: Seat;
  #isClosed = false;

  constructor(lease: Lease, seat: Seat) {
    this.#lease = lease;
    this.#seat = seat;
    this.atr = seat.atr.slice();
  }

  async transmit(command: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array> {
    this.#assertOpen();
    return checked(await this.#lease.line.transmit(this.#seat, command, options));
  }

  async transaction<T>(
    fn: (transport: CardTransport) => Promise<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    this.#assertOpen();
    const work = (transport: CardTransport): Promise<T> =>
      fn({
        transmit: async (command) => checked(await transport.transmit(command)),
        close: () => transport.close(),
      });
    return this.#lease.line.transaction(this.#seat, work, signal);
  }

  /** Waits for a command in flight, then takes the card's power away unless another connection uses it. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#lease.line.leaveSeat(this.#seat);
    await this.#lease.release();
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new OneCardError('reader.connection-closed');
  }
}

function checked(response: Uint8Array): Uint8Array {
  if (response.length >= STATUS_WORD_BYTES) return response;
  throw new OneCardError('reader.transmit-failed', { responseBytes: response.length });
}
