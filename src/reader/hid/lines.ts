import type { RecognisedReader } from './device.ts';
import { NATIVE_CALL_MS } from './limits.ts';
import { HidLine } from './line.ts';
import type { HidBus } from './port.ts';

/** A right to use the line, to be given back. */
export interface Lease {
  readonly line: HidLine;
  /** Closes the line when nobody else has a lease. A second call does nothing. */
  release(): Promise<void>;
}

interface OpenLine {
  readonly opening: Promise<HidLine>;
  leases: number;
}

/** The open readers of one provider: each is opened once, however many connections and waits use it. */
export class HidLines {
  readonly #bus: HidBus;
  readonly #open = new Map<string, OpenLine>();
  readonly #closing = new Map<string, Promise<void>>();

  constructor(bus: HidBus) {
    this.#bus = bus;
  }

  /** @throws OneCardError when the reader cannot be opened. */
  async lease(path: string, name: string, reader: RecognisedReader): Promise<Lease> {
    const used = this.#open.get(path) ?? this.#begin(path, name, reader);
    used.leases++;
    try {
      const line = await used.opening;
      let isReleased = false;
      const release = async (): Promise<void> => {
        if (isReleased) return;
        isReleased = true;
        await this.#release(path, used);
      };
      return { line, release };
    } catch (error) {
      this.#forget(path, used);
      throw error;
    }
  }

  #begin(path: string, name: string, reader: RecognisedReader): OpenLine {
    const forget = (): void => this.#forget(path, entry);
    const entry: OpenLine = { opening: this.#openLine(path, name, reader, forget), leases: 0 };
    this.#open.set(path, entry);
    return entry;
  }

  async #openLine(
    path: string,
    name: string,
    reader: RecognisedReader,
    onBroken: () => void,
  ): Promise<HidLine> {
    // Some systems open a device once only: what closes there must have closed.
    await this.#closing.get(path);
    const port = await this.#bus.open(path, { hasInput: reader.hasInput });
    try {
      return new HidLine(await reader.open(port), name, onBroken);
    } catch (error) {
      await port.close().catch(() => undefined);
      throw error;
    }
  }

  async #release(path: string, entry: OpenLine): Promise<void> {
    entry.leases--;
    if (entry.leases > 0) return;
    this.#forget(path, entry);
    const line = await entry.opening;
    const closing = Promise.race([line.close().catch(() => undefined), timeout(NATIVE_CALL_MS)]);
    this.#closing.set(path, closing);
    await closing;
    if (this.#closing.get(path) === closing) this.#closing.delete(path);
  }

  #forget(path: string, entry: OpenLine): void {
    if (this.#open.get(path) === entry) this.#open.delete(path);
  }
}

function timeout(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
