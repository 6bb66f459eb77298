import { OneCardError } from '../../../errors/index.ts';
import { PACKAGE_KEPT_MS } from '../../limits.ts';
import { NOTIFICATION_READER } from '../layout.ts';
import type { ReaderStateOut } from '../port.ts';
import { eventCountOf, flagsOf } from '../readerFlags.ts';
import {
  type PackageFactory,
  type PackageInstance,
  type PackageReader,
  packageFailure,
} from './load.ts';

interface Watched {
  readonly reader: PackageReader;
  /** Undefined before its first status. */
  state: ReaderStateOut | undefined;
}

/**
 * One instance of the package: it watches every reader with a thread each and says what it sees by
 * events; this keeps the last of each, so that it can be asked.
 */
export class PackageMonitor {
  readonly #instance: PackageInstance;
  readonly #readers = new Map<string, Watched>();
  readonly #wakers = new Set<() => void>();
  #isListed = false;
  #failure: OneCardError | undefined;

  /** @throws OneCardError `reader.service-not-available`. */
  constructor(make: PackageFactory) {
    try {
      this.#instance = make();
    } catch (error) {
      throw packageFailure(error, 'SCardEstablishContext');
    }
    const start = this.#instance.start.bind(this.#instance);
    // The package starts itself in the next tick; only its callback tells that there are no readers.
    this.#instance.start = (callback) => {
      start((error, names) => {
        callback(error, names);
        this.#isListed = true;
        this.#wake();
      });
    };
    this.#instance.on('error', (error) => this.#fail(error));
    this.#instance.on('reader', (reader) => this.#add(reader));
  }

  /**
   * Resolves once the first list and the first status of every reader have come.
   * @throws OneCardError `reader.call-timed-out`, or what ended the watching
   */
  async ready(deadlineMs: number): Promise<void> {
    const late = AbortSignal.timeout(deadlineMs);
    // Ends with the deadline.
    while (!this.#isListed || [...this.#readers.values()].some(({ state }) => !state)) {
      if (late.aborted) {
        throw new OneCardError('reader.call-timed-out', { call: 'SCardGetStatusChange' });
      }
      await this.change(late);
    }
    if (this.#failure) throw this.#failure;
  }

  get names(): readonly string[] {
    return [...this.#readers.keys()];
  }

  /** @throws OneCardError `reader.unknown-reader`. */
  reader(name: string): PackageReader {
    return this.#watched(name).reader;
  }

  /**
   * The last status of a reader; without flags before the first.
   * @throws OneCardError `reader.unknown-reader`.
   */
  state(name: string): ReaderStateOut {
    if (name === NOTIFICATION_READER) return this.#stateless(name, this.#readers.size);
    return this.#watched(name).state ?? this.#stateless(name, 0);
  }

  /**
   * Resolves at the next event, or when `signal` aborts.
   * @throws OneCardError what ended the watching
   */
  change(signal?: AbortSignal): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        this.#wakers.delete(wake);
        signal?.removeEventListener('abort', wake);
        if (this.#failure) reject(this.#failure);
        else resolve();
      };
      this.#wakers.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
      if (signal?.aborted) wake();
    });
  }

  /** Ends the threads; the JavaScript thread waits for them, milliseconds each. */
  close(): void {
    const kept = [this.#instance, ...[...this.#readers.values()].map(({ reader }) => reader)];
    for (const { reader } of this.#readers.values()) reader.close();
    this.#instance.close();
    // The package's last events still use these objects; the timer keeps them from being collected.
    setTimeout(() => kept.splice(0), PACKAGE_KEPT_MS).unref();
  }

  #add(reader: PackageReader): void {
    const watched: Watched = { reader, state: undefined };
    this.#readers.set(reader.name, watched);
    reader.on('status', ({ state, atr }) => {
      watched.state = {
        readerName: reader.name,
        flags: flagsOf(state),
        eventCount: eventCountOf(state),
        atr: atr ? Uint8Array.from(atr) : new Uint8Array(0),
      };
      this.#wake();
    });
    reader.on('error', (error) => this.#fail(error));
    reader.on('end', () => {
      this.#readers.delete(reader.name);
      this.#wake();
    });
    this.#wake();
  }

  #watched(name: string): Watched {
    const watched = this.#readers.get(name);
    if (watched) return watched;
    throw new OneCardError('reader.unknown-reader', { reader: name });
  }

  #stateless(readerName: string, eventCount: number): ReaderStateOut {
    return { readerName, flags: new Set(), eventCount, atr: new Uint8Array(0) };
  }

  #fail(error: unknown): void {
    this.#failure ??= packageFailure(error, 'SCardGetStatusChange');
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }
}
