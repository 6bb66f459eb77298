/** Serial readers of the GemPC Twin family as a `ReaderProvider`. */

import { setTimeout as sleep } from 'node:timers/promises';
import { parseAtr } from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  CardConnection,
  ConnectOptions,
  Reader,
  ReaderEvent,
  ReaderProvider,
  WaitForCardOptions,
} from '../provider.ts';
import type { OpenBytePort } from './bytePort.ts';
import { CardLink } from './cardLink.ts';
import { SerialConnection } from './connection.ts';
import { SerialDevice } from './device.ts';
import { LOOK_PAUSE_MS } from './limits.ts';
import { GEMPC_LINE, type SerialReaderModel, serialModel, slotsOf } from './models.ts';
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
    const name = `${model} (${path})`;
    const wish = protocol === undefined ? undefined : protocol === 'T=0' ? 0 : 1;
    this.#reader = new SerialReader(name, serialModel(model), () => this.#open(), wish);
  }

  async list(): Promise<readonly Reader[]> {
    return (await this.#present()) ? [this.#reader] : [];
  }

  async waitForCard({ timeoutMs, signal, reader }: WaitForCardOptions): Promise<Reader> {
    const until = performance.now() + timeoutMs;
    const isWanted = reader === undefined || reader === this.#reader.name;
    // Ends at `until`: the round with no time left is the last.
    for (;;) {
      this.#assertWaiting(signal);
      const device = isWanted ? await this.#present() : undefined;
      if (device && (await isCardIn(device))) return this.#reader;
      const leftMs = until - performance.now();
      if (leftMs <= 0) {
        const code = device ? 'reader.no-card' : 'reader.no-reader';
        throw new OneCardError(code, { waitedMs: timeoutMs, readers: device ? 1 : 0 });
      }
      const ends = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
      await sleep(Math.min(leftMs, LOOK_PAUSE_MS), undefined, { signal: ends }).catch(
        () => undefined,
      );
    }
  }

  events({ signal }: { readonly signal?: AbortSignal } = {}): AsyncIterable<ReaderEvent> {
    const ends = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    return watchSerialReader({
      reader: this.#reader.name,
      open: () => this.#present(),
      atrOf: (device, slot) => this.#reader.lookAtCard(device, slot),
      signal: ends,
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const device = await this.#device?.catch(() => undefined);
    await device?.close();
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
    this.#assertWaiting(undefined);
    this.#device ??= this.#openAnew();
    return this.#device;
  }

  async #openAnew(): Promise<SerialDevice> {
    try {
      const { path, openPort = openSerialPort } = this.#options;
      const port = await openPort(path, GEMPC_LINE);
      const device = await SerialDevice.open(port, this.#reader.name, this.#reader.model);
      device.onClose(() => {
        this.#device = undefined;
      });
      return device;
    } catch (error) {
      this.#device = undefined;
      throw error;
    }
  }

  #assertWaiting(signal: AbortSignal | undefined): void {
    const over = this.#closing.signal.aborted ? this.#closing.signal : signal;
    if (over?.aborted) throw new OneCardError('reader.wait-aborted', {}, { cause: over.reason });
  }
}

class SerialReader implements Reader {
  readonly kind = 'serial';
  readonly name: string;
  readonly model: ReturnType<typeof serialModel>;
  readonly slots: Reader['slots'];
  readonly #open: () => Promise<SerialDevice>;
  readonly #protocol: 0 | 1 | undefined;
  /** Slots whose card somebody has. */
  readonly #taken = new Set<number>();
  /** Slots whose card is being asked for its answer to reset by a watcher. */
  readonly #looks = new Map<number, Promise<Uint8Array>>();

  constructor(
    name: string,
    model: ReturnType<typeof serialModel>,
    open: () => Promise<SerialDevice>,
    protocol: 0 | 1 | undefined,
  ) {
    this.name = name;
    this.model = model;
    this.slots = slotsOf(model);
    this.#open = open;
    this.#protocol = protocol;
  }

  /**
   * Powers the card in a slot up and settles its parameters. A serial reader has no server between
   * programs: the port is this process's, so every connection is exclusive.
   * @throws OneCardError `reader.in-use` while another connection has the slot; the reader codes.
   */
  async connect({ slot = 0, signal }: ConnectOptions = {}): Promise<CardConnection> {
    if (!this.slots.some(({ index }) => index === slot)) {
      throw new RangeError(`"slot" expected 0 to ${this.slots.length - 1}`);
    }
    if (signal?.aborted) {
      throw new OneCardError('reader.wait-aborted', {}, { cause: signal.reason });
    }
    if (this.#taken.has(slot)) {
      throw new OneCardError('reader.in-use', { reader: this.name, slot });
    }
    this.#taken.add(slot);
    let device: SerialDevice | undefined;
    try {
      await this.#looks.get(slot);
      device = await this.#open();
      const opened = device;
      const link = await CardLink.activate(
        opened,
        slot,
        async () => parseAtr(await opened.powerOn(slot)),
        { protocol: this.#protocol },
      );
      const release = () => this.#release(opened, slot);
      return new SerialConnection({ link, reader: this.name, release });
    } catch (error) {
      await this.#release(device, slot);
      throw error;
    }
  }

  /** The answer to reset of a card that nobody uses; empty when it is in use or does not answer. */
  lookAtCard(device: SerialDevice, slot: number): Promise<Uint8Array> {
    if (this.#taken.has(slot)) return Promise.resolve(new Uint8Array(0));
    const look = this.#looks.get(slot) ?? readAtr(device, slot);
    this.#looks.set(slot, look);
    return look.finally(() => this.#looks.delete(slot));
  }

  async #release(device: SerialDevice | undefined, slot: number): Promise<void> {
    // A reader that is gone, or a card that is out, is off already.
    await device?.powerOff(slot).catch(() => undefined);
    this.#taken.delete(slot);
  }
}

/** Never rejects: a card that does not answer has no answer to reset. */
async function readAtr(device: SerialDevice, slot: number): Promise<Uint8Array> {
  try {
    const atr = await device.powerOn(slot);
    await device.powerOff(slot);
    return atr;
  } catch {
    return new Uint8Array(0);
  }
}

async function isCardIn(device: SerialDevice): Promise<boolean> {
  try {
    return (await device.statusOf(0)) !== 'absent';
  } catch {
    // Unplugged between two looks: the next look opens the port again.
    return false;
  }
}

/** There is no such port, nothing on it that answers, or it went away just now. */
function isAbsence(error: unknown): boolean {
  if (!(error instanceof OneCardError)) return false;
  if (error.code === 'reader.serial-port-not-opened') return error.detail.reason === 'no-such-port';
  return error.code === 'reader.serial-reader-not-found' || error.code === 'reader.reader-removed';
}
