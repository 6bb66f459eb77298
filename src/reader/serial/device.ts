/** One serial reader with its port open: what can be asked of the reader itself. */

import { OneCardError } from '../../errors/index.ts';
import { CCID_ERROR_MUTE, ccidErrorText } from '../ccid/errorTable.ts';
import type { CcidResponse, IccStatus } from '../ccid/message.ts';
import type { BytePort } from './bytePort.ts';
import { COMMAND_DEADLINE_MS, POWER_DEADLINE_MS, PROBE_DEADLINE_MS } from './limits.ts';
import { type LinkCommand, type LinkOptions, type LinkResult, SerialLink } from './link.ts';
import { ESCAPE_FIRMWARE, ESCAPE_SYNCHRONOUS_NOTICES, type SerialModel } from './models.ts';

/** bPowerSelect in the order of trial: 5 V, 3 V, 1.8 V, as libccid does it. */
const VOLTAGES = [1, 2, 3] as const;
/** Escape answers are a line of text. */
const FIRMWARE_CHARACTERS_MAX = 64;

export class SerialDevice {
  readonly name: string;
  readonly model: SerialModel;
  readonly firmware: string;
  readonly #link: SerialLink;
  readonly #port: BytePort;
  readonly #removals: number[];
  #isClosed = false;

  private constructor(
    name: string,
    model: SerialModel,
    firmware: string,
    link: SerialLink,
    port: BytePort,
  ) {
    this.name = name;
    this.model = model;
    this.firmware = firmware;
    this.#link = link;
    this.#port = port;
    this.#removals = Array.from({ length: model.slotCount }, () => 0);
    // The two bytes name no slot: they speak of the first one, which alone has a switch.
    link.onSlotChange = (isPresent) => {
      if (!isPresent) this.#removals[0]!++;
    };
    port.onClose(() => {
      this.#isClosed = true;
    });
  }

  /**
   * Makes sure that a reader of the family is there, and has it tell of cards at set times only.
   * @throws OneCardError `reader.serial-reader-not-found`; the port is closed then.
   */
  static async open(port: BytePort, name: string, model: SerialModel): Promise<SerialDevice> {
    const link = new SerialLink(port);
    try {
      const firmware = await askByEscape(link, ESCAPE_FIRMWARE);
      await askByEscape(link, ESCAPE_SYNCHRONOUS_NOTICES);
      const text = Buffer.from(firmware.subarray(0, FIRMWARE_CHARACTERS_MAX)).toString('latin1');
      const printable = text.replaceAll(/[^ -~]/g, '');
      return new SerialDevice(name, model, printable, link, port);
    } catch (error) {
      await port.close();
      throw error;
    }
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  onClose(listener: () => void): void {
    this.#port.onClose(listener);
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  /** Counts how often the reader said that the card of a slot came out. */
  removalsOf(slot: number): number {
    return this.#removals[slot] ?? 0;
  }

  exchange(command: LinkCommand, options: LinkOptions): Promise<LinkResult> {
    return this.#link.exchange(command, options);
  }

  /** Whether a card is in the slot, and powered. */
  async statusOf(slot: number): Promise<IccStatus> {
    return (await this.#ask({ type: 'get-slot-status', slot })).icc;
  }

  /**
   * Powers the card up from cold.
   * @returns its answer to reset, unchecked
   * @throws OneCardError `reader.no-card`, `reader.card-mute`.
   */
  async powerOn(slot: number): Promise<Uint8Array> {
    await this.powerOff(slot);
    let last: CcidResponse | undefined;
    for (const voltage of VOLTAGES) {
      const command = { type: 'icc-power-on', slot, specific: [voltage, 0, 0] } as const;
      last = await this.#ask(command, POWER_DEADLINE_MS);
      if (last.outcome === 'done') return last.data;
      if (last.icc === 'absent') throw this.failure('reader.no-card', slot);
      await this.powerOff(slot);
    }
    throw this.failure('reader.card-mute', slot, last);
  }

  async powerOff(slot: number): Promise<void> {
    await this.#ask({ type: 'icc-power-off', slot });
  }

  failure(
    code: 'reader.no-card' | 'reader.card-mute' | 'reader.command-refused' | 'reader.card-removed',
    slot: number,
    response?: CcidResponse,
  ): OneCardError {
    const answer = response && { ccid: ccidErrorText(response.error).name, error: response.error };
    return new OneCardError(code, { reader: this.name, slot, ...answer });
  }

  /** The failure that a refused command stands for. */
  refusal(slot: number, response: CcidResponse): OneCardError {
    const isGone = response.icc === 'absent' && response.error === CCID_ERROR_MUTE;
    return this.failure(isGone ? 'reader.card-removed' : 'reader.command-refused', slot, response);
  }

  /** A command that may be repeated; answered, or the reader has failed. */
  async #ask(command: LinkCommand, timeoutMs = COMMAND_DEADLINE_MS): Promise<CcidResponse> {
    const result = await this.#link.exchange(command, { timeoutMs, isRepeatable: true });
    if (result.outcome === 'answered') return result.response;
    throw lineFailure(result, this.name, command.type);
  }
}

/** What a missing or damaged answer of the reader itself is called. */
export function lineFailure(
  result: Exclude<LinkResult, { outcome: 'answered' }>,
  reader: string,
  call: string,
): OneCardError {
  if (result.outcome === 'silent')
    return new OneCardError('reader.call-timed-out', { reader, call });
  const detail = { layer: 'serial', reader, call, rule: result.rule };
  return new OneCardError('reader.malformed-message', detail);
}

async function askByEscape(link: SerialLink, data: Uint8Array): Promise<Uint8Array> {
  const command = { type: 'escape', slot: 0, data } as const;
  const options = { timeoutMs: PROBE_DEADLINE_MS, isRepeatable: true };
  const result = await link.exchange(command, options);
  if (result.outcome === 'answered' && result.response.outcome === 'done') {
    return result.response.data;
  }
  const reason = result.outcome === 'answered' ? 'refused' : result.outcome;
  throw new OneCardError('reader.serial-reader-not-found', { reason });
}
