import { setTimeout as sleep } from 'node:timers/promises';
import type { CardTransport } from '../../card/index.ts';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import { REMOVAL_LOOK_PAUSE_MS, REMOVAL_LOOKS_MAX } from '../limits.ts';
import type { PcscConnection, PcscContext } from './port.ts';

/** ISO/IEC 7816-4:2005 §5.1: every response ends with SW1 SW2. */
const STATUS_WORD_BYTES = 2;

/** Failures after which the card may be gone although the system did not say so. */
const DOUBTFUL: ReadonlySet<ErrorCode> = new Set(['reader.transmit-failed', 'reader.pcsc-failed']);

/**
 * A PC/SC connection as a card transport that owns its context.
 *
 * A card that another program has reset has forgotten what was selected and who was authenticated: the
 * handle is taken up again, and the caller is told `reader.card-was-reset`. The command is never sent a
 * second time, because nobody knows whether the card carried it out.
 */
export class PcscTransport implements CardTransport {
  readonly #context: PcscContext;
  readonly #connection: PcscConnection;

  constructor(context: PcscContext, connection: PcscConnection) {
    this.#context = context;
    this.#connection = connection;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#exchange(command);
    } catch (error) {
      throw await this.#understood(error);
    }
  }

  /** Resets the card, so that nothing a session opened is left open to the next program. */
  async close(): Promise<void> {
    await this.#connection.disconnect('reset');
    await this.#context.release();
  }

  async #exchange(command: Uint8Array): Promise<Uint8Array> {
    const response = await this.#connection.transmit(command);
    // Seen with pcsc-lite 1.9.9 when a card is pulled in the middle: success, and no bytes.
    if (response.length < STATUS_WORD_BYTES) {
      const detail = { reader: this.#connection.readerName, responseBytes: response.length };
      throw new OneCardError('reader.transmit-failed', detail);
    }
    return response;
  }

  async #understood(error: unknown): Promise<unknown> {
    if (!(error instanceof OneCardError)) return error;
    if (error.code === 'reader.card-was-reset') {
      // When taking it up fails too, the next command says why.
      await this.#connection.reconnect('leave').catch(() => undefined);
      return error;
    }
    return DOUBTFUL.has(error.code) ? this.#lookedInto(error) : error;
  }

  /** The failure itself, or what the service finds out about the card within a second. */
  async #lookedInto(error: OneCardError): Promise<OneCardError> {
    for (let look = 0; look < REMOVAL_LOOKS_MAX; look++) {
      try {
        await this.#connection.status();
      } catch (reason) {
        const isKnown = reason instanceof OneCardError && !DOUBTFUL.has(reason.code);
        return isKnown ? new OneCardError(reason.code, reason.detail, { cause: error }) : error;
      }
      await sleep(REMOVAL_LOOK_PAUSE_MS);
    }
    return error;
  }
}
