import type { ReaderSlot } from '../provider.ts';
import type { HidDevice, HidPort } from './port.ts';

/** What is in a slot, as far as the reader can tell: nothing, a card without power, a card at work. */
export type SlotState = 'absent' | 'present' | 'powered';

/**
 * An open reader behind a framing: what CTAPHID and the vendor profiles have in common. One call at a
 * time; the line in front of it sees to that.
 */
export interface HidCardDevice {
  /** Looks without disturbing a card at work. */
  slotState(slot: number): Promise<SlotState>;
  /**
   * Powers the card up, cold.
   * @returns its answer to reset, empty where the reader hides it
   * @throws OneCardError `reader.no-card`, `reader.card-mute`.
   */
  powerOn(slot: number): Promise<Uint8Array>;
  powerOff(slot: number): Promise<void>;
  /**
   * One command APDU, one response APDU with its status word.
   * @throws OneCardError `reader.card-removed`, `reader.card-was-reset`, `reader.command-too-long`.
   */
  transmit(slot: number, command: Uint8Array): Promise<Uint8Array>;
  /** Keeps other programs off the reader, as far as it can. Before every command of a transaction. */
  holdLock(): Promise<void>;
  releaseLock(): Promise<void>;
  /** Closes the port. */
  close(): Promise<void>;
}

/** What a driver knows of a device before it opens it. */
export interface RecognisedReader {
  /** Name without regard to other readers of the same name. */
  readonly name: string;
  readonly slots: readonly ReaderSlot[];
  readonly hasInput: boolean;
  open(port: HidPort): Promise<HidCardDevice>;
}

/** A way of speaking to HID readers. */
export interface HidDriver {
  /** Undefined for a device that it does not drive. */
  recognise(device: HidDevice): RecognisedReader | undefined;
}
