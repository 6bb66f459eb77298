/**
 * A GemPC Twin that is a program: framing, echo and CCID over any stream of bytes (a pseudo terminal, a
 * serial line, a pair within the process), with cards behind it and faults on demand. libccid drives it
 * as it drives the real one.
 */

import {
  type CcidCommand,
  type CcidResponse,
  encodeCcidResponse,
  parseCcidCommand,
} from '../../reader/ccid/message.ts';
import {
  encodeFrame,
  encodeSlotChange,
  FrameDecoder,
  NAK_FRAME,
} from '../../reader/serial/frame.ts';
import type { BytePort } from '../../reader/serial/index.ts';
import { type SerialFault, type SerialFaultPlan, SerialFaults } from './faults.ts';
import type { VirtualSerialCard } from './seatedCard.ts';
import { VirtualSlot } from './slot.ts';

export interface VirtualSerialReaderOptions {
  readonly port: BytePort;
  /** Slots, the first for the holder's card; 1 when absent. */
  readonly slotCount?: number;
  /** Whether commands are sent back before they are answered, as a GemPC Twin does; true when absent. */
  readonly hasEcho?: boolean;
  /** Hears every command and response, for a log. */
  readonly onExchange?: (command: CcidCommand, response: CcidResponse) => void;
}

const FIRMWARE = 'GemTwin-V2.00-virtual';
const ESCAPE_NOTICES = 0x01;
const ESCAPE_FIRMWARE = 0x02;
const ERROR_BAD_SLOT = 0x05;
const TIME_BYTE = 0xff;
/** Multiplier in the time extension of the fault of that name. */
const TIME_EXTENSION_MULTIPLIER = 2;
/** Commands that may wait: a host sends the next one after the answer. */
const COMMANDS_WAITING_MAX = 16;

export class VirtualSerialReader {
  readonly #port: BytePort;
  readonly #slots: readonly VirtualSlot[];
  readonly #hasEcho: boolean;
  readonly #onExchange: (command: CcidCommand, response: CcidResponse) => void;
  readonly #faults = new SerialFaults();
  readonly #decoder = new FrameDecoder();
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** After Escape 01 01 01: card movements are told between a command and its answer. */
  #isSynchronous = false;
  #notices: Uint8Array[] = [];

  constructor({ port, slotCount = 1, hasEcho = true, onExchange }: VirtualSerialReaderOptions) {
    this.#port = port;
    this.#slots = Array.from({ length: slotCount }, () => new VirtualSlot(this.#faults));
    this.#hasEcho = hasEcho;
    this.#onExchange = onExchange ?? (() => undefined);
    port.onBytes((bytes) => this.#heard(bytes));
  }

  /** Puts a card into a slot; one that is in comes out first. */
  insert(card: VirtualSerialCard, slot = 0): void {
    if (this.#slotAt(slot).icc !== 'absent') this.remove(slot);
    this.#slotAt(slot).insert(card);
    this.#notify(slot, true);
  }

  remove(slot = 0): void {
    if (this.#slotAt(slot).icc === 'absent') return;
    this.#slotAt(slot).remove();
    this.#notify(slot, false);
  }

  /** Has `fault` happen at its next occasion; see `SerialFault`. */
  inject(fault: SerialFault, plan?: SerialFaultPlan): void {
    this.#faults.inject(fault, plan);
  }

  /** Forgets faults that have not happened. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** Faults that still wait for their occasion. */
  get faultsWaiting(): readonly SerialFault[] {
    return this.#faults.waiting;
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  #heard(bytes: Uint8Array): void {
    for (const event of this.#decoder.push(bytes)) {
      if (event.type === 'message') this.#queue(() => this.#take(event.message));
      else if (event.type === 'broken') this.#queue(() => this.#write(NAK_FRAME));
    }
  }

  #queue(work: () => Promise<void>): void {
    if (this.#waiting === COMMANDS_WAITING_MAX) return;
    this.#waiting++;
    // A port that was closed under the answer: nobody is there to hear of it.
    this.#last = this.#last.then(work).catch(() => undefined);
    void this.#last.then(() => this.#waiting--);
  }

  async #take(message: Uint8Array): Promise<void> {
    let command: CcidCommand;
    try {
      command = parseCcidCommand(message);
    } catch {
      return this.#write(NAK_FRAME);
    }
    if (this.#faults.occurs('nak')) return this.#write(NAK_FRAME);
    if (this.#hasEcho) await this.#write(encodeFrame(message));
    const isTransfer = command.type === 'xfr-block';
    if (isTransfer && (await this.#cutOff())) return;

    const response = await this.#answer(command);
    this.#onExchange(command, response);
    for (const notice of this.#notices.splice(0)) await this.#write(notice);
    if (isTransfer && (await this.#disturb(command, response))) return;
    const frame = encodeFrame(encodeCcidResponse(response));
    if (isTransfer && this.#faults.occurs('bad-frame-lrc')) frame[frame.length - 1]! ^= 0xff;
    await this.#write(frame);
  }

  /** Faults that happen before the card has answered. @returns whether the line is cut */
  async #cutOff(): Promise<boolean> {
    if (this.#faults.occurs('pull-card')) this.remove(0);
    if (!this.#faults.occurs('unplug')) return false;
    await this.#port.close();
    return true;
  }

  /** Faults that happen between the card's answer and the reader's. @returns whether nothing follows */
  async #disturb(command: CcidCommand, response: CcidResponse): Promise<boolean> {
    if (this.#faults.occurs('slot-change')) {
      await this.#write(encodeSlotChange(false));
      await this.#write(encodeSlotChange(true));
    }
    if (this.#faults.occurs('noise')) await this.#write(Uint8Array.of(0x00, 0x55, 0x7f));
    if (this.#faults.occurs('time-extension')) {
      const extension = { ...response, outcome: 'time-extension' } as const;
      const error = TIME_EXTENSION_MULTIPLIER;
      const empty = new Uint8Array(0);
      await this.#write(encodeFrame(encodeCcidResponse({ ...extension, error, data: empty })));
    }
    return command.type === 'xfr-block' && this.#faults.occurs('lost-answer');
  }

  async #answer(command: CcidCommand): Promise<CcidResponse> {
    const slot = this.#slots[command.slot];
    if (!slot) return this.#slots[0]!.failed(command, ERROR_BAD_SLOT);
    if (command.type !== 'escape') {
      return slot.answer(command, () => this.#write(Uint8Array.of(TIME_BYTE)));
    }
    const data = command.data ?? new Uint8Array(0);
    const answer = { ...slot.failed(command, 0), outcome: 'done' } as const;
    if (data[0] === ESCAPE_FIRMWARE) return { ...answer, data: Buffer.from(FIRMWARE, 'latin1') };
    if (data[0] !== ESCAPE_NOTICES) return slot.failed(command, 0);
    this.#isSynchronous = data[2] === 1;
    return answer;
  }

  /** The two bytes name no slot: only the first slot has a switch. */
  #notify(slot: number, isPresent: boolean): void {
    if (slot !== 0) return;
    const notice = encodeSlotChange(isPresent);
    if (this.#isSynchronous) this.#notices.push(notice);
    else void this.#write(notice).catch(() => undefined);
    // Only the last movements matter to a host that has not asked for long.
    this.#notices = this.#notices.slice(-2);
  }

  #slotAt(slot: number): VirtualSlot {
    const found = this.#slots[slot];
    if (!found) throw new RangeError(`"slot" expected 0 to ${this.#slots.length - 1}`);
    return found;
  }

  #write(bytes: Uint8Array): Promise<void> {
    return this.#port.write(bytes);
  }
}
