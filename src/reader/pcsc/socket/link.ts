import { createConnection, type Socket } from 'node:net';
import { AnswerAssembly } from './assembly.ts';
import { type AnswerShape, COMMANDS, encodeMessage, wordAt } from './message.ts';
import { type DaemonReader, READER_STATES } from './readerStates.ts';

/** The states of all readers are 2,944 bytes; a long response comes in several pieces. */
const CHUNK_BYTES = 4_096;

const GET_READER_STATES = encodeMessage(COMMANDS.getReadersState, []);
const WATCH = encodeMessage(COMMANDS.waitReaderStateChange, []);
const STOP_WATCHING = encodeMessage(COMMANDS.stopWaiting, []);

/** struct wait_reader_state_change: a time that is not used, and the status code. */
const WATCH_END: AnswerShape<number> = { bytes: 8, parse: (_bytes, words) => wordAt(words, 1) };

/** A registration for the next change of any reader. */
export interface ReaderWatch {
  /** The readers at its beginning; undefined when the link was lost. */
  readonly readers: Promise<readonly DaemonReader[] | undefined>;
  /** The status code that it ended with, once something has changed or `stop` was called. */
  readonly ended: Promise<number | undefined>;
  readonly stop: () => void;
}

/**
 * One connection to pcscd: for the daemon, one context. A question at a time, because the daemon reads the
 * next when it has answered the last. It never keeps the program running; whoever waits for an answer has
 * a deadline, and that does.
 */
export class DaemonLink {
  readonly #socket: Socket;
  readonly #assembly = new AnswerAssembly();
  readonly #turns: (() => void)[] = [];
  #isTaken = false;
  #isLost = false;
  /** Whether there was somebody at the socket. */
  readonly connected: Promise<boolean>;

  constructor(path: string) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const words = new DataView(chunk.buffer);
    const callback = (bytes: number): boolean => {
      if (!this.#assembly.push(chunk, words, bytes)) this.close();
      return true;
    };
    this.#socket = createConnection({ path, onread: { buffer: chunk, callback } });
    this.#socket.unref();
    this.connected = new Promise((resolve) => {
      this.#socket.once('connect', () => resolve(true));
      this.#socket.once('close', () => {
        resolve(false);
        this.close();
      });
    });
    // 'close' follows.
    this.#socket.on('error', () => undefined);
  }

  /**
   * Asks after everything that was asked before.
   * @param lost the answer when the connection is lost before it came
   */
  ask<T>(message: Uint8Array, shape: AnswerShape<T>, lost: T): Promise<T> {
    return new Promise((resolve) => {
      this.#turn(() => {
        this.#assembly.expect(shape, (answer) => {
          this.#leave();
          resolve(answer ?? lost);
        });
        this.#send(message);
      });
    });
  }

  /** The readers; undefined when the link was lost. */
  readers(): Promise<readonly DaemonReader[] | undefined> {
    return this.ask<readonly DaemonReader[] | undefined>(
      GET_READER_STATES,
      READER_STATES,
      undefined,
    );
  }

  /**
   * The daemon answers twice: with the readers at once, and with one message in the end, whether that was
   * a change, another's SCardCancel or `stop`.
   */
  watch(): ReaderWatch {
    let hasBegun = false;
    let hasEnded = false;
    let isStopped = false;
    let resolveEnded: (code: number | undefined) => void = () => undefined;
    const ended = new Promise<number | undefined>((resolve) => {
      resolveEnded = resolve;
    });
    const readers = new Promise<readonly DaemonReader[] | undefined>((resolve) => {
      this.#turn(() => {
        hasBegun = true;
        this.#assembly.expect(READER_STATES, resolve);
        this.#assembly.expect(WATCH_END, (code) => {
          hasEnded = true;
          this.#leave();
          resolveEnded(code);
        });
        this.#send(WATCH);
        if (isStopped) this.#send(STOP_WATCHING);
      });
    });
    const stop = (): void => {
      if (isStopped || hasEnded) return;
      isStopped = true;
      if (hasBegun) this.#send(STOP_WATCHING);
    };
    return { readers, ended, stop };
  }

  /** Ends the connection; the daemon gives back what belongs to it. Questions get what was lost. */
  close(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#socket.destroy();
    this.#assembly.abandon();
  }

  #send(message: Uint8Array): void {
    if (!this.#isLost) this.#socket.write(message);
  }

  #turn(begin: () => void): void {
    if (this.#isTaken) {
      this.#turns.push(begin);
      return;
    }
    this.#isTaken = true;
    begin();
    if (this.#isLost) this.#assembly.abandon();
  }

  #leave(): void {
    this.#isTaken = false;
    const next = this.#turns.shift();
    if (next) this.#turn(next);
  }
}
