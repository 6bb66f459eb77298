import type { CardTransport } from '../../card/index.ts';
import type { ConnectOptions, Reader, ReaderProvider } from '../reader.ts';
import { findCard } from './cardSearch.ts';
import { openKoffiPort } from './koffiPort.ts';
import type { AccessMode, PcscConnection, PcscPort } from './port.ts';
import { PcscTransport } from './transport.ts';

export interface PcscReadersOptions {
  /** Another way to PC/SC than the system's library. It is opened at the first call. */
  readonly openPort?: () => Promise<PcscPort>;
}

/**
 * The readers of the system's PC/SC service: pcsc-lite, PCSC.framework or winscard.
 *
 * Nothing is loaded until the first call. Each call has a context of its own, so that a wait never
 * stands in the way of a card, and a service that was restarted is simply found again.
 * @example
 * const reader = await pcscReaders().waitForCard({ timeoutMs: 30_000 });
 * const transport = await reader.connect({ exclusive: true });
 */
export function pcscReaders({ openPort = openKoffiPort }: PcscReadersOptions = {}): ReaderProvider {
  const closing = new AbortController();
  let opened: PcscPort | undefined;
  const port = async (): Promise<PcscPort> => {
    opened ??= await openPort();
    return opened;
  };
  return {
    async list() {
      const context = await (await port()).establishContext();
      try {
        const names = await context.listReaders();
        return names.map((name) => new PcscReader(port, name));
      } finally {
        await context.release();
      }
    },
    async waitForCard(options) {
      const signals = options.signal ? [options.signal, closing.signal] : [closing.signal];
      const signal = AbortSignal.any(signals);
      const name = await findCard(await port(), { ...options, signal });
      return new PcscReader(port, name);
    },
    async close() {
      closing.abort();
    },
  };
}

class PcscReader implements Reader {
  readonly name: string;
  readonly #port: () => Promise<PcscPort>;

  constructor(port: () => Promise<PcscPort>, name: string) {
    this.#port = port;
    this.name = name;
  }

  async connect({ exclusive = false }: ConnectOptions = {}): Promise<CardTransport> {
    const { transport } = await this.#open(exclusive ? 'exclusive' : 'shared');
    return transport;
  }

  async transaction<T>(work: (transport: CardTransport) => Promise<T>): Promise<T> {
    const { connection, transport } = await this.#open('shared');
    try {
      const results: T[] = [];
      await connection.startTransaction(async () => {
        results.push(await work(transport));
        return undefined;
      });
      return results[0]!;
    } finally {
      await transport.close();
    }
  }

  async #open(mode: AccessMode): Promise<{ connection: PcscConnection; transport: CardTransport }> {
    const context = await (await this.#port()).establishContext();
    try {
      const connection = await context.connect(this.name, mode);
      return { connection, transport: new PcscTransport(context, connection) };
    } catch (error) {
      await context.release();
      throw error;
    }
  }
}
