import { OneCardError } from '../../../errors/index.ts';
import type { CallQueue } from '../../callQueue.ts';
import { CONTROL_BYTES_MAX, RESPONSE_BYTES_MAX } from '../../limits.ts';
import type { Deadlines } from '../libraryConnection.ts';
import type {
  CallOptions,
  CardProtocol,
  ConnectionStatus,
  Disposition,
  PcscCapability,
  PcscConnection,
} from '../port.ts';
import { DISPOSITIONS, PROTOCOLS } from '../words.ts';
import { type PackageReader, packageFailure } from './load.ts';
import type { PackageMonitor } from './monitor.ts';

/** A connection of the pcsclite package: one card handle, without transactions, reconnect, attributes. */
export class PackageConnection implements PcscConnection {
  readonly readerName: string;
  readonly givenBack: Promise<void>;
  #resolveGivenBack: () => void = () => undefined;
  readonly #reader: PackageReader;
  readonly #monitor: PackageMonitor;
  readonly #protocol: number;
  readonly #queue: CallQueue;
  readonly #deadlines: Deadlines;
  #isClosed = false;

  constructor(
    reader: PackageReader,
    monitor: PackageMonitor,
    protocol: number,
    queue: CallQueue,
    deadlines: Deadlines,
  ) {
    this.givenBack = new Promise((resolve) => {
      this.#resolveGivenBack = resolve;
    });
    this.readerName = reader.name;
    this.#reader = reader;
    this.#monitor = monitor;
    this.#protocol = protocol;
    this.#queue = queue;
    this.#deadlines = deadlines;
  }

  async transmit(command: Uint8Array, options: CallOptions = {}): Promise<Uint8Array> {
    // The package copies the command when it is called, but the command may wait before that.
    const sent = Buffer.from(command);
    return this.#call('SCardTransmit', options, (done) => {
      this.#reader.transmit(sent, RESPONSE_BYTES_MAX, this.#protocol, done);
    });
  }

  async control(code: number, input: Uint8Array, options: CallOptions = {}): Promise<Uint8Array> {
    // The closure keeps the input alive: the package hands its memory to a thread without holding it.
    const sent = Buffer.from(input);
    return this.#call('SCardControl', options, (done) => {
      this.#reader.control(sent, code, CONTROL_BYTES_MAX, (error, output) => {
        done(error, sent.length === input.length ? output : new Uint8Array(0));
      });
    });
  }

  async startTransaction(): Promise<void> {
    throw cannot('transactions');
  }

  async reconnect(): Promise<void> {
    throw cannot('reconnect');
  }

  async getAttribute(): Promise<Uint8Array> {
    throw cannot('attributes');
  }

  /** What the monitor saw last: the package does not ask the handle. */
  async status(): Promise<ConnectionStatus> {
    const { flags, atr } = this.#monitor.state(this.readerName);
    if (!flags.has('present')) {
      throw new OneCardError('reader.card-removed', { reader: this.readerName });
    }
    return { protocol: protocolName(this.#protocol), atr };
  }

  async disconnect(disposition: Disposition = 'leave'): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const give = (): Promise<void> =>
      new Promise((resolve) => {
        // A handle that cannot be given back is gone all the same.
        this.#reader.disconnect(DISPOSITIONS[disposition], () => {
          this.#resolveGivenBack();
          resolve();
        });
      });
    try {
      await this.#queue.run('SCardDisconnect', this.#deadlines.callMs, give);
    } catch {
      void this.#queue.settled().then(give);
    }
  }

  async #call<T>(
    name: string,
    { signal, deadlineMs = this.#deadlines.transmitMs }: CallOptions,
    begin: (done: (error: unknown, value?: T) => void) => void,
  ): Promise<T> {
    if (this.#isClosed) {
      throw new OneCardError('reader.connection-closed', { call: name, reader: this.readerName });
    }
    const call = (): Promise<T> =>
      new Promise((resolve, reject) => {
        begin((error, value) => {
          if (error) reject(packageFailure(error, name, this.readerName));
          else resolve(value as T);
        });
      });
    return this.#queue.run(name, deadlineMs, call, signal);
  }
}

function protocolName(protocol: number): CardProtocol {
  return protocol === PROTOCOLS['T=0'] ? 'T=0' : 'T=1';
}

function cannot(capability: PcscCapability): OneCardError {
  return new OneCardError('reader.adapter-cannot', { adapter: 'pcsclite', capability });
}
