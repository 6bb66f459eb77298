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

const STATUS: Readonly<Record<string, 'powered' | 'unpowered' | 'mute' | 'empty'>> = {
  '0': 'powered',
  '-2': 'empty',
  '-3': 'unpowered',
  '-4': 'mute',
};

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

  /** @throws OneCardError `reader.no-reader` and the others. */
  async status(
    call: VendorCall,
    slot: number,
  ): Promise<'powered' | 'unpowered' | 'mute' | 'empty'> {
    const { value } = await this.#at(call, 'ICC_Reader_GetStatus', { ICC_Slot_No: slot });
    const status = STATUS[String(value)];
    if (!status) throw this.#failed('ICC_Reader_GetStatus', value, READER_CODES);
    return status;
  }

  async transmit(
    call: VendorCall,
    slot: number,
    command: Uint8Array,
    deadlineMs: number | undefined,
  ): Promise<Uint8Array> {
    const values = { ICC_Slot_No: slot, Command_APDU: command };
    const { value, outputs } = await this.#at(call, 'ICC_Reader_Application', values, deadlineMs);
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

  async #at(
    call: VendorCall,
    name: string,
    values: Readonly<Record<string, number | Uint8Array>>,
    timeoutMs?: number,
  ): ReturnType<VendorCall> {
    const ReaderHandle = await this.#opened(call);
    return call(name, { ReaderHandle, ...values }, timeoutMs);
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
