import { type ErrorCode, type ErrorDetail, OneCardError } from '../../../errors/index.ts';
import { callFailed } from '../national/steps.ts';
import type { VendorCall, VendorProcess } from '../vendorProcess.ts';

/** Returned values that have a name in every reader's vocabulary (readers' interface, -1 to -15). */
const READER_CODES: Readonly<Record<string, ErrorCode>> = {
  '-2': 'reader.no-card',
  '-4': 'reader.card-mute',
  '-11': 'reader.no-reader',
  '-12': 'reader.no-reader',
};

/** The same for a card that was powered and talked to. */
const CARD_CODES: Readonly<Record<string, ErrorCode>> = {
  ...READER_CODES,
  '-2': 'reader.card-removed',
  '-3': 'reader.card-removed',
  '-11': 'reader.reader-removed',
  '-12': 'reader.reader-removed',
};

const NO_CARD = -2;
const NOT_POWERED = -3;

/** One opened reader behind the interface: a handle that is good for one child process. */
export class Ssse32Device {
  readonly name: string;
  readonly #process: VendorProcess;
  readonly #port: Uint8Array;
  #handle: number | undefined;
  #generation = -1;

  constructor(process: VendorProcess, port: string, name: string) {
    this.#process = process;
    this.#port = new TextEncoder().encode(port);
    this.name = name;
  }

  /** Whether the reader is there; opens it when it is not open. @throws OneCardError when it fails. */
  async attach(call: VendorCall): Promise<void> {
    await this.#opened(call);
  }

  /** @returns the ATR. @throws OneCardError `reader.no-card`, `reader.card-mute` and the others. */
  async powerOn(call: VendorCall, slot: number): Promise<Uint8Array> {
    const { value, outputs } = await this.#at(call, 'ICC_Reader_PowerOn', { ICC_Slot_No: slot });
    if (value <= 0) throw this.#failed('ICC_Reader_PowerOn', value, READER_CODES);
    return outputs.Response!;
  }

  async powerOff(call: VendorCall, slot: number): Promise<void> {
    const { value } = await this.#at(call, 'ICC_Reader_PowerOff', { ICC_Slot_No: slot });
    if (value !== 0) throw this.#failed('ICC_Reader_PowerOff', value, READER_CODES);
  }

  /** Whether there is a card in the slot, powered or not. */
  async hasCard(call: VendorCall, slot: number): Promise<boolean> {
    const { value } = await this.#at(call, 'ICC_Reader_GetStatus', { ICC_Slot_No: slot });
    if (value === NO_CARD) return false;
    if (value === 0 || value === NOT_POWERED) return true;
    throw this.#failed('ICC_Reader_GetStatus', value, READER_CODES);
  }

  async transmit(call: VendorCall, slot: number, command: Uint8Array): Promise<Uint8Array> {
    const values = { ICC_Slot_No: slot, Command_APDU: command };
    const { value, outputs } = await this.#at(call, 'ICC_Reader_Application', values);
    if (value <= 0) throw this.#failed('ICC_Reader_Application', value, CARD_CODES);
    return outputs.Response_APDU!;
  }

  /** Closes the handle, if this child gave it out. */
  async detach(call: VendorCall): Promise<void> {
    const ReaderHandle = this.#validHandle();
    if (ReaderHandle === undefined) return;
    this.#handle = undefined;
    await call('ICC_Reader_Close', { ReaderHandle });
  }

  async #at(call: VendorCall, name: string, values: Readonly<Record<string, number | Uint8Array>>) {
    const ReaderHandle = await this.#opened(call);
    return call(name, { ReaderHandle, ...values });
  }

  async #opened(call: VendorCall): Promise<number> {
    const handle = this.#validHandle();
    if (handle !== undefined) return handle;
    const { value } = await call('ICC_Reader_Open', { dev_Name: this.#port });
    if (value <= 0) throw this.#failed('ICC_Reader_Open', value || -11, READER_CODES);
    this.#handle = value;
    this.#generation = this.#process.generation;
    return value;
  }

  #validHandle(): number | undefined {
    const isOfThisChild = this.#process.isRunning && this.#generation === this.#process.generation;
    return isOfThisChild ? this.#handle : undefined;
  }

  #failed(name: string, value: number, codes: Readonly<Record<string, ErrorCode>>): OneCardError {
    // A handle that leads nowhere is not tried again: the reader may have been plugged in anew.
    if (value === -11 || value === -12) this.#handle = undefined;
    const code = codes[String(value)];
    const detail: ErrorDetail = { reader: this.name, function: name, value };
    return code ? new OneCardError(code, detail) : callFailed(name, value);
  }
}
