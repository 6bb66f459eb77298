import { OneCardError } from '../../errors/index.ts';
import { CALL_DEADLINE_MS, RESPONSE_BYTES_MAX, TRANSMIT_DEADLINE_MS } from '../limits.ts';
import { CallQueue } from './callQueue.ts';
import { pcscError, SCARD_S_SUCCESS } from './codes.ts';
import type { PcscWord } from './foreign.ts';
import type { PcscLibrary } from './library.ts';
import type {
  AccessMode,
  CallOptions,
  CardProtocol,
  ConnectionStatus,
  Disposition,
  PcscConnection,
} from './port.ts';

const SHARE_MODES = { exclusive: 1, shared: 2 } as const satisfies Record<AccessMode, number>;
const PROTOCOLS = { 'T=0': 1, 'T=1': 2 } as const satisfies Record<CardProtocol, number>;
const PROTOCOL_ANY = PROTOCOLS['T=0'] | PROTOCOLS['T=1'];
const DISPOSITIONS = {
  leave: 0,
  reset: 1,
  unpower: 2,
  eject: 3,
} as const satisfies Record<Disposition, number>;

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
  readonly #library: PcscLibrary;
  readonly #card: PcscWord;
  readonly #shareMode: number;
  readonly #deadlines: Deadlines;
  readonly #queue: CallQueue;
  /** One for all calls: the queue lets only one use it, and a poisoned queue none after that. */
  readonly #buffer = new Uint8Array(RESPONSE_BYTES_MAX);
  #protocol: number;
  #isClosed = false;

  constructor(
    library: PcscLibrary,
    card: PcscWord,
    readerName: string,
    shareMode: number,
    protocol: number,
    deadlines: Deadlines,
  ) {
    this.#library = library;
    this.#card = card;
    this.readerName = readerName;
    this.#shareMode = shareMode;
    this.#protocol = protocol;
    this.#deadlines = deadlines;
    this.#queue = new CallQueue({ reader: readerName });
  }

  async transmit(command: Uint8Array, options: CallOptions = {}): Promise<Uint8Array> {
    const { transmitMs } = this.#deadlines;
    // A copy, because the caller may reuse its array while the command waits.
    const sent = command.slice();
    return this.#call('SCardTransmit', transmitMs, options.signal, async () => {
      const answer = await this.#library.transmit(this.#card, this.#protocol, sent, this.#buffer);
      const { code, responseBytes } = answer;
      return { code, value: this.#buffer.slice(0, responseBytes) };
    });
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
      if (answer.code === SCARD_S_SUCCESS) this.#protocol = answer.protocol;
      return { code: answer.code };
    });
  }

  async disconnect(disposition: Disposition = 'leave'): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const give = () => this.#library.disconnect(this.#card, DISPOSITIONS[disposition]);
    try {
      await this.#queue.run('SCardDisconnect', this.#deadlines.callMs, give);
    } catch {
      // A poisoned handle can be given back only when the system has answered; nobody waits for that.
      void this.#queue.settled().then(give);
    }
  }

  /**
   * Once the system owes this handle no answer; undefined when it owes none. While it does, any other call
   * on the same context would block.
   */
  get owedAnswer(): Promise<void> | undefined {
    return this.#queue.isPoisoned ? this.#queue.settled() : undefined;
  }

  async #endTransaction(disposition: Disposition): Promise<void> {
    const end = () => this.#library.endTransaction(this.#card, DISPOSITIONS[disposition]);
    await this.#call('SCardEndTransaction', this.#deadlines.callMs, undefined, end);
  }

  async #call<T>(
    name: string,
    deadlineMs: number,
    signal: AbortSignal | undefined,
    call: () => Promise<{ code: number; value?: T }>,
  ): Promise<T> {
    const detail = { reader: this.readerName };
    if (this.#isClosed)
      throw new OneCardError('reader.connection-closed', { call: name, ...detail });
    const { code, value } = await this.#queue.run(name, deadlineMs, call, signal);
    if (code !== SCARD_S_SUCCESS) throw pcscError(code, name, detail);
    return value as T;
  }
}
