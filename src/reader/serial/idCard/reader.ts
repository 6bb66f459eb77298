/** A reader for second-generation identity cards on a serial line: find, select, read. */

import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../../../errors/index.ts';
import { assertWaitMs } from '../../waitTime.ts';
import type { BytePort, LineSettings, OpenBytePort } from '../bytePort.ts';
import { LOOK_PAUSE_MS, PROBE_DEADLINE_MS, QUIET_MS } from '../limits.ts';
import { openSerialPort } from '../serialPort.ts';
import {
  encodeIdCommand,
  type IdAnswer,
  type IdCommand,
  IdFrameDecoder,
  type IdFrameEvent,
} from './frame.ts';
import {
  ID_DONE,
  ID_FOUND,
  ID_NOT_FOUND,
  ID_NOT_SELECTED,
  idStatusHex,
  idStatusText,
} from './status.ts';
import { type IdCard, parseIdCard } from './text.ts';

/** Reading text, photo and fingerprints takes a card below 2 s, the line 0.2 s; 5 s is a reader that hangs. */
const ANSWER_MS = 5_000;
/** The rates that the module can be set to. */
const BAUD_RATES = [115_200, 57_600, 38_400, 19_200, 9_600] as const;

export interface IdCardReaderOptions {
  /** Name of the port: `/dev/ttyUSB0`, `COM3`. */
  readonly path: string;
  /** 115,200 as the modules leave the factory, when absent. */
  readonly baudRate?: (typeof BAUD_RATES)[number];
  /** Another way to a stream of bytes than a serial port of this computer. */
  readonly openPort?: OpenBytePort;
}

export interface ReadIdCardOptions {
  /** Milliseconds that a card may take to be laid down; 0 looks once. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Also the fingerprint templates, where the card has any. */
  readonly withFingerprints?: boolean;
}

export type IdCardReading =
  | { readonly outcome: 'read'; readonly card: IdCard }
  | { readonly outcome: 'no-card' };

/**
 * An identity card reader with its port open.
 *
 * A card that was read is not found again until it has been lifted: that is how the modules are made.
 * @example
 * const reader = await IdCardReader.open({ path: '/dev/ttyUSB1' });
 * const reading = await reader.readCard({ timeoutMs: 10_000 });
 */
export class IdCardReader {
  readonly #port: BytePort;
  readonly #path: string;
  readonly #decoder = new IdFrameDecoder();
  #answered: ((event: IdFrameEvent | undefined) => void) | undefined;
  #isClosed = false;
  /** The command that was never answered: its answer may come yet, and none of them says to which it belongs. */
  #poisonedBy: IdCommand | undefined;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(port: BytePort, path: string) {
    this.#port = port;
    this.#path = path;
    port.onBytes((bytes) => {
      const events = this.#decoder.push(bytes);
      // One command, one answer: what comes without a question is an answer that came too late.
      if (events.length > 0) this.#answered?.(events.at(-1));
    });
    port.onClose(() => {
      this.#isClosed = true;
      this.#answered?.(undefined);
    });
  }

  /**
   * Opens the port and asks the module for its status.
   * @throws OneCardError `reader.serial-port-not-opened`, `reader.serial-reader-not-found`,
   *   `reader.id-reader-failed` when the module says that it is not well.
   */
  static async open({
    path,
    baudRate = 115_200,
    openPort = openSerialPort,
  }: IdCardReaderOptions): Promise<IdCardReader> {
    if (!BAUD_RATES.includes(baudRate)) throw new RangeError('"baudRate" is none of the module’s');
    const settings: LineSettings = { baudRate, dataBits: 8, stopBits: 1, parity: 'none' };
    const port = await openPort(path, settings);
    const reader = new IdCardReader(port, path);
    try {
      const answer = await reader.#ask('module-status', PROBE_DEADLINE_MS);
      if (answer.status !== ID_DONE) throw reader.#failure(answer.status, 'module-status');
      return reader;
    } catch (error) {
      await port.close();
      const isSilent = error instanceof OneCardError && error.code === 'reader.call-timed-out';
      if (!isSilent) throw error;
      const detail = { port: path, reason: 'silent' };
      throw new OneCardError('reader.serial-reader-not-found', detail, { cause: error });
    }
  }

  /** Number of the security module, as the module sends it: 16 bytes. */
  async moduleNumber(): Promise<Uint8Array> {
    const answer = await this.#ask('module-number');
    if (answer.status !== ID_DONE) throw this.#failure(answer.status, 'module-number');
    return answer.data;
  }

  /**
   * Waits for a card and reads it.
   * @throws OneCardError `reader.id-reader-failed` when the card was found but not read,
   *   `reader.malformed-id-card`, `reader.wait-aborted`, `reader.reader-removed`; `reader.call-timed-out`
   *   when the module does not answer, and `reader.connection-poisoned` from then on: open it anew.
   */
  async readCard({
    timeoutMs,
    signal,
    withFingerprints = false,
  }: ReadIdCardOptions): Promise<IdCardReading> {
    assertWaitMs('timeoutMs', timeoutMs);
    const until = performance.now() + timeoutMs;
    // Ends at `until`: the round with no time left is the last.
    for (;;) {
      if (signal?.aborted) {
        throw new OneCardError('reader.wait-aborted', {}, { cause: signal.reason });
      }
      const found = await this.#ask('find');
      if (found.status === ID_FOUND) {
        const selected = await this.#ask('select');
        if (selected.status === ID_DONE) return this.#read(withFingerprints);
        // Lifted between the two: the next round looks again.
        if ((selected.status & 0xff) !== ID_NOT_SELECTED) {
          throw this.#failure(selected.status, 'select');
        }
      } else if ((found.status & 0xff) !== ID_NOT_FOUND) {
        throw this.#failure(found.status, 'find');
      }
      const leftMs = until - performance.now();
      if (leftMs <= 0) return { outcome: 'no-card' };
      await sleep(Math.min(leftMs, LOOK_PAUSE_MS), undefined, signal ? { signal } : {}).catch(
        () => undefined,
      );
    }
  }

  /** Gives the port back; a second call does nothing. */
  close(): Promise<void> {
    return this.#port.close();
  }

  async #read(withFingerprints: boolean): Promise<IdCardReading> {
    const command = withFingerprints ? 'read-with-fingerprints' : 'read';
    const answer = await this.#ask(command);
    if (answer.status !== ID_DONE) throw this.#failure(answer.status, command);
    return { outcome: 'read', card: parseIdCard(answer.data, command) };
  }

  /** One command at a time: the answers carry nothing that says to which they belong. */
  #ask(command: IdCommand, timeoutMs = ANSWER_MS): Promise<IdAnswer> {
    const answer = this.#last.then(() => this.#exchange(command, timeoutMs));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #exchange(command: IdCommand, timeoutMs: number): Promise<IdAnswer> {
    if (this.#isClosed) throw this.#removed();
    if (this.#poisonedBy !== undefined) {
      const detail = { port: this.#path, call: command, poisonedBy: this.#poisonedBy };
      throw new OneCardError('reader.connection-poisoned', detail);
    }
    this.#decoder.reset();
    let timer: NodeJS.Timeout | undefined;
    try {
      const event = await new Promise<IdFrameEvent | 'silent' | undefined>((resolve, reject) => {
        this.#answered = resolve;
        timer = setTimeout(() => resolve('silent'), timeoutMs);
        this.#port.write(encodeIdCommand(command)).catch(reject);
      });
      if (event === undefined) throw this.#removed();
      if (event !== 'silent' && event.type === 'answer') return event.answer;
      if (event === 'silent') {
        this.#poisonedBy = command;
        throw new OneCardError('reader.call-timed-out', { port: this.#path, call: command });
      }
      // What is left of a broken answer must not be taken for the next one.
      await sleep(QUIET_MS);
      const detail = { layer: 'id-card', call: command, rule: event.rule };
      throw new OneCardError('reader.malformed-message', detail);
    } finally {
      clearTimeout(timer);
      this.#answered = undefined;
    }
  }

  #failure(status: number, call: IdCommand): OneCardError {
    const meaning = idStatusText(status).en;
    const detail = { port: this.#path, call, status: idStatusHex(status), meaning };
    return new OneCardError('reader.id-reader-failed', detail);
  }

  #removed(): OneCardError {
    return new OneCardError('reader.reader-removed', { port: this.#path });
  }
}
