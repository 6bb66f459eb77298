import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../../../errors/index.ts';
import type {
  CardConnection,
  ConnectOptions,
  Reader,
  ReaderEvent,
  ReaderProvider,
  ReaderSlot,
  WaitForCardOptions,
} from '../../provider.ts';
import type { VendorBinding } from '../binding.ts';
import { VendorProcess, type VendorProcessOptions } from '../vendorProcess.ts';
import { SSSE32_BINDING, SSSE32_SLOTS } from './binding.ts';
import { Ssse32Connection } from './connection.ts';
import { Ssse32Device } from './device.ts';

export interface VendorReadersOptions extends VendorProcessOptions {
  /** What `ICC_Reader_Open` is given: `AUTO`, `USB1`, `COM3` …; `AUTO` when absent. */
  readonly port?: string | undefined;
  readonly binding?: VendorBinding | undefined;
}

/** The interface has no way to wait for a card: it is asked, often enough to seem immediate. */
const POLL_PAUSE_MS = 300;

const SLOTS: readonly ReaderSlot[] = SSSE32_SLOTS.map(({ purpose, name }, index) => ({
  index,
  purpose,
  name,
}));

/**
 * The reader of a vendor's `SSSE32.dll` or one of its kin, through a child process. The driver owns
 * the reader, so a connection is always exclusive; the slots of one reader share its one line.
 * @example
 * const readers = vendorReaders({ library: '/opt/vendor/libSSSE32.so', port: 'USB1' });
 * const reader = await readers.waitForCard({ timeoutMs: 30_000 });
 * const card = await reader.connect();
 * const sam = await reader.connect({ slot: 1 });
 */
export function vendorReaders(options: VendorReadersOptions): ReaderProvider {
  const process = new VendorProcess(options, options.binding ?? SSSE32_BINDING);
  const port = options.port ?? 'AUTO';
  const name = `${basename(options.library)} ${port}`;
  const reader = new Ssse32Reader(process, new Ssse32Device(process, port, name));
  const closing = new AbortController();
  return {
    kind: 'vendor',
    async list() {
      return (await reader.isAttached()) ? [reader] : [];
    },
    waitForCard: (wait) => waitForCard(reader, wait, closing.signal),
    events: ({ signal } = {}) =>
      events(reader, signal ? AbortSignal.any([signal, closing.signal]) : closing.signal),
    async close() {
      closing.abort();
      await reader.detach();
      await process.close();
    },
  };
}

class Ssse32Reader implements Reader {
  readonly kind = 'vendor';
  readonly name: string;
  readonly slots = SLOTS;
  readonly #process: VendorProcess;
  readonly #device: Ssse32Device;
  readonly #taken = new Set<number>();

  constructor(process: VendorProcess, device: Ssse32Device) {
    this.#process = process;
    this.#device = device;
    this.name = device.name;
  }

  async connect({ slot = 0, signal }: ConnectOptions = {}): Promise<CardConnection> {
    const number = SSSE32_SLOTS[slot]?.number;
    if (number === undefined) throw new RangeError(`"slot" expected 0 to ${SLOTS.length - 1}`);
    if (this.#taken.has(slot)) throw new OneCardError('reader.in-use', { reader: this.name, slot });
    this.#taken.add(slot);
    try {
      const atr = await this.#process.withTurn(
        (call) => this.#device.powerOn(call, number),
        signal,
      );
      return new Ssse32Connection(this.#process, this.#device, number, atr, () =>
        this.#taken.delete(slot),
      );
    } catch (error) {
      this.#taken.delete(slot);
      throw error;
    }
  }

  /** @throws OneCardError for anything but a reader that is not there. */
  async isAttached(signal?: AbortSignal): Promise<boolean> {
    try {
      await this.#process.withTurn((call) => this.#device.attach(call), signal);
      return true;
    } catch (error) {
      if (hasCode(error, 'reader.no-reader')) return false;
      throw error;
    }
  }

  /** Whether the holder's slot has a card; undefined when the reader is not there. */
  async hasCard(signal?: AbortSignal): Promise<boolean | undefined> {
    const { number } = SSSE32_SLOTS[0];
    try {
      return await this.#process.withTurn((call) => this.#device.hasCard(call, number), signal);
    } catch (error) {
      if (hasCode(error, 'reader.no-reader')) return undefined;
      throw error;
    }
  }

  async detach(): Promise<void> {
    if (!this.#process.isRunning) return;
    // A driver that fails to let go is ended with its process in a moment.
    await this.#process.withTurn((call) => this.#device.detach(call)).catch(() => undefined);
  }
}

async function waitForCard(
  reader: Ssse32Reader,
  { timeoutMs, signal, reader: wanted }: WaitForCardOptions,
  closing: AbortSignal,
): Promise<Reader> {
  if (wanted !== undefined && wanted !== reader.name) {
    throw new OneCardError('reader.unknown-reader', { reader: wanted });
  }
  const stop = signal ? AbortSignal.any([signal, closing]) : closing;
  const until = performance.now() + timeoutMs;
  // Ends at `until`: the look with no time left is the last.
  for (;;) {
    if (stop.aborted) throw new OneCardError('reader.wait-aborted', {}, { cause: stop.reason });
    const hasCard = await reader.hasCard(stop);
    if (hasCard) return reader;
    const leftMs = until - performance.now();
    if (leftMs <= 0) {
      const code = hasCard === undefined ? 'reader.no-reader' : 'reader.no-card';
      throw new OneCardError(code, { waitedMs: timeoutMs, reader: reader.name });
    }
    await pause(Math.min(leftMs, POLL_PAUSE_MS), stop);
  }
}

async function* events(reader: Ssse32Reader, stop: AbortSignal): AsyncGenerator<ReaderEvent> {
  const slot = 0;
  const { name } = reader;
  let hasCard: boolean | undefined;
  let isLost = false;
  while (!stop.aborted) {
    let now: boolean | undefined;
    let failure: OneCardError | undefined;
    try {
      now = await reader.hasCard(stop);
    } catch (error) {
      if (hasCode(error, 'reader.wait-aborted')) return;
      if (!(error instanceof OneCardError)) throw error;
      failure = error;
    }
    if (failure && !isLost) {
      isLost = true;
      yield { type: 'service-lost', code: failure.code };
    }
    if (!failure && isLost) {
      isLost = false;
      yield { type: 'service-back' };
    }
    if (hasCard && !now) yield { type: 'card-out', reader: name, slot };
    if (hasCard !== undefined && now === undefined) yield { type: 'reader-detached', reader: name };
    if (hasCard === undefined && now !== undefined) yield { type: 'reader-attached', reader: name };
    // The ATR is what connecting gives; powering a card up to look would take it from its user.
    if (!hasCard && now) yield { type: 'card-in', reader: name, slot, atr: new Uint8Array() };
    hasCard = now;
    await pause(POLL_PAUSE_MS, stop);
  }
}

function hasCode(error: unknown, code: OneCardError['code']): boolean {
  return error instanceof OneCardError && error.code === code;
}

/** An abort ends the pause early; whoever pauses looks at the signal next. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
