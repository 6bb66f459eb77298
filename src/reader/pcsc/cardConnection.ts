import { setTimeout as sleep } from 'node:timers/promises';
import type { CardTransport } from '../../card/index.ts';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import type { CardLane } from '../cardLane.ts';
import { REMOVAL_LOOK_PAUSE_MS, REMOVAL_LOOKS_MAX } from '../limits.ts';
import type { CardConnection, ExchangeOptions } from '../provider.ts';
import {
  TRANSACTION_LIMITS,
  type TransactionLimits,
  watchTransaction,
} from '../transactionWatch.ts';
import { type PinPad, pinPadOf } from './pinPad/pinPad.ts';
import type { ConnectionStatus, PcscCapability, PcscConnection, PcscContext } from './port.ts';

/** ISO/IEC 7816-4:2005 §5.1: every response ends with SW1 SW2. */
const STATUS_WORD_BYTES = 2;

/** Failures after which the card may be gone although the system did not say so. */
const DOUBTFUL: ReadonlySet<ErrorCode> = new Set(['reader.transmit-failed', 'reader.pcsc-failed']);

/** A card, and the reader around it. */
export interface PcscCard extends CardTransport {
  transmit(command: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array>;
  /**
   * Sends a control code to the reader.
   * @param code as the system numbers it: `controlCodeOf(3500)` and so on
   * @throws OneCardError `reader.not-supported`, `reader.adapter-cannot`.
   */
  control(code: number, input: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array>;
}

/** A card in a PC/SC reader. */
export interface PcscCardConnection extends CardConnection, PcscCard {
  transaction<T>(
    fn: (card: PcscCard) => Promise<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<T>;
  /**
   * An attribute of the reader (PC/SC part 3), by its number: `READER_ATTRIBUTES` names some.
   * @returns undefined when the driver has no such attribute
   * @throws OneCardError `reader.adapter-cannot`.
   */
  attribute(attribute: number): Promise<Uint8Array | undefined>;
  /** The PIN pad of the reader (PC/SC part 10); undefined when it has none. */
  pinPad(): Promise<PinPad | undefined>;
}

export interface ConnectedCard {
  readonly context: PcscContext;
  readonly connection: PcscConnection;
  readonly status: ConnectionStatus;
  readonly lane: CardLane;
  readonly capabilities: ReadonlySet<PcscCapability>;
  readonly isExclusive: boolean;
}

/**
 * A PC/SC connection that owns its context.
 *
 * A card that another program has reset has forgotten what was selected and who was authenticated: the
 * handle is taken up again, and the caller is told `reader.card-was-reset`. The command is never sent a
 * second time, because nobody knows whether the card carried it out.
 */
export class PcscCardHandle implements PcscCardConnection {
  readonly atr: Uint8Array;
  readonly protocol: 'T=0' | 'T=1';
  readonly #card: ConnectedCard;
  readonly #limits: TransactionLimits;
  #isClosed = false;

  constructor(card: ConnectedCard, limits: TransactionLimits = TRANSACTION_LIMITS) {
    this.atr = card.status.atr;
    this.protocol = card.status.protocol;
    this.#card = card;
    this.#limits = limits;
  }

  async transmit(command: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array> {
    const { lane } = this.#card;
    const turn = lane.enter(options?.signal);
    let sent = command;
    if (turn) {
      // A copy, because the caller may reuse its array while the command waits.
      sent = command.slice();
      await turn;
    }
    try {
      return await this.#exchange(sent, options);
    } finally {
      lane.leave();
    }
  }

  async control(
    code: number,
    input: Uint8Array,
    options: ExchangeOptions = {},
  ): Promise<Uint8Array> {
    const sent = input.slice();
    return this.#card.lane.turn(() => this.#control(code, sent, options), options.signal);
  }

  async attribute(attribute: number): Promise<Uint8Array | undefined> {
    return this.#card.lane.turn(async () => {
      try {
        return await this.#card.connection.getAttribute(attribute);
      } catch (error) {
        if (error instanceof OneCardError && error.code === 'reader.not-supported') {
          return undefined;
        }
        throw await this.#understood(error);
      }
    });
  }

  async pinPad(): Promise<PinPad | undefined> {
    return pinPadOf(this, process.platform);
  }

  async transaction<T>(
    fn: (card: PcscCard) => Promise<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const { lane, connection, capabilities, isExclusive } = this.#card;
    const work = (): Promise<T> =>
      watchTransaction(this.#limits, (guard) =>
        fn({
          transmit: guard((command, options) => this.#exchange(command, options)),
          control: guard((code, input, options) => this.#control(code, input, options)),
          close: async () => undefined,
        }),
      );
    return lane.turn(async () => {
      // Nobody else has a connection to a card that is held exclusively: the lane is enough.
      if (isExclusive && !capabilities.has('transactions')) return work();
      const results: T[] = [];
      try {
        await connection.startTransaction(async () => {
          results.push(await work());
          return undefined;
        });
      } catch (error) {
        throw await this.#afterTransaction(error);
      }
      return results[0]!;
    }, signal);
  }

  /** Resets the card, so that nothing a session opened is left open to the next program. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { lane, connection, context } = this.#card;
    // However many wait: a handle that is not given back is lost.
    await lane.enter(undefined, Number.POSITIVE_INFINITY);
    try {
      await connection.disconnect('reset');
      lane.owe(connection.givenBack);
    } finally {
      lane.leave();
    }
    await context.release();
  }

  async #exchange(command: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array> {
    try {
      const response = await this.#card.connection.transmit(command, options);
      if (response.length >= STATUS_WORD_BYTES) return response;
      // Seen with pcsc-lite 1.9.9 when a card is pulled in the middle: success, and no bytes.
      const detail = { reader: this.#card.connection.readerName, responseBytes: response.length };
      throw new OneCardError('reader.transmit-failed', detail);
    } catch (error) {
      throw await this.#understood(error);
    }
  }

  async #control(code: number, input: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array> {
    try {
      return await this.#card.connection.control(code, input, options);
    } catch (error) {
      throw await this.#understood(error);
    }
  }

  async #understood(error: unknown): Promise<unknown> {
    if (!(error instanceof OneCardError)) return error;
    if (error.code === 'reader.card-was-reset') {
      await this.#takeUp();
      return error;
    }
    return DOUBTFUL.has(error.code) ? this.#lookedInto(error) : error;
  }

  /** A transaction that failed has reset the card, if it ever began: the handle is taken up again. */
  async #afterTransaction(error: unknown): Promise<unknown> {
    await this.#takeUp();
    return error;
  }

  /** When taking the handle up fails too, the next command says why. */
  async #takeUp(): Promise<void> {
    const { connection, capabilities } = this.#card;
    if (capabilities.has('reconnect')) await connection.reconnect('leave').catch(() => undefined);
  }

  /** The failure itself, or what the service finds out about the card within a second. */
  async #lookedInto(error: OneCardError): Promise<OneCardError> {
    for (let look = 0; look < REMOVAL_LOOKS_MAX; look++) {
      try {
        await this.#card.connection.status();
      } catch (reason) {
        const isKnown = reason instanceof OneCardError && !DOUBTFUL.has(reason.code);
        return isKnown ? new OneCardError(reason.code, reason.detail, { cause: error }) : error;
      }
      await sleep(REMOVAL_LOOK_PAUSE_MS);
    }
    return error;
  }
}
