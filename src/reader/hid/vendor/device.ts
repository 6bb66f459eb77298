import { OneCardError } from '../../../errors/index.ts';
import type { HidCardDevice, SlotState } from '../device.ts';
import type { HidPort } from '../port.ts';
import { VendorExchange, type VendorReply } from './exchange.ts';
import {
  commandOf,
  type HidProfile,
  type ProfileCommandName,
  type ProfileSlot,
} from './profile.ts';

/** ISO/IEC 7816-3:2006 §8.2: TS is 3B or 3F, and at most 32 characters follow. */
const ATR_FIRST_BYTES: readonly (number | undefined)[] = [0x3b, 0x3f];
const ATR_BYTES_MAX = 33;

/** The slots of a reader that speaks a vendor profile. */
export class VendorCardDevice implements HidCardDevice {
  readonly #port: HidPort;
  readonly #profile: HidProfile;
  readonly #exchange: VendorExchange;
  readonly #powered = new Set<number>();

  constructor(port: HidPort, profile: HidProfile) {
    this.#port = port;
    this.#profile = profile;
    this.#exchange = new VendorExchange(port, profile);
  }

  /** A reader without a status command is asked by powering the card up. */
  async slotState(index: number): Promise<SlotState> {
    const slot = this.#slot(index);
    if (!commandOf(this.#profile, slot, 'status')) return this.#stateByPower(slot);
    const reply = await this.#exchange.request(slot, 'status');
    switch (reply.meaning) {
      case 'ok':
        return 'powered';
      case 'card-unpowered':
      case 'card-mute':
        return 'present';
      case 'card-absent':
        return 'absent';
      default:
        throw this.#refused(reply, slot, 'status');
    }
  }

  async powerOn(index: number): Promise<Uint8Array> {
    const slot = this.#slot(index);
    this.#powered.delete(index);
    const reply = await this.#exchange.request(slot, 'powerOn');
    if (reply.meaning === 'card-absent') throw this.#failed('reader.no-card', slot);
    if (reply.meaning !== 'ok') throw this.#refused(reply, slot, 'powerOn');
    const atr = slot.atr === 'reply' ? reply.body : new Uint8Array(0);
    if (slot.atr === 'reply') this.#assertAtr(atr);
    this.#powered.add(index);
    return atr;
  }

  async powerOff(index: number): Promise<void> {
    const slot = this.#slot(index);
    this.#powered.delete(index);
    if (!commandOf(this.#profile, slot, 'powerOff')) return;
    const reply = await this.#exchange.request(slot, 'powerOff');
    if (reply.meaning !== 'ok') throw this.#refused(reply, slot, 'powerOff');
  }

  async transmit(index: number, command: Uint8Array): Promise<Uint8Array> {
    const slot = this.#slot(index);
    const reply = await this.#exchange.request(slot, 'apdu', command);
    if (reply.meaning === 'ok') return reply.body;
    // A card without power in a slot that was powered up has been out of the reader meanwhile.
    if (reply.meaning === 'card-absent' || reply.meaning === 'card-unpowered') {
      this.#powered.delete(index);
      throw this.#failed('reader.card-removed', slot);
    }
    throw this.#refused(reply, slot, 'apdu');
  }

  /** These framings have no lock: other programs can be kept off by nothing. */
  async holdLock(): Promise<void> {}

  async releaseLock(): Promise<void> {}

  close(): Promise<void> {
    return this.#port.close();
  }

  async #stateByPower(slot: ProfileSlot): Promise<SlotState> {
    if (this.#powered.has(slot.index)) return 'powered';
    try {
      await this.powerOn(slot.index);
      await this.powerOff(slot.index);
      return 'present';
    } catch (error) {
      if (error instanceof OneCardError && error.code === 'reader.no-card') return 'absent';
      if (error instanceof OneCardError && error.code === 'reader.card-mute') return 'present';
      throw error;
    }
  }

  #slot(index: number): ProfileSlot {
    const slot = this.#profile.slots[index];
    if (!slot) throw new RangeError(`"slot" expected 0 to ${this.#profile.slots.length - 1}`);
    return slot;
  }

  #assertAtr(atr: Uint8Array): void {
    if (atr.length <= ATR_BYTES_MAX && ATR_FIRST_BYTES.includes(atr[0])) return;
    const detail = { framing: this.#profile.id, rule: 'answer-to-reset', atrBytes: atr.length };
    throw new OneCardError('reader.hid-frame', detail);
  }

  #failed(code: 'reader.no-card' | 'reader.card-removed', slot: ProfileSlot): OneCardError {
    return new OneCardError(code, { slot: slot.index });
  }

  #refused(reply: VendorReply, slot: ProfileSlot, command: ProfileCommandName): OneCardError {
    const detail = { slot: slot.index, command, status: reply.statusHex };
    const code = reply.meaning === 'card-mute' ? 'reader.card-mute' : 'reader.hid-refused';
    return new OneCardError(code, detail);
  }
}
