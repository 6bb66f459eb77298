import { OneCardError } from '../../errors/index.ts';
import { CardLane } from '../cardLane.ts';
import { CALL_DEADLINE_MS, CONNECT_RESETS_MAX } from '../limits.ts';
import type {
  ConnectOptions,
  Reader,
  ReaderEvent,
  ReaderProvider,
  ReaderSlot,
  WaitForCardOptions,
} from '../provider.ts';
import { unlessAborted } from '../stopping.ts';
import { openAdapter, type PcscAdapter } from './adapter.ts';
import { type PcscCardConnection, PcscCardHandle } from './cardConnection.ts';
import { findCard } from './cardSearch.ts';
import { EMPTY_DESK, eventsBetween } from './deskState.ts';
import { type DeviceSlots, devicesOf, type PcscDevice } from './devices.ts';
import type { ConnectionStatus, PcscConnection, PcscPort } from './port.ts';
import { PcscSupervisor } from './supervisor.ts';

export interface PcscReadersOptions {
  /**
   * How the system's PC/SC is reached. When absent: on Linux pcscd's socket, where there is one that is
   * understood; else the system's library.
   */
  readonly adapter?: PcscAdapter | undefined;
  /** Which PC/SC readers are slots of one device; without it each is a reader with one slot. */
  readonly devices?: readonly PcscDevice[] | undefined;
  /** Another way to PC/SC than the adapters. It is opened at the first call. */
  readonly openPort?: (() => Promise<PcscPort>) | undefined;
}

export interface PcscReader extends Reader {
  readonly kind: 'pcsc';
  connect(options?: ConnectOptions): Promise<PcscCardConnection>;
}

export interface PcscReaderProvider extends ReaderProvider {
  readonly kind: 'pcsc';
  list(): Promise<readonly PcscReader[]>;
  waitForCard(options: WaitForCardOptions): Promise<PcscReader>;
}

/**
 * The readers of the system's PC/SC service: pcsc-lite, PCSC.framework or winscard.
 *
 * Nothing is loaded until the first call. Waits and events share one context; each connection has one of
 * its own, so that a wait never stands in the way of a card, and a service that was restarted is simply
 * found again.
 * @example
 * const reader = await pcscReaders().waitForCard({ timeoutMs: 30_000 });
 * const connection = await reader.connect({ exclusive: true });
 */
export function pcscReaders(options: PcscReadersOptions = {}): PcscReaderProvider {
  return new PcscProvider(options);
}

class PcscProvider implements PcscReaderProvider {
  readonly kind = 'pcsc';
  readonly #open: () => Promise<PcscPort>;
  readonly #devices: readonly PcscDevice[];
  readonly #supervisor: PcscSupervisor;
  readonly #closing = new AbortController();
  /** By the name that PC/SC has for the slot; a desk has a handful. */
  readonly #lanes = new Map<string, CardLane>();
  #opened: PcscPort | undefined;

  constructor({ adapter, devices = [], openPort }: PcscReadersOptions) {
    this.#open = openPort ?? (() => openAdapter(adapter));
    this.#devices = devices;
    this.#supervisor = new PcscSupervisor(() => this.#port(), devices);
  }

  async list(): Promise<readonly PcscReader[]> {
    const context = await (await this.#port()).establishContext();
    try {
      const names = await context.listReaders();
      return devicesOf(names, this.#devices).map((device) => this.#reader(device));
    } finally {
      await context.release();
    }
  }

  async waitForCard(options: WaitForCardOptions): Promise<PcscReader> {
    const signal = this.#untilClosed(options.signal);
    const device = await findCard(this.#supervisor, { ...options, signal });
    return this.#reader(device);
  }

  async *events({
    signal,
  }: {
    readonly signal?: AbortSignal | undefined;
  } = {}): AsyncGenerator<ReaderEvent, void, undefined> {
    let seen = EMPTY_DESK;
    for await (const state of this.#supervisor.states(this.#untilClosed(signal))) {
      yield* eventsBetween(seen, state);
      seen = state;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  async #port(): Promise<PcscPort> {
    this.#opened ??= await this.#open();
    return this.#opened;
  }

  #untilClosed(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  #reader(device: DeviceSlots): PcscReader {
    return new PcscSlots(
      device,
      () => this.#port(),
      (pcscName) => this.#lane(pcscName),
    );
  }

  #lane(pcscName: string): CardLane {
    let lane = this.#lanes.get(pcscName);
    if (!lane) {
      lane = new CardLane(pcscName);
      this.#lanes.set(pcscName, lane);
    }
    return lane;
  }
}

class PcscSlots implements PcscReader {
  readonly kind = 'pcsc';
  readonly name: string;
  readonly slots: readonly ReaderSlot[];
  readonly #pcscNames: readonly (string | undefined)[];
  readonly #port: () => Promise<PcscPort>;
  readonly #lane: (pcscName: string) => CardLane;

  constructor(
    { name, slots, pcscNames }: DeviceSlots,
    port: () => Promise<PcscPort>,
    lane: (pcscName: string) => CardLane,
  ) {
    this.name = name;
    this.slots = slots;
    this.#pcscNames = pcscNames;
    this.#port = port;
    this.#lane = lane;
  }

  async connect(options: ConnectOptions = {}): Promise<PcscCardConnection> {
    const { exclusive = false, slot = 0, signal } = options;
    if (!Object.hasOwn(this.slots, slot)) {
      throw new RangeError(`"slot" expected 0 to ${this.slots.length - 1}`);
    }
    const pcscName = this.#pcscNames[slot];
    if (pcscName === undefined) {
      throw new OneCardError('reader.unknown-reader', { reader: this.name, slot });
    }
    return unlessAborted(() => this.#connect(pcscName, exclusive), signal);
  }

  async #connect(pcscName: string, isExclusive: boolean): Promise<PcscCardConnection> {
    const port = await this.#port();
    const lane = this.#lane(pcscName);
    await lane.allGivenBack(CALL_DEADLINE_MS);
    const context = await port.establishContext();
    let connection: PcscConnection | undefined;
    try {
      connection = await context.connect(pcscName, isExclusive ? 'exclusive' : 'shared');
      const status = await firstStatus(connection, port);
      const { capabilities } = port;
      return new PcscCardHandle({ context, connection, status, lane, capabilities, isExclusive });
    } catch (error) {
      await connection?.disconnect();
      await context.release();
      throw error;
    }
  }
}

/**
 * The status of a handle on which nothing has been sent: when another program resets the card meanwhile,
 * nothing is lost, and the handle is taken up again.
 */
async function firstStatus(connection: PcscConnection, port: PcscPort): Promise<ConnectionStatus> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connection.status();
    } catch (error) {
      const wasReset = error instanceof OneCardError && error.code === 'reader.card-was-reset';
      const canReconnect = port.capabilities.has('reconnect');
      if (!wasReset || !canReconnect || attempt === CONNECT_RESETS_MAX) throw error;
      await connection.reconnect('leave');
    }
  }
}
