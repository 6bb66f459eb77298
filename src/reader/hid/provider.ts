import { OneCardError } from '../../errors/index.ts';
import { FIRST_LOOK_MS } from '../limits.ts';
import type { Reader, ReaderEvent, ReaderProvider, WaitForCardOptions } from '../provider.ts';
import { isNamed } from '../readerName.ts';
import { assertWaitMs } from '../waitTime.ts';
import type { HidDriver } from './device.ts';
import { DEVICE_NAME_CHARACTERS_MAX, DEVICES_MAX, HOTPLUG_POLL_MS } from './limits.ts';
import { HidLines } from './lines.ts';
import type { HidBus, HidDevice } from './port.ts';
import { HidReader } from './reader.ts';
import { HidWatch } from './watch.ts';

export interface HidProviderOptions {
  readonly bus: HidBus;
  /** Asked at the first call, so that a driver may load what it needs then. */
  readonly driver: () => Promise<HidDriver>;
  /** Milliseconds between two looks for readers and cards. */
  readonly pollMs?: number;
}

/** Readers that `driver` recognises on `bus`. */
export function hidProvider(options: HidProviderOptions): ReaderProvider {
  return new HidProvider(options);
}

class HidProvider implements ReaderProvider {
  readonly kind = 'hid';
  readonly #bus: HidBus;
  readonly #driver: () => Promise<HidDriver>;
  readonly #pollMs: number;
  readonly #lines: HidLines;
  readonly #closing = new AbortController();
  /** By path: a reader keeps its object and its name for as long as it is plugged in. */
  #readers: ReadonlyMap<string, { readonly reader: HidReader; readonly identity: string }> =
    new Map();
  #loaded: Promise<HidDriver> | undefined;

  constructor({ bus, driver, pollMs = HOTPLUG_POLL_MS }: HidProviderOptions) {
    this.#bus = bus;
    this.#driver = driver;
    this.#pollMs = pollMs;
    this.#lines = new HidLines(bus);
  }

  async list(): Promise<readonly HidReader[]> {
    this.#loaded ??= this.#driver().catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    const driver = await this.#loaded;
    const devices = (await this.#bus.list()).slice(0, DEVICES_MAX);
    const readers = new Map<string, { readonly reader: HidReader; readonly identity: string }>();
    const known = this.#readers;
    for (const device of devices) {
      const recognised = driver.recognise(device);
      if (!recognised) continue;
      const identity = `${device.vendorId}:${device.productId}:${device.serialNumber}`;
      const old = known.get(device.path);
      if (old?.identity === identity) {
        readers.set(device.path, old);
        continue;
      }
      const taken = [...known.values(), ...readers.values()].map(({ reader }) => reader.name);
      const name = freeName(recognised.name, device, taken);
      const reader = new HidReader(name, device.path, recognised, this.#lines);
      readers.set(device.path, { reader, identity });
    }
    this.#readers = readers;
    return [...readers.values()].map(({ reader }) => reader);
  }

  async waitForCard({ timeoutMs, signal, reader: name }: WaitForCardOptions): Promise<Reader> {
    assertWaitMs('timeoutMs', timeoutMs);
    const stops = [this.#closing.signal, ...(signal ? [signal] : [])];
    assertNotAborted(stops);
    const watch = new HidWatch(async () => {
      const readers = await this.list();
      return readers.filter((reader) => isNamed(reader.name, name));
    });
    const until = AbortSignal.timeout(timeoutMs);
    // However short the wait, a look that has begun gets the time that a look takes.
    const cut = AbortSignal.timeout(Math.max(timeoutMs, FIRST_LOOK_MS));
    const stop = AbortSignal.any([...stops, cut]);
    for await (const event of watch.events({ pollMs: this.#pollMs, until, stop })) {
      if (event.type !== 'card-in') continue;
      const found = [...this.#readers.values()].find(({ reader }) => reader.name === event.reader);
      if (found) return found.reader;
    }
    assertNotAborted(stops);
    throw new OneCardError(watch.noCardCode, { waitedMs: timeoutMs, readers: watch.readerCount });
  }

  events({ signal }: { readonly signal?: AbortSignal } = {}): AsyncIterable<ReaderEvent> {
    const stops = [this.#closing.signal, ...(signal ? [signal] : [])];
    const watch = new HidWatch(() => this.list());
    const stop = AbortSignal.any(stops);
    return watch.events({ pollMs: this.#pollMs, until: stop, stop });
  }

  /** Ends every wait and every stream of events. Connections that are open stay open. */
  async close(): Promise<void> {
    this.#closing.abort();
  }
}

function assertNotAborted(stops: readonly AbortSignal[]): void {
  const stop = stops.find(({ aborted }) => aborted);
  if (stop) throw new OneCardError('reader.wait-aborted', {}, { cause: stop.reason });
}

/** The device's own name and serial number; a second one of the same gets a number. */
function freeName(name: string, device: HidDevice, taken: readonly string[]): string {
  const parts = [name, device.serialNumber].map(printable).filter((part) => part !== '');
  const base = parts.join(' ') || `HID ${idText(device.vendorId)}:${idText(device.productId)}`;
  for (let number = 1; number <= DEVICES_MAX; number++) {
    const candidate = number === 1 ? base : `${base} (${number})`;
    if (!taken.includes(candidate)) return candidate;
  }
  return device.path;
}

/** Names come from the device: no control characters, no more than a string descriptor holds. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '').trim().slice(0, DEVICE_NAME_CHARACTERS_MAX);
}

/** Four hexadecimal digits, as vendor and product ids are written. */
function idText(id: number): string {
  return id.toString(16).padStart(4, '0');
}
