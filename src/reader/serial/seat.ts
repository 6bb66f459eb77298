/** A powered card in a slot, and everybody of this program who uses it: first in, first out. */

import type { CardTransport } from '../../card/index.ts';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import { CardLane } from '../cardLane.ts';
import { TRANSMIT_DEADLINE_MS } from '../limits.ts';
import type { ExchangeOptions } from '../provider.ts';
import { watchedTransport } from '../transactionWatch.ts';
import { assertWaitMs } from '../waitTime.ts';
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
  readonly #lane: CardLane;
  #failure: OneCardError | undefined;

  constructor(reader: string, slot: number, isExclusive: boolean, link: CardLink) {
    this.#reader = reader;
    this.#lane = new CardLane(reader);
    this.slot = slot;
    this.isExclusive = isExclusive;
    this.link = link;
  }

  /** Whether the card is gone, or can be spoken to no more: a new connection needs a new power-up. */
  get isLost(): boolean {
    return this.#failure !== undefined || this.link.wasRemoved;
  }

  async transmit(
    command: Uint8Array,
    { signal, deadlineMs = TRANSMIT_DEADLINE_MS }: ExchangeOptions = {},
  ): Promise<Uint8Array> {
    assertWaitMs('deadlineMs', deadlineMs);
    // A copy, because the caller may reuse its array while the command waits.
    const sent = command.slice();
    return this.#lane.turn(() => this.#transmit(sent, deadlineMs), signal);
  }

  transaction<T>(
    work: (transport: CardTransport) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const transmit = (command: Uint8Array) => this.#transmit(command, TRANSMIT_DEADLINE_MS);
    return this.#lane.turn(() => watchedTransport(transmit, work), signal);
  }

  /** Resolves when nothing that was asked before is under way any more. */
  settled(): Promise<void> {
    return this.#lane.settled();
  }

  async #transmit(command: Uint8Array, deadlineMs: number): Promise<Uint8Array> {
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
