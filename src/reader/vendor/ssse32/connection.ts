import { setTimeout as sleep } from 'node:timers/promises';
import type { CardTransport } from '../../../card/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { CardConnection } from '../../provider.ts';
import type { VendorCall, VendorProcess } from '../vendorProcess.ts';
import type { Ssse32Device } from './device.ts';

/**
 * How long a transaction may go without a command. The other slots wait meanwhile, and whoever thinks
 * for half a minute between two commands has gone away.
 */
const IDLE_MS_MAX = 30_000;

/** A card in one slot, powered. The driver picks the transmission protocol and does not say which. */
export class Ssse32Connection implements CardConnection {
  readonly atr: Uint8Array;
  readonly protocol = 'unknown';
  readonly #process: VendorProcess;
  readonly #device: Ssse32Device;
  readonly #slot: number;
  readonly #generation: number;
  readonly #onClose: () => void;
  #isClosed = false;

  constructor(
    process: VendorProcess,
    device: Ssse32Device,
    slot: number,
    atr: Uint8Array,
    onClose: () => void,
  ) {
    this.#process = process;
    this.#device = device;
    this.#slot = slot;
    this.#generation = process.generation;
    this.atr = atr;
    this.#onClose = onClose;
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#process.withTurn((call) => this.#transmit(call, command));
  }

  /**
   * Runs `fn` with nobody else's APDU between, in any slot of the reader. After 30 s without a command
   * the others get their turn, and what `fn` sends after that fails.
   */
  async transaction<T>(fn: (transport: CardTransport) => Promise<T>): Promise<T> {
    return this.#process.withTurn(async (call) => {
      let lastAt = performance.now();
      let isOver = false;
      let isSending = false;
      const transport: CardTransport = {
        transmit: async (command) => {
          if (isOver)
            throw new OneCardError('reader.connection-closed', { reader: this.#device.name });
          isSending = true;
          try {
            return await this.#transmit(call, command);
          } finally {
            isSending = false;
            lastAt = performance.now();
          }
        },
        close: async () => undefined,
      };
      const stop = new AbortController();
      const work = fn(transport);
      try {
        const idle = this.#untilIdle(
          () => (isSending ? 0 : performance.now() - lastAt),
          stop.signal,
        );
        return await Promise.race([work, idle]);
      } finally {
        isOver = true;
        stop.abort();
        // Its outcome was either returned or came too late for anybody.
        work.catch(() => undefined);
      }
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose();
    if (this.#isLost) return;
    await this.#process.withTurn((call) => this.#device.powerOff(call, this.#slot));
  }

  /** The child that powered the card is gone, and with it the driver's state. */
  get #isLost(): boolean {
    return this.#generation !== this.#process.generation || !this.#process.isRunning;
  }

  async #transmit(call: VendorCall, command: Uint8Array): Promise<Uint8Array> {
    const reader = this.#device.name;
    if (this.#isClosed) throw new OneCardError('reader.connection-closed', { reader });
    if (this.#isLost) throw new OneCardError('vendor.connection-lost', { reader });
    return this.#device.transmit(call, this.#slot, command);
  }

  async #untilIdle(idleMs: () => number, signal: AbortSignal): Promise<never> {
    // Ends with the transaction, whose end aborts the pause.
    for (;;) {
      const left = IDLE_MS_MAX - idleMs();
      if (left <= 0) {
        throw new OneCardError('reader.call-timed-out', {
          reader: this.#device.name,
          call: 'transaction',
        });
      }
      await sleep(left, undefined, { signal });
    }
  }
}
