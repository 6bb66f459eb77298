import { OneCardError } from '../../../errors/index.ts';
import type { CardConnection, ConnectOptions, Reader, ReaderSlot } from '../../provider.ts';
import { unlessAborted } from '../../stopping.ts';
import type { VendorCall, VendorProcess } from '../vendorProcess.ts';
import { SSSE32_SLOTS } from './binding.ts';
import { Ssse32Connection } from './connection.ts';
import type { Ssse32Device } from './device.ts';

const SLOTS: readonly ReaderSlot[] = SSSE32_SLOTS.map(({ purpose, name }, index) => ({
  index,
  purpose,
  name,
}));

/** What one look at the reader found in the holder's slot. The same object again: nothing changed. */
export type Look =
  | { readonly state: 'no-reader' | 'empty' | 'mute' }
  | { readonly state: 'present'; readonly atr: Uint8Array };

const NO_READER: Look = { state: 'no-reader' };
const EMPTY: Look = { state: 'empty' };
const MUTE: Look = { state: 'mute' };

/** The reader behind one driver. The driver owns it, so every connection is exclusive. */
export class Ssse32Reader implements Reader {
  readonly kind = 'vendor';
  readonly name: string;
  readonly slots = SLOTS;
  readonly #process: VendorProcess;
  readonly #device: Ssse32Device;
  /** ATRs of the cards that are connected, by slot; undefined while one is being connected. */
  readonly #taken = new Map<number, Uint8Array | undefined>();
  /** The holder's card was powered by a look or a connection, and nobody has powered it down since. */
  #isPowered = false;
  #isRetiring = false;

  constructor(process: VendorProcess, device: Ssse32Device) {
    this.#process = process;
    this.#device = device;
    this.name = device.name;
  }

  async connect({ slot = 0, signal }: ConnectOptions = {}): Promise<CardConnection> {
    const number = SSSE32_SLOTS[slot]?.number;
    if (number === undefined) throw new RangeError(`"slot" expected 0 to ${SLOTS.length - 1}`);
    if (this.#isRetiring) throw new OneCardError('vendor.closed', { reader: this.name });
    if (this.#taken.has(slot)) throw new OneCardError('reader.in-use', { reader: this.name, slot });
    return unlessAborted(() => this.#connect(slot, number, signal), signal);
  }

  async #connect(
    slot: number,
    number: number,
    signal: AbortSignal | undefined,
  ): Promise<CardConnection> {
    this.#taken.set(slot, undefined);
    try {
      const atr = await this.#process.withTurn(
        (call) => this.#device.powerOn(call, number),
        signal,
      );
      if (slot === 0) this.#isPowered = true;
      this.#taken.set(slot, atr);
      const release = (): Promise<void> => this.#release(slot);
      return new Ssse32Connection(this.#process, this.#device, number, atr, release);
    } catch (error) {
      await this.#release(slot);
      throw error;
    }
  }

  /** @throws OneCardError for anything but a reader that is not there. */
  async isAttached(): Promise<boolean> {
    try {
      const { number } = SSSE32_SLOTS[0];
      await this.#process.withTurn((call) => this.#device.status(call, number));
      return true;
    } catch (error) {
      if (error instanceof OneCardError && error.code === 'reader.no-reader') return false;
      throw error;
    }
  }

  /**
   * Looks at the reader and its holder's slot.
   * @param last what the look before found: a card that is still there is not powered up again
   */
  look(last: Look | undefined, signal?: AbortSignal): Promise<Look> {
    return this.#process.withTurn((call) => this.#look(call, last), signal);
  }

  /** No new connections; the driver's process ends with the last one that is open. */
  async retire(): Promise<void> {
    this.#isRetiring = true;
    if (this.#taken.size > 0) return;
    if (this.#process.isRunning) {
      // A driver that does not let go of its reader is ended with its process in a moment.
      const detach = this.#process.withTurn((call) => this.#device.detach(call));
      await detach.catch(() => undefined);
    }
    await this.#process.close();
  }

  async #look(call: VendorCall, last: Look | undefined): Promise<Look> {
    const { number } = SSSE32_SLOTS[0];
    try {
      const status = await this.#device.status(call, number);
      if (status === 'empty') this.#isPowered = false;
      if (status === 'empty') return EMPTY;
      if (status === 'mute' || last?.state === 'mute') return MUTE;
      // Powered by us and no longer so: it is another card, or the same put in again.
      const isOther = this.#isPowered && status === 'unpowered';
      if (last?.state === 'present' && !isOther) return last;
      if (this.#taken.has(0))
        return { state: 'present', atr: this.#taken.get(0) ?? new Uint8Array() };
      const atr = await this.#device.powerOn(call, number);
      this.#isPowered = true;
      return { state: 'present', atr };
    } catch (error) {
      const code = error instanceof OneCardError ? error.code : undefined;
      if (code === 'reader.no-reader') return NO_READER;
      if (code === 'reader.no-card') return EMPTY;
      if (code === 'reader.card-mute') return MUTE;
      throw error;
    }
  }

  async #release(slot: number): Promise<void> {
    this.#taken.delete(slot);
    if (slot === 0) this.#isPowered = false;
    if (this.#isRetiring && this.#taken.size === 0) await this.retire();
  }
}
