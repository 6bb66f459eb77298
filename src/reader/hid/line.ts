import type { CardTransport } from '../../card/index.ts';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import { CallQueue } from '../callQueue.ts';
import { TRANSACTION_MS_MAX, TRANSMIT_DEADLINE_MS } from '../limits.ts';
import type { ExchangeOptions } from '../provider.ts';
import { watchedTransport } from '../transactionWatch.ts';
import type { HidCardDevice } from './device.ts';

/** A transaction that is taken back waits for the command under way, and gives the reader's lock back. */
const TRANSACTION_CALL_MS = TRANSACTION_MS_MAX + 2 * TRANSMIT_DEADLINE_MS;

/** A powered card and how many connections share it. */
export interface Seat {
  readonly slot: number;
  readonly atr: Uint8Array;
  readonly isExclusive: boolean;
  users: number;
  /** Set when the card left: connections to it are over, a new one may begin. */
  leftWith: ErrorCode | undefined;
}

export type Look =
  | { readonly state: 'absent' | 'mute' }
  | { readonly state: 'present'; readonly atr: Uint8Array; readonly isSameCard: boolean };

/** After these nobody knows what the reader will say next: its answer may be the one to an older question. */
const BREAKING: ReadonlySet<ErrorCode> = new Set([
  'reader.call-timed-out',
  'reader.hid-frame',
  'reader.reader-removed',
  'reader.transmit-failed',
]);

/** After these the card has lost its power or is gone. */
const CARD_LOST: ReadonlySet<ErrorCode> = new Set([
  'reader.no-card',
  'reader.card-removed',
  'reader.card-mute',
]);

/**
 * One open reader, first in, first out, for everybody in this program: the slots share one wire. A
 * failure that leaves the reader's next answer in doubt breaks the line; the next connection opens a
 * new one.
 */
export class HidLine {
  readonly #device: HidCardDevice;
  readonly #reader: string;
  readonly #queue: CallQueue;
  readonly #seats = new Map<number, Seat>();
  readonly #onBroken: () => void;
  #brokenBy: ErrorCode | undefined;

  constructor(device: HidCardDevice, reader: string, onBroken: () => void) {
    this.#device = device;
    this.#reader = reader;
    this.#queue = new CallQueue({ reader });
    this.#onBroken = onBroken;
  }

  get isBroken(): boolean {
    return this.#brokenBy !== undefined;
  }

  /** Powers the card of a slot up, or joins those that use it already. */
  takeSeat(slot: number, isExclusive: boolean, signal?: AbortSignal): Promise<Seat> {
    return this.#run('connect', TRANSMIT_DEADLINE_MS, signal, async () => {
      const taken = this.#seats.get(slot);
      if (taken && (isExclusive || taken.isExclusive)) {
        throw new OneCardError('reader.in-use', { reader: this.#reader, slot });
      }
      if (taken) {
        taken.users++;
        return taken;
      }
      if ((await this.#device.slotState(slot)) === 'absent') {
        throw new OneCardError('reader.no-card', { reader: this.#reader, slot });
      }
      const atr = await this.#device.powerOn(slot);
      const seat: Seat = { slot, atr, isExclusive, users: 1, leftWith: undefined };
      this.#seats.set(slot, seat);
      return seat;
    });
  }

  /** The last one to leave takes the card's power away. Never throws: a card that is gone has left. */
  async leaveSeat(seat: Seat): Promise<void> {
    const leave = async (): Promise<void> => {
      seat.users--;
      if (seat.users > 0 || seat.leftWith !== undefined) return;
      this.#seats.delete(seat.slot);
      await this.#device.powerOff(seat.slot);
    };
    await this.#run('power off', TRANSMIT_DEADLINE_MS, undefined, leave).catch(() => undefined);
  }

  transmit(
    seat: Seat,
    command: Uint8Array,
    { signal, deadlineMs = TRANSMIT_DEADLINE_MS }: ExchangeOptions = {},
  ): Promise<Uint8Array> {
    // A copy, because the caller may reuse its array while the command waits.
    const sent = command.slice();
    return this.#run('transmit', deadlineMs, signal, () => this.#send(seat, sent));
  }

  /** Nobody else's command between; other programs are kept off where the reader has a lock. */
  async transaction<T>(
    seat: Seat,
    work: (transport: CardTransport) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const inner = new CallQueue({ reader: this.#reader });
    const send = async (command: Uint8Array): Promise<Uint8Array> => {
      await this.#device.holdLock();
      return this.#send(seat, command);
    };
    const transmit = (command: Uint8Array) =>
      this.#through(inner, 'transmit', TRANSMIT_DEADLINE_MS, undefined, () => send(command));
    // What `work` throws is its own affair and must not break the line: it is carried around the queue.
    let outcome: { readonly value: T } | { readonly reason: unknown } | undefined;
    await this.#run('transaction', TRANSACTION_CALL_MS, signal, async () => {
      try {
        outcome = { value: await watchedTransport(transmit, work) };
      } catch (reason) {
        outcome = { reason };
      }
      // A lock that cannot be given back ends by itself: what `work` has done stays done.
      if (!this.isBroken) await this.#device.releaseLock().catch((error) => this.#breakBy(error));
    });
    if (!outcome || 'reason' in outcome) throw outcome?.reason;
    return outcome.value;
  }

  /** Looks at a slot. A card that nobody uses is powered up for its answer to reset, and down again. */
  look(slot: number, wantsAtr: boolean): Promise<Look> {
    return this.#run('look', TRANSMIT_DEADLINE_MS, undefined, async () => {
      const state = await this.#device.slotState(slot);
      const seat = this.#seats.get(slot);
      // A seat without power: the card was pulled out and put in again between two looks.
      if (seat && state !== 'powered') this.#lose(seat, 'reader.card-removed');
      if (state === 'absent') return { state };
      const isSameCard = !seat || state === 'powered';
      if (seat && isSameCard) return { state: 'present', atr: seat.atr, isSameCard };
      if (!wantsAtr && isSameCard) return { state: 'present', atr: new Uint8Array(0), isSameCard };
      return this.#peek(slot, isSameCard);
    });
  }

  async #peek(slot: number, isSameCard: boolean): Promise<Look> {
    try {
      const atr = await this.#device.powerOn(slot);
      await this.#device.powerOff(slot);
      return { state: 'present', atr, isSameCard };
    } catch (error) {
      if (!(error instanceof OneCardError)) throw error;
      if (error.code === 'reader.card-mute') return { state: 'mute' };
      if (error.code === 'reader.no-card') return { state: 'absent' };
      throw error;
    }
  }

  /** Ends the line; whoever still uses it is told so. */
  async close(): Promise<void> {
    if (this.isBroken) return;
    this.#brokenBy = 'reader.connection-closed';
    await this.#device.close();
  }

  async #send(seat: Seat, command: Uint8Array): Promise<Uint8Array> {
    if (seat.leftWith !== undefined) throw new OneCardError(seat.leftWith, this.#at(seat));
    try {
      return await this.#device.transmit(seat.slot, command);
    } catch (error) {
      if (error instanceof OneCardError && CARD_LOST.has(error.code)) this.#lose(seat, error.code);
      throw error;
    }
  }

  #lose(seat: Seat, code: ErrorCode): void {
    seat.leftWith = code;
    if (this.#seats.get(seat.slot) === seat) this.#seats.delete(seat.slot);
  }

  #at(seat: Seat): { readonly reader: string; readonly slot: number } {
    return { reader: this.#reader, slot: seat.slot };
  }

  #run<T>(
    name: string,
    deadlineMs: number,
    signal: AbortSignal | undefined,
    call: () => Promise<T>,
  ): Promise<T> {
    return this.#through(this.#queue, name, deadlineMs, signal, call);
  }

  async #through<T>(
    queue: CallQueue,
    name: string,
    deadlineMs: number,
    signal: AbortSignal | undefined,
    call: () => Promise<T>,
  ): Promise<T> {
    const whole = async (): Promise<T> => {
      this.#assertWhole();
      return call();
    };
    try {
      return await queue.run(name, deadlineMs, whole, signal);
    } catch (error) {
      this.#breakBy(error);
      throw error;
    }
  }

  #assertWhole(): void {
    const code = this.#brokenBy;
    if (code === undefined) return;
    const isPlain = code === 'reader.reader-removed' || code === 'reader.connection-closed';
    throw new OneCardError(isPlain ? code : 'reader.connection-poisoned', {
      reader: this.#reader,
      ...(!isPlain && { after: code }),
    });
  }

  /** Gives the line up if `error` leaves the reader's next answer in doubt. */
  #breakBy(error: unknown): void {
    if (!(error instanceof OneCardError) || !BREAKING.has(error.code) || this.isBroken) return;
    this.#brokenBy = error.code;
    this.#onBroken();
    // Not awaited: a port that hangs may never close, and nobody can wait for that.
    this.#device.close().catch(() => undefined);
  }
}
