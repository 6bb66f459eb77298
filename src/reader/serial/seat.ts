/** A powered card in a slot, and everybody of this program who uses it: first in, first out. */

import type { CardTransport } from '../../card/index.ts';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import { watchedTransaction } from '../hid/transaction.ts';
import { QUEUED_CALLS_MAX, TRANSMIT_DEADLINE_MS } from '../limits.ts';
import type { ExchangeOptions } from '../provider.ts';
import type { CardLink } from './cardLink.ts';

/** After these the card is spoken to as before; after any other failure it needs a reset. */
const RECOVERABLE: ReadonlySet<ErrorCode> = new Set([
  'reader.transmit-failed',
  'reader.exchange-aborted',
  'reader.response-too-long',
  'card.malformed-command',
]);

export class SerialSeat {
  readonly slot: number;
  readonly isExclusive: boolean;
  readonly link: CardLink;
  /** Connections that hold it. */
  users = 1;
  readonly #reader: string;
  /** The end of everything that was asked so far, transactions included. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #failure: OneCardError | undefined;

  constructor(reader: string, slot: number, isExclusive: boolean, link: CardLink) {
    this.#reader = reader;
    this.slot = slot;
    this.isExclusive = isExclusive;
    this.link = link;
  }

  /** Whether the card is gone, or can be spoken to no more: a new connection needs a new power-up. */
  get isLost(): boolean {
    return this.#failure !== undefined || this.link.wasRemoved;
  }

  transmit(command: Uint8Array, options: ExchangeOptions = {}): Promise<Uint8Array> {
    return this.#queue(() => this.#transmit(command, options.deadlineMs), options.signal);
  }

  transaction<T>(
    work: (transport: CardTransport) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const transmit = (command: Uint8Array) => this.#transmit(command, undefined);
    return this.#queue(() => watchedTransaction(transmit, work), signal);
  }

  /** Resolves when nothing that was asked before is under way any more. */
  settled(): Promise<unknown> {
    return this.#last;
  }

  #queue<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (this.#waiting === QUEUED_CALLS_MAX) {
      const most = `no more than ${QUEUED_CALLS_MAX} calls may wait on one card`;
      return Promise.reject(new RangeError(most));
    }
    this.#waiting++;
    const result = this.#last.then(() => {
      if (!signal?.aborted) return work();
      throw new OneCardError('reader.wait-aborted', {}, { cause: signal.reason });
    });
    this.#last = result
      .catch(() => undefined)
      .then(() => {
        this.#waiting--;
      });
    return result;
  }

  async #transmit(command: Uint8Array, deadlineMs = TRANSMIT_DEADLINE_MS): Promise<Uint8Array> {
    if (this.#failure) throw this.#failure;
    if (this.link.wasRemoved) {
      throw this.#fail(new OneCardError('reader.card-removed', { reader: this.#reader }));
    }
    try {
      return await this.link.transmit(command, performance.now() + deadlineMs);
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
}
