/** A powered card in a serial reader, as the one interface of all readers. */

import type { CardTransport } from '../../card/index.ts';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import { QUEUED_CALLS_MAX, TRANSMIT_DEADLINE_MS } from '../limits.ts';
import type { CardConnection } from '../provider.ts';
import type { CardLink } from './cardLink.ts';

/** After these the card is spoken to as before; after any other failure it needs a reset. */
const RECOVERABLE: ReadonlySet<ErrorCode> = new Set([
  'reader.transmit-failed',
  'reader.exchange-aborted',
  'reader.response-too-long',
  'card.malformed-command',
]);

export interface SerialConnectionOptions {
  readonly link: CardLink;
  readonly reader: string;
  /** Powers the card off and frees the slot. */
  readonly release: () => Promise<void>;
}

export class SerialConnection implements CardConnection {
  readonly #link: CardLink;
  readonly #reader: string;
  readonly #release: () => Promise<void>;
  /** The end of everything that was asked so far, transactions included. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #failure: OneCardError | undefined;
  #closing: Promise<void> | undefined;

  constructor({ link, reader, release }: SerialConnectionOptions) {
    this.#link = link;
    this.#reader = reader;
    this.#release = release;
  }

  get atr(): Uint8Array {
    return this.#link.atr.bytes;
  }

  get protocol(): 'T=0' | 'T=1' {
    return this.#link.protocol === 0 ? 'T=0' : 'T=1';
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#queue(() => this.#transmit(command));
  }

  /** Nobody else's command comes between those of `work`; `transmit` of the connection waits for it. */
  transaction<T>(work: (transport: CardTransport) => Promise<T>): Promise<T> {
    return this.#queue(async () => {
      let isOver = false;
      try {
        return await work({
          transmit: (command) =>
            isOver ? Promise.reject(this.#closed()) : this.#transmit(command),
          close: async () => undefined,
        });
      } finally {
        isOver = true;
      }
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#last.then(this.#release, this.#release);
    return this.#closing;
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(this.#closed());
    if (this.#waiting === QUEUED_CALLS_MAX) {
      return Promise.reject(
        new RangeError(`no more than ${QUEUED_CALLS_MAX} calls may wait on one card`),
      );
    }
    this.#waiting++;
    const result = this.#last.then(work);
    this.#last = result
      .catch(() => undefined)
      .then(() => {
        this.#waiting--;
      });
    return result;
  }

  async #transmit(command: Uint8Array): Promise<Uint8Array> {
    if (this.#failure) throw this.#failure;
    if (this.#link.wasRemoved) throw this.#fail(this.#removed());
    try {
      return await this.#link.transmit(command, performance.now() + TRANSMIT_DEADLINE_MS);
    } catch (error) {
      if (error instanceof OneCardError && !RECOVERABLE.has(error.code)) this.#fail(error);
      throw error;
    }
  }

  /** What every later command meets: a card that is out stays out, anything else needs a new connection. */
  #fail(error: OneCardError): OneCardError {
    const isGone = error.code === 'reader.card-removed' || error.code === 'reader.reader-removed';
    const detail = { reader: this.#reader, call: 'transmit' };
    this.#failure = isGone
      ? error
      : new OneCardError('reader.connection-poisoned', detail, { cause: error });
    return error;
  }

  #removed(): OneCardError {
    return new OneCardError('reader.card-removed', { reader: this.#reader });
  }

  #closed(): OneCardError {
    return new OneCardError('reader.connection-closed', { reader: this.#reader });
  }
}
