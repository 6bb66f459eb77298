import { OneCardError } from '../../errors/index.ts';
import { CallQueue } from '../callQueue.ts';
import {
  ATTRIBUTE_BYTES_MAX,
  CALL_DEADLINE_MS,
  CONTROL_BYTES_MAX,
  TRANSMIT_DEADLINE_MS,
} from '../limits.ts';
import { pcscError, SCARD_S_SUCCESS } from './codes.ts';
import type { ExchangeMemory } from './exchangeMemory.ts';
import type { PcscWord } from './foreign.ts';
import type { PcscLibrary } from './library.ts';
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
): Promise<KoffiConnection> {
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
  return new KoffiConnection(library, card, readerName, shareMode, protocol, deadlines);
}

/** Made by `connectCard` alone. */
export class KoffiConnection implements PcscConnection {
  readonly readerName: string;
  readonly givenBack: Promise<void>;
  #resolveGivenBack: () => void = () => undefined;
  readonly #library: PcscLibrary;
  readonly #card: PcscWord;
  readonly #shareMode: number;
  readonly #deadlines: Deadlines;
  readonly #queue: CallQueue;
  /** One for all exchanges: the queue lets only one use it, and a poisoned queue none after that. */
  readonly #memory: ExchangeMemory;
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
    this.#memory = library.exchangeMemory();
    this.#memory.protocol = protocol;
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
    const begin = () => this.#library.beginTransaction(this.#card);
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
      const { code, protocol, atr } = await this.#library.status(this.#card);
      return { code, value: { protocol: protocol === PROTOCOLS['T=0'] ? 'T=0' : 'T=1', atr } };
    });
  }

  async reconnect(initialisation: Disposition): Promise<void> {
    const code = DISPOSITIONS[initialisation];
    await this.#call('SCardReconnect', this.#deadlines.callMs, undefined, async () => {
      const share = this.#shareMode;
      const answer = await this.#library.reconnect(this.#card, share, PROTOCOL_ANY, code);
      if (answer.code === SCARD_S_SUCCESS) this.#memory.protocol = answer.protocol;
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
    const code = await this.#library.transmit(this.#card, command, this.#memory);
    if (code !== SCARD_S_SUCCESS) throw this.#failure(code, 'SCardTransmit');
    return this.#memory.response;
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
