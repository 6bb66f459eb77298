import type { CardTransport } from '../../card/index.ts';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
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
    let response: Uint8Array;
    try {
      response = await this.#connection.transmit(command);
    } catch (error) {
      throw await this.#understood(error);
    }
    if (response.length < STATUS_WORD_BYTES) {
      const detail = { reader: this.#connection.readerName, responseBytes: response.length };
      throw new OneCardError('reader.transmit-failed', detail);
    }
    return response;
  }

  /** Resets the card, so that nothing a session opened is left open to the next program. */
  async close(): Promise<void> {
    await this.#connection.disconnect('reset');
    await this.#context.release();
  }

  async #understood(error: unknown): Promise<unknown> {
    if (!(error instanceof OneCardError)) return error;
    if (error.code === 'reader.card-was-reset') {
      // When taking it up fails too, the next command says why.
      await this.#connection.reconnect('leave').catch(() => undefined);
      return error;
    }
    if (!DOUBTFUL.has(error.code)) return error;
    try {
      await this.#connection.status();
      return error;
    } catch (status) {
      const isKnown = status instanceof OneCardError && !DOUBTFUL.has(status.code);
      return isKnown ? new OneCardError(status.code, status.detail, { cause: error }) : error;
    }
  }
}
