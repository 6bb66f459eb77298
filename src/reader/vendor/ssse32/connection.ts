import type { CardTransport } from '../../../card/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { CardConnection, ExchangeOptions } from '../../provider.ts';
import { watchedTransport } from '../../transactionWatch.ts';
import { assertWaitMs } from '../../waitTime.ts';
import type { VendorCall, VendorProcess } from '../vendorProcess.ts';
import type { Ssse32Device } from './device.ts';

/** A card in one slot, powered. The driver picks the transmission protocol and does not say which. */
export class Ssse32Connection implements CardConnection {
  readonly atr: Uint8Array;
  readonly protocol = 'unknown';
  readonly #process: VendorProcess;
  readonly #device: Ssse32Device;
  readonly #slot: number;
  readonly #generation: number;
  readonly #release: () => Promise<void>;
  #isClosed = false;

  /** @param release tells the reader that the slot is free again */
  constructor(
    process: VendorProcess,
    device: Ssse32Device,
    slot: number,
    atr: Uint8Array,
    release: () => Promise<void>,
  ) {
    this.#process = process;
    this.#device = device;
    this.#slot = slot;
    this.#generation = process.generation;
    this.atr = atr;
    this.#release = release;
  }

  /** @throws OneCardError `vendor.connection-lost` once the child that powered the card is gone. */
  async transmit(
    command: Uint8Array,
    { signal, deadlineMs }: ExchangeOptions = {},
  ): Promise<Uint8Array> {
    if (deadlineMs !== undefined) assertWaitMs('deadlineMs', deadlineMs);
    // A copy, because the caller may reuse its array while the command waits.
    const sent = command.slice();
    return this.#process.withTurn((call) => this.#transmit(call, sent, deadlineMs), signal);
  }

  /** The turn is that of the whole reader: other slots wait too. */
  transaction<T>(
    fn: (transport: CardTransport) => Promise<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    return this.#process.withTurn(
      (call) => watchedTransport((command) => this.#transmit(call, command), fn),
      signal,
    );
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      if (this.#isLost) return;
      await this.#process.withTurn((call) => this.#device.powerOff(call, this.#slot));
    } finally {
      await this.#release();
    }
  }

  /** The child that powered the card is gone, and with it the driver's state. */
  get #isLost(): boolean {
    return this.#generation !== this.#process.generation || !this.#process.isRunning;
  }

  async #transmit(call: VendorCall, command: Uint8Array, deadlineMs?: number): Promise<Uint8Array> {
    const reader = this.#device.name;
    if (this.#isClosed) throw new OneCardError('reader.connection-closed', { reader });
    if (this.#isLost) throw new OneCardError('vendor.connection-lost', { reader });
    try {
      return await this.#device.transmit(call, this.#slot, command, deadlineMs);
    } catch (cause) {
      if (!(cause instanceof OneCardError) || cause.code !== 'vendor.child-hung') throw cause;
      throw new OneCardError('reader.call-timed-out', { reader, call: 'transmit' }, { cause });
    }
  }
}
