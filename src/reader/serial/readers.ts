/** Serial readers of the GemPC Twin family as a `ReaderProvider`. */

import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../../errors/index.ts';
import type { Reader, ReaderEvent, ReaderProvider, WaitForCardOptions } from '../provider.ts';
import { isNamed } from '../readerName.ts';
import { unlessStopped } from '../stopping.ts';
import { assertWaitMs } from '../waitTime.ts';
import type { OpenBytePort } from './bytePort.ts';
import { SerialDevice } from './device.ts';
import { LOOK_PAUSE_MS } from './limits.ts';
import { GEMPC_LINE, type SerialReaderModel, serialModel } from './models.ts';
import { SerialReader, type SlotLook } from './reader.ts';
import { openSerialPort } from './serialPort.ts';
import { watchSerialReader } from './watch.ts';

export interface SerialReadersOptions {
  /** Name of the port: `/dev/ttyUSB0`, `COM3`. `serialPorts()` lists what there is. */
  readonly path: string;
  /** Which reader is on it; a GemPC Twin when absent. */
  readonly model?: SerialReaderModel;
  /** Only this protocol with the card; the card's first offer when absent. */
  readonly protocol?: 'T=0' | 'T=1';
  /** Another way to a stream of bytes than a serial port of this computer. */
  readonly openPort?: OpenBytePort;
}

/**
 * The reader on one serial port. The port is opened at the first call, for this process alone, and kept
 * until `close`; when it goes away it is opened again at the next call.
 * @example
 * const readers = serialReaders({ path: '/dev/ttyUSB0', model: 'GemPCTwin' });
 * const reader = await readers.waitForCard({ timeoutMs: 30_000 });
 * const card = await reader.connect();
 */
export function serialReaders(options: SerialReadersOptions): ReaderProvider {
  return new SerialReaderProvider(options);
}

class SerialReaderProvider implements ReaderProvider {
  readonly kind = 'serial';
  readonly #options: SerialReadersOptions;
  readonly #reader: SerialReader;
  readonly #closing = new AbortController();
  #device: Promise<SerialDevice> | undefined;

  constructor(options: SerialReadersOptions) {
    this.#options = options;
    const { path, model = 'GemPCTwin', protocol } = options;
    this.#reader = new SerialReader({
      name: `${model} (${path})`,
      model: serialModel(model),
      protocol: protocol === undefined ? undefined : protocol === 'T=0' ? 0 : 1,
      open: () => this.#open(),
      onIdle: () => {
        if (this.#closing.signal.aborted) void this.#closePort();
      },
    });
  }

  async list(): Promise<readonly Reader[]> {
    this.#assertWaiting(undefined);
    return (await this.#present()) ? [this.#reader] : [];
  }

  async waitForCard({ timeoutMs, signal, reader }: WaitForCardOptions): Promise<Reader> {
    assertWaitMs('timeoutMs', timeoutMs);
    const until = performance.now() + timeoutMs;
    const stop = this.#endsBy(signal);
    const isWanted = isNamed(this.#reader.name, reader);
    // Ends at `until`: the round with no time left is the last.
    for (;;) {
      this.#assertWaiting(signal);
      const state = isWanted ? await unlessStopped(this.#look(), stop) : 'no-reader';
      if (state === undefined) continue;
      if (state === 'present') return this.#reader;
      const leftMs = until - performance.now();
      if (leftMs <= 0) throw notFound(state, timeoutMs);
      const pause = Math.min(leftMs, LOOK_PAUSE_MS);
      await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  events({
    signal,
  }: {
    readonly signal?: AbortSignal | undefined;
  } = {}): AsyncIterable<ReaderEvent> {
    return watchSerialReader({
      reader: this.#reader,
      open: () => this.#present(),
      signal: this.#endsBy(signal),
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#reader.isIdle) await this.#closePort();
  }

  async #closePort(): Promise<void> {
    const device = await this.#device?.catch(() => undefined);
    await device?.close();
  }

  async #look(): Promise<SlotLook['state'] | 'no-reader'> {
    try {
      const device = await this.#present();
      return device ? (await this.#reader.look(device, 0)).state : 'no-reader';
    } catch (error) {
      // Unplugged between two looks: the next look opens the port again.
      if (isAbsence(error)) return 'no-reader';
      throw error;
    }
  }

  /** The device, or undefined where no reader is; a port that may not be opened is a failure. */
  async #present(): Promise<SerialDevice | undefined> {
    try {
      return await this.#open();
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  #open(): Promise<SerialDevice> {
    if (!this.#device) {
      // Connections that are open after `close` keep their port; nobody gets a new one.
      this.#assertWaiting(undefined);
      this.#device = this.#openAnew();
    }
    return this.#device;
  }

  async #openAnew(): Promise<SerialDevice> {
    try {
      const { path, model = 'GemPCTwin', openPort = openSerialPort } = this.#options;
      const port = await openPort(path, GEMPC_LINE);
      const device = await SerialDevice.open(port, this.#reader.name, serialModel(model));
      device.onClose(() => {
        this.#device = undefined;
      });
      return device;
    } catch (error) {
      this.#device = undefined;
      throw error;
    }
  }

  #endsBy(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  #assertWaiting(signal: AbortSignal | undefined): void {
    const over = this.#closing.signal.aborted ? this.#closing.signal : signal;
    if (over?.aborted) throw new OneCardError('reader.wait-aborted', {}, { cause: over.reason });
  }
}

function notFound(state: SlotLook['state'] | 'no-reader', waitedMs: number): OneCardError {
  const readers = state === 'no-reader' ? 0 : 1;
  const codes = {
    'no-reader': 'reader.no-reader',
    mute: 'reader.card-mute',
    absent: 'reader.no-card',
    present: 'reader.no-card',
  } as const;
  return new OneCardError(codes[state], { waitedMs, readers });
}

/** There is no such port, nothing on it that answers, or it went away just now. */
function isAbsence(error: unknown): boolean {
  if (!(error instanceof OneCardError)) return false;
  if (error.code === 'reader.serial-port-not-opened') return error.detail.reason === 'no-such-port';
  return error.code === 'reader.serial-reader-not-found' || error.code === 'reader.reader-removed';
}
