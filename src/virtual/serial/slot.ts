/** One slot of a virtual serial reader: power, parameters and the card in it. */

import {
  CCID_ERROR_MUTE,
  CCID_ERROR_NOT_SUPPORTED,
  CCID_ERROR_PARITY,
} from '../../reader/ccid/errorTable.ts';
import {
  answerOf,
  type CcidCommand,
  type CcidResponse,
  type IccStatus,
} from '../../reader/ccid/message.ts';
import type { SerialFaults } from './faults.ts';
import { SeatedCard, type TimeRequest, type VirtualSerialCard } from './seatedCard.ts';

/** 372 and 1, no guard time, WI 10: what a reader starts with. */
const PARAMETERS_T0 = Uint8Array.of(0x11, 0, 0, 10, 0);
const ERROR_BAD_LENGTH = 0x01;

export class VirtualSlot {
  readonly #faults: SerialFaults;
  #card: SeatedCard | undefined;
  #isPowered = false;
  #parameters: { readonly protocol: number; readonly data: Uint8Array } = {
    protocol: 0,
    data: PARAMETERS_T0,
  };

  constructor(faults: SerialFaults) {
    this.#faults = faults;
  }

  get icc(): IccStatus {
    if (!this.#card) return 'absent';
    return this.#isPowered ? 'active' : 'inactive';
  }

  insert(card: VirtualSerialCard): void {
    this.#card = new SeatedCard(card, this.#faults);
    this.#isPowered = false;
  }

  remove(): void {
    this.#powerOff();
    this.#card = undefined;
  }

  #powerOff(): void {
    if (this.#isPowered) this.#card?.powerOff();
    this.#isPowered = false;
  }

  /** Carries a command out. @param askForTime says on the line that the card takes longer */
  async answer(command: CcidCommand, askForTime: TimeRequest): Promise<CcidResponse> {
    switch (command.type) {
      case 'get-slot-status':
      case 'icc-clock':
        return this.#done(command);
      case 'icc-power-on':
        return this.#powerOn(command);
      case 'icc-power-off':
        this.#powerOff();
        return this.#done(command);
      case 'get-parameters':
        return this.#tellParameters(command);
      case 'reset-parameters':
        this.#parameters = { protocol: 0, data: PARAMETERS_T0 };
        return this.#tellParameters(command);
      case 'set-parameters':
        return this.#setParameters(command);
      case 'xfr-block':
        return this.#transfer(command, askForTime);
      default:
        return this.failed(command, CCID_ERROR_NOT_SUPPORTED);
    }
  }

  /** The response that refuses `command`. */
  failed(command: CcidCommand, error: number): CcidResponse {
    return { ...this.#done(command), outcome: 'failed', error };
  }

  #done(command: CcidCommand, data: Uint8Array = new Uint8Array(0)): CcidResponse {
    const { slot, sequence } = command;
    return {
      type: answerOf(command.type),
      slot,
      sequence,
      icc: this.icc,
      outcome: 'done',
      error: 0,
      specific: 0,
      data,
    };
  }

  #powerOn(command: CcidCommand): CcidResponse {
    if (!this.#card || this.#faults.occurs('mute-card')) {
      return this.failed(command, CCID_ERROR_MUTE);
    }
    const atr = this.#card.reset().slice();
    this.#isPowered = true;
    if (this.#faults.occurs('bad-atr')) atr[atr.length - 1]! ^= 0xff;
    return this.#done(command, atr);
  }

  #setParameters(command: CcidCommand): CcidResponse {
    if (!this.#card) return this.failed(command, CCID_ERROR_MUTE);
    const protocol = command.specific?.[0] ?? 0;
    const data = command.data ?? new Uint8Array(0);
    if (data.length !== (protocol === 0 ? 5 : 7)) return this.failed(command, ERROR_BAD_LENGTH);
    this.#parameters = { protocol, data };
    return this.#tellParameters(command);
  }

  #tellParameters(command: CcidCommand): CcidResponse {
    const { protocol, data } = this.#parameters;
    return { ...this.#done(command, data.slice()), specific: protocol };
  }

  async #transfer(command: CcidCommand, askForTime: TimeRequest): Promise<CcidResponse> {
    const card = this.#card;
    if (!card || !this.#isPowered) return this.failed(command, CCID_ERROR_MUTE);
    const answer = await card.receive(command.data ?? new Uint8Array(0), askForTime);
    if (this.#card !== card) return this.failed(command, CCID_ERROR_MUTE);
    if (this.#faults.occurs('parity-error')) return this.failed(command, CCID_ERROR_PARITY);
    if (this.#faults.occurs('lost-block') || answer === 'mute') {
      return this.failed(command, CCID_ERROR_MUTE);
    }
    return this.#done(command, answer);
  }
}
