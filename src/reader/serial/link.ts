/**
 * Commands and answers over the line of one serial reader: framing, echo, sequence numbers, NAK, time
 * extensions. One command at a time; every wait has an end.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import {
  type CcidCommandType,
  type CcidResponse,
  encodeCcidCommand,
  parseCcidResponse,
} from '../ccid/message.ts';
import type { BytePort } from './bytePort.ts';
import { encodeFrame, FrameDecoder, type FrameEvent } from './frame.ts';
import {
  DRAIN_MS_MAX,
  EVENTS_HELD_MAX,
  EVENTS_MAX,
  FRAME_GAP_MS,
  QUIET_MS,
  REMOVED_DEADLINE_MS,
  SENDS_MAX,
} from './limits.ts';

export interface LinkCommand {
  readonly type: CcidCommandType;
  readonly slot: number;
  readonly specific?: readonly [number, number, number];
  readonly data?: Uint8Array;
}

export interface LinkOptions {
  /** Milliseconds until the answer, or until the reader asks for more time. */
  readonly timeoutMs: number;
  /** The command changes nothing, or nothing more the second time: a damaged answer is asked for again. */
  readonly isRepeatable?: boolean;
  /** Point in time (`performance.now()`) that no time extension goes beyond. */
  readonly until?: number;
}

export type LinkResult =
  | { readonly outcome: 'answered'; readonly response: CcidResponse }
  /** An answer came that cannot be read. */
  | { readonly outcome: 'damaged'; readonly rule: string }
  | { readonly outcome: 'silent' };

/** Why a wait for the answer ended. */
type WaitResult = LinkResult | { readonly outcome: 'nak' };

export class SerialLink {
  readonly #port: BytePort;
  readonly #decoder = new FrameDecoder();
  readonly #held: FrameEvent[] = [];
  #wake: (() => void) | undefined;
  #gap: NodeJS.Timeout | undefined;
  #sequence = 0;
  #isClosed = false;
  #last: Promise<unknown> = Promise.resolve();
  #lastByteAt = 0;

  /** Called when the reader says that a card came or went. */
  onSlotChange: (isPresent: boolean) => void = () => undefined;

  constructor(port: BytePort) {
    this.#port = port;
    port.onBytes((bytes) => this.#heard(bytes));
    port.onClose(() => {
      this.#isClosed = true;
      clearTimeout(this.#gap);
      this.#wake?.();
    });
  }

  /**
   * Sends a command and waits for its answer, after every command before it.
   * @throws OneCardError `reader.reader-removed` when the port is closed.
   */
  exchange(command: LinkCommand, options: LinkOptions): Promise<LinkResult> {
    const result = this.#last.then(() => this.#exchange(command, options));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #exchange(command: LinkCommand, options: LinkOptions): Promise<LinkResult> {
    let result: LinkResult = { outcome: 'silent' };
    for (let sends = 0; sends < SENDS_MAX; sends++) {
      this.#assertOpen();
      const sequence = this.#sequence;
      this.#sequence = (sequence + 1) & 0xff;
      const message = encodeCcidCommand({ ...command, sequence });
      this.#held.length = 0;
      // Not awaited: a line that takes no bytes must not hold the caller longer than one without answer.
      // A port that is gone is noticed by its close.
      this.#port.write(encodeFrame(message)).catch(() => undefined);
      const waited = await this.#answerTo(message, command, sequence, options);
      if (waited.outcome === 'nak') {
        // The reader did not understand the command, so it has not carried it out: any may be repeated.
        result = { outcome: 'damaged', rule: 'nak' };
        continue;
      }
      result = waited;
      if (result.outcome !== 'damaged') return result;
      await this.#drain();
      if (!options.isRepeatable) return result;
    }
    return result;
  }

  async #answerTo(
    message: Uint8Array,
    command: LinkCommand,
    sequence: number,
    { timeoutMs, until = Number.POSITIVE_INFINITY }: LinkOptions,
  ): Promise<WaitResult> {
    let deadline = Math.min(performance.now() + timeoutMs, until);
    for (let events = 0; events < EVENTS_MAX; events++) {
      const event = await this.#next(deadline);
      if (!event) return { outcome: 'silent' };
      switch (event.type) {
        case 'nak':
          return { outcome: 'nak' };
        case 'broken':
          return { outcome: 'damaged', rule: event.rule };
        case 'slot-change':
          // A reader whose card was pulled may send back the command and then nothing more.
          if (!event.isPresent)
            deadline = Math.min(performance.now() + REMOVED_DEADLINE_MS, deadline);
          break;
        case 'time-request':
          deadline = Math.min(performance.now() + timeoutMs, until);
          break;
        case 'message': {
          if (equalBytes(event.message, message)) break;
          const response = responseOf(event.message);
          if (!response) return { outcome: 'damaged', rule: 'message' };
          // A late answer to an earlier command.
          if (response.sequence !== sequence || response.slot !== command.slot) break;
          if (response.outcome !== 'time-extension') return { outcome: 'answered', response };
          // bError is the multiplier of the waiting time.
          deadline = performance.now() + timeoutMs * Math.max(1, response.error);
          deadline = Math.min(deadline, until);
        }
      }
    }
    return { outcome: 'damaged', rule: 'too-many-frames' };
  }

  /** The next event; undefined when none came before `deadline`. */
  async #next(deadline: number): Promise<FrameEvent | undefined> {
    // Each round either returns or has waited for the deadline, an event or the end of the port.
    for (;;) {
      const event = this.#held.shift();
      if (event) return event;
      this.#assertOpen();
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return undefined;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(leftMs, 2 ** 31 - 1));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
  }

  #heard(bytes: Uint8Array): void {
    this.#lastByteAt = performance.now();
    clearTimeout(this.#gap);
    this.#hold(this.#decoder.push(bytes));
    if (this.#decoder.isWithinFrame) {
      this.#gap = setTimeout(() => {
        this.#decoder.reset();
        this.#hold([{ type: 'broken', rule: 'length' }]);
      }, FRAME_GAP_MS);
    }
  }

  #hold(events: readonly FrameEvent[]): void {
    for (const event of events) {
      if (event.type === 'slot-change') this.onSlotChange(event.isPresent);
    }
    this.#held.push(...events);
    // What is dropped is a flood: the oldest say the least about now.
    if (this.#held.length > EVENTS_HELD_MAX)
      this.#held.splice(0, this.#held.length - EVENTS_HELD_MAX);
    this.#wake?.();
  }

  /** Lets what is still under way of a damaged answer arrive, and forgets it. */
  async #drain(): Promise<void> {
    const until = performance.now() + DRAIN_MS_MAX;
    this.#lastByteAt = performance.now();
    // Ends at `until`, whatever comes.
    while (performance.now() < until && performance.now() - this.#lastByteAt < QUIET_MS) {
      await sleep(QUIET_MS / 4);
    }
    clearTimeout(this.#gap);
    this.#decoder.reset();
    this.#held.length = 0;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new OneCardError('reader.reader-removed', { port: 'serial' });
  }
}

function responseOf(message: Uint8Array): CcidResponse | undefined {
  try {
    return parseCcidResponse(message);
  } catch {
    return undefined;
  }
}
