/** The reader on a serial port, and the seats of the cards in its slots. */

import { parseAtr } from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CardConnection, ConnectOptions, Reader, ReaderSlot } from '../provider.ts';
import { unlessAborted } from '../stopping.ts';
import { CardLink } from './cardLink.ts';
import { SerialConnection } from './connection.ts';
import type { SerialDevice } from './device.ts';
import { type SerialModel, slotsOf } from './models.ts';
import { SerialSeat } from './seat.ts';

/** What a look at a slot finds. The answer to reset is empty where the card is in use. */
export type SlotLook =
  | { readonly state: 'absent' | 'mute' }
  | { readonly state: 'present'; readonly atr: Uint8Array };

export interface SerialReaderParts {
  readonly name: string;
  readonly model: SerialModel;
  /** Only this protocol; the card's first offer when undefined. */
  readonly protocol: 0 | 1 | undefined;
  readonly open: () => Promise<SerialDevice>;
  /** Called when no connection is left. */
  readonly onIdle: () => void;
}

export class SerialReader implements Reader {
  readonly kind = 'serial';
  readonly name: string;
  readonly slots: readonly ReaderSlot[];
  readonly #parts: SerialReaderParts;
  readonly #seats = new Map<number, SerialSeat>();
  /** The end of what is being done to the power of a slot. */
  readonly #powerings = new Map<number, Promise<unknown>>();

  constructor(parts: SerialReaderParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.slots = slotsOf(parts.model);
  }

  /** Whether nobody of this program has a card. */
  get isIdle(): boolean {
    return this.#seats.size === 0;
  }

  /**
   * Powers the card up and settles its parameters, or joins those who use it already. The port is this
   * program's alone, so no other program can come between.
   */
  async connect(options: ConnectOptions = {}): Promise<CardConnection> {
    const { slot = 0, exclusive = false, signal } = options;
    if (!this.slots.some(({ index }) => index === slot)) {
      throw new RangeError(`"slot" expected one of the reader's ${this.slots.length} slots`);
    }
    const connect = () =>
      this.#alone(slot, async () => {
        const seat = await this.#takeSeat(slot, exclusive);
        return new SerialConnection(seat, this.name, () => this.#leave(seat));
      });
    return unlessAborted(connect, signal);
  }

  /** Looks at a slot. A card that nobody uses is powered up for its answer to reset, and down again. */
  look(device: SerialDevice, slot: number): Promise<SlotLook> {
    return this.#alone(slot, async () => {
      if ((await device.statusOf(slot)) === 'absent') return { state: 'absent' };
      const seat = this.#seats.get(slot);
      if (seat && !seat.isLost) return { state: 'present', atr: new Uint8Array(0) };
      try {
        const atr = await device.powerOn(slot);
        await device.powerOff(slot);
        return { state: 'present', atr };
      } catch (error) {
        if (!(error instanceof OneCardError)) throw error;
        if (error.code === 'reader.card-mute') return { state: 'mute' };
        if (error.code === 'reader.no-card') return { state: 'absent' };
        throw error;
      }
    });
  }

  async #takeSeat(slot: number, isExclusive: boolean): Promise<SerialSeat> {
    const taken = this.#seats.get(slot);
    if (taken && !taken.isLost) {
      if (isExclusive || taken.isExclusive) {
        throw new OneCardError('reader.in-use', { reader: this.name, slot });
      }
      taken.users++;
      return taken;
    }
    const device = await this.#parts.open();
    try {
      const powerOn = async () => parseAtr(await device.powerOn(slot));
      const { protocol } = this.#parts;
      const link = await CardLink.activate(device, slot, powerOn, { protocol });
      const seat = new SerialSeat(this.name, slot, isExclusive, link);
      this.#seats.set(slot, seat);
      return seat;
    } catch (error) {
      // A reader that is gone, or a card that is out, is off already.
      await device.powerOff(slot).catch(() => undefined);
      throw error;
    }
  }

  #leave(seat: SerialSeat): Promise<void> {
    return this.#alone(seat.slot, async () => {
      seat.users--;
      // A seat that was lost has been given to somebody else, with a new power-up.
      if (seat.users > 0 || this.#seats.get(seat.slot) !== seat) return;
      const device = await this.#parts.open().catch(() => undefined);
      await device?.powerOff(seat.slot).catch(() => undefined);
      this.#seats.delete(seat.slot);
      if (this.isIdle) this.#parts.onIdle();
    });
  }

  /** Power goes on and off by one at a time, in the order of asking. */
  #alone<T>(slot: number, work: () => Promise<T>): Promise<T> {
    const result = (this.#powerings.get(slot) ?? Promise.resolve()).then(work);
    this.#powerings.set(
      slot,
      result.catch(() => undefined),
    );
    return result;
  }
}
