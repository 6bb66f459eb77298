import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../../errors/index.ts';
import { CallQueue } from '../callQueue.ts';
import {
  ATTRIBUTE_BYTES_MAX,
  CALL_DEADLINE_MS,
  CONTROL_BYTES_MAX,
  HELD_CARD_PAUSE_MS,
  TRANSMIT_DEADLINE_MS,
} from '../limits.ts';
import { pcscError, SCARD_E_SHARING_VIOLATION, SCARD_S_SUCCESS } from './codes.ts';
import type { CardExchanges, PcscLibrary, PcscWord } from './library.ts';
import type {
  AccessMode,
  CallOptions,
  ConnectionStatus,
  Disposition,
  PcscConnection,
} from './port.ts';
import { DISPOSITIONS, PROTOCOL_ANY, PROTOCOLS, SHARE_MODES } from './words.ts';

/** Deadlines in milliseconds; other values than those of limits.ts are for tests of the deadlines. */
export interface Deadlines {
  readonly callMs: number;
  readonly transmitMs: number;
}
export const DEADLINES: Deadlines = {
  callMs: CALL_DEADLINE_MS,
  transmitMs: TRANSMIT_DEADLINE_MS,
};

/** Connects to the card in `readerName`, in the queue of its context. */
export async function connectCard(
  library: PcscLibrary,
  queue: CallQueue,
  context: PcscWord,
  deadlines: Deadlines,
  { readerName, accessMode }: { readonly readerName: string; readonly accessMode: AccessMode },
): Promise<LibraryConnection> {
  const shareMode = SHARE_MODES[accessMode];
  const { card, protocol } = await queue.run('SCardConnect', deadlines.callMs, async () => {
    const answer = await library.connect(context, readerName, shareMode, PROTOCOL_ANY);
    if (answer.code !== SCARD_S_SUCCESS) {
      throw pcscError(answer.code, 'SCardConnect', { reader: readerName });
    }
    // Too late, nobody waits for this handle: give it back.
    if (queue.isPoisoned) await library.disconnect(answer.card, DISPOSITIONS.leave);
    return answer;
  });
  return new LibraryConnection(library, card, readerName, shareMode, protocol, deadlines);
}

/** Made by `connectCard` alone. */
export class LibraryConnection implements PcscConnection {
  readonly readerName: string;
  readonly givenBack: Promise<void>;
  #resolveGivenBack: () => void = () => undefined;
  readonly #library: PcscLibrary;
  readonly #card: PcscWord;
  readonly #shareMode: number;
  readonly #deadlines: Deadlines;
  readonly #queue: CallQueue;
  /** The queue lets only one exchange use it, and a poisoned queue none after that. */
  readonly #exchanges: CardExchanges;
  #isClosed = false;

  constructor(
    library: PcscLibrary,
    card: PcscWord,
    readerName: string,
    shareMode: number,
    protocol: number,
    deadlines: Deadlines,
  ) {
    this.givenBack = new Promise((resolve) => {
      this.#resolveGivenBack = resolve;
    });
    this.#library = library;
    this.#card = card;
    this.readerName = readerName;
    this.#shareMode = shareMode;
    this.#exchanges = library.exchangesOf(card);
    this.#exchanges.setProtocol(protocol);
    this.#deadlines = deadlines;
    this.#queue = new CallQueue({ reader: readerName });
  }

  transmit(command: Uint8Array, options: CallOptions = {}): Promise<Uint8Array> {
    const { signal, deadlineMs = this.#deadlines.transmitMs } = options;
    // A copy, because the caller may reuse its array while the command waits or is on its way.
    const sent = command.slice();
    return this.#run('SCardTransmit', deadlineMs, signal, () => this.#exchange(sent));
  }

  async startTransaction(
    work: () => Promise<Disposition | undefined>,
    options: CallOptions = {},
  ): Promise<void> {
    const { transmitMs } = this.#deadlines;
    const begin = () => this.#whenFree(() => this.#library.beginTransaction(this.#card));
    await this.#call('SCardBeginTransaction', transmitMs, options.signal, begin);
    let disposition: Disposition;
    try {
      disposition = (await work()) ?? 'leave';
    } catch (error) {
      // What went wrong inside matters more than a failure to end.
      await this.#endTransaction('reset').catch(() => undefined);
      throw error;
    }
    await this.#endTransaction(disposition);
  }

  async status(): Promise<ConnectionStatus> {
    return this.#call('SCardStatus', this.#deadlines.callMs, undefined, async () => {
      const { code, protocol, atr } = await this.#whenFree(() => this.#library.status(this.#card));
      return { code, value: { protocol: protocol === PROTOCOLS['T=0'] ? 'T=0' : 'T=1', atr } };
    });
  }

  async reconnect(initialisation: Disposition): Promise<void> {
    const code = DISPOSITIONS[initialisation];
    await this.#call('SCardReconnect', this.#deadlines.callMs, undefined, async () => {
      const share = this.#shareMode;
      const answer = await this.#whenFree(() =>
        this.#library.reconnect(this.#card, share, PROTOCOL_ANY, code),
      );
      if (answer.code === SCARD_S_SUCCESS) this.#exchanges.setProtocol(answer.protocol);
      return { code: answer.code };
    });
  }

  async control(code: number, input: Uint8Array, options: CallOptions = {}): Promise<Uint8Array> {
    const { signal, deadlineMs = this.#deadlines.transmitMs } = options;
    const sent = input.slice();
    return this.#call('SCardControl', deadlineMs, signal, async () => {
      const answer = await this.#library.control(this.#card, code, sent, CONTROL_BYTES_MAX);
      return { code: answer.code, value: answer.output };
    });
  }

  async getAttribute(attribute: number): Promise<Uint8Array> {
    return this.#call('SCardGetAttrib', this.#deadlines.callMs, undefined, () =>
      this.#library.getAttribute(this.#card, attribute, ATTRIBUTE_BYTES_MAX),
    );
  }

  async disconnect(disposition: Disposition = 'leave'): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const give = async (): Promise<void> => {
      await this.#library.disconnect(this.#card, DISPOSITIONS[disposition]);
      this.#resolveGivenBack();
    };
    try {
      await this.#queue.run('SCardDisconnect', this.#deadlines.callMs, give);
    } catch {
      void this.#queue.settled().then(give);
    }
  }

  /** The system owes this handle an answer: until it comes, any other call on the same context would block. */
  get isPoisoned(): boolean {
    return this.#queue.isPoisoned;
  }

  async #endTransaction(disposition: Disposition): Promise<void> {
    const end = () => this.#library.endTransaction(this.#card, DISPOSITIONS[disposition]);
    await this.#call('SCardEndTransaction', this.#deadlines.callMs, undefined, end);
  }

  async #exchange(command: Uint8Array): Promise<Uint8Array> {
    let code = await this.#exchanges.transmit(command);
    while (code === SCARD_E_SHARING_VIOLATION && (await this.#asksAgain())) {
      code = await this.#exchanges.transmit(command);
    }
    if (code !== SCARD_S_SUCCESS) throw this.#failure(code, 'SCardTransmit');
    return this.#exchanges.response;
  }

  /**
   * Another program has a transaction on the card: the command was not sent, and is sent when that is over.
   * @returns after a pause, false when nobody waits any more
   */
  async #asksAgain(): Promise<boolean> {
    if (!this.#library.answersHeldCard) return false;
    await sleep(HELD_CARD_PAUSE_MS);
    return !this.#queue.isPoisoned;
  }

  /** For calls that wait, in the system's own library, until no other program holds the card. */
  async #whenFree<T extends { code: number }>(call: () => Promise<T>): Promise<T> {
    let answer = await call();
    while (answer.code === SCARD_E_SHARING_VIOLATION && (await this.#asksAgain())) {
      answer = await call();
    }
    return answer;
  }

  async #call<T>(
    name: string,
    deadlineMs: number,
    signal: AbortSignal | undefined,
    call: () => Promise<{ code: number; value?: T }>,
  ): Promise<T> {
    const { code, value } = await this.#run(name, deadlineMs, signal, call);
    if (code !== SCARD_S_SUCCESS) throw this.#failure(code, name);
    return value as T;
  }

  #run<T>(
    name: string,
    deadlineMs: number,
    signal: AbortSignal | undefined,
    call: () => Promise<T>,
  ): Promise<T> {
    if (!this.#isClosed) return this.#queue.run(name, deadlineMs, call, signal);
    const detail = { call: name, reader: this.readerName };
    return Promise.reject(new OneCardError('reader.connection-closed', detail));
  }

  #failure(code: number, call: string): OneCardError {
    return pcscError(code, call, { reader: this.readerName });
  }
}
