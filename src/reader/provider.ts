/**
 * The one interface in front of every reader: PC/SC, HID, serial, a vendor's driver, and the virtual
 * reader. A program that knows this file drives them all.
 */

import type { CardTransport } from '../card/index.ts';
import type { ErrorCode } from '../errors/index.ts';

/** Which kind of way a reader is reached. */
export type ReaderKind = 'pcsc' | 'hid' | 'serial' | 'vendor' | 'virtual';

/** A card slot: the holder's card, or a security module (SAM). `index` counts from 0. */
export interface ReaderSlot {
  readonly index: number;
  readonly purpose: 'holder' | 'sam';
  readonly name: string;
}

export interface ExchangeOptions {
  /** Drops the call while it waits for its turn; what has been sent to the card is not interrupted. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from the start of the exchange, instead of the reader's own limit; at most 2^31 - 1. */
  readonly deadlineMs?: number | undefined;
}

/** A powered card. `atr` is its answer to reset (ISO/IEC 7816-3), empty where the device hides it. */
export interface CardConnection extends CardTransport {
  readonly atr: Uint8Array;
  readonly protocol: 'T=0' | 'T=1' | 'unknown';
  /**
   * One command APDU out, one response APDU in. Calls are answered in the order in which they were made.
   * @throws OneCardError `reader.call-timed-out` past the deadline: the outcome is unknown, and the
   *   connection is of no use any more.
   */
  transmit(command: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array>;
  /**
   * Runs `fn` with nobody else's APDU between; the reader's own lock where it has one. The transport is
   * for `fn` alone; the connection itself waits until `fn` has ended.
   * @throws OneCardError `reader.transaction-idle` when `fn` leaves the card alone for too long.
   */
  transaction<T>(
    fn: (transport: CardTransport) => Promise<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<T>;
}

export interface ConnectOptions {
  /**
   * Nobody else may use the card meanwhile: what a settlement wants. Otherwise the card is shared, and
   * another program may select another application between two commands.
   */
  readonly exclusive?: boolean | undefined;
  /** Index of the slot; the holder's (0) when absent. */
  readonly slot?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A device that powers cards, and has a name that a clerk can recognise. */
export interface Reader {
  readonly kind: ReaderKind;
  readonly name: string;
  readonly slots: readonly ReaderSlot[];
  /**
   * Takes up the card that is in the slot.
   * @throws OneCardError `reader.no-card`, `reader.card-mute`, `reader.in-use` and the other reader
   *   codes; RangeError when the reader has no such slot.
   */
  connect(options?: ConnectOptions): Promise<CardConnection>;
}

/**
 * What happens at a desk, in the order it happens. A card is in only while its reader is attached, and a
 * reader is attached only while the service is there: what is lost is told from the inside out, what
 * comes back from the outside in.
 */
export type ReaderEvent =
  | { readonly type: 'reader-attached' | 'reader-detached'; readonly reader: string }
  | {
      readonly type: 'card-in';
      readonly reader: string;
      readonly slot: number;
      readonly atr: Uint8Array;
    }
  | { readonly type: 'card-out'; readonly reader: string; readonly slot: number }
  | { readonly type: 'service-lost'; readonly code: ErrorCode }
  | { readonly type: 'service-back' };

export interface WaitForCardOptions {
  /** Milliseconds, at most 2^31 - 1 (24.8 days); 0 looks once. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Only readers whose name contains this text, capitals and small letters alike. */
  readonly reader?: string | undefined;
}

/** One way to readers. */
export interface ReaderProvider {
  readonly kind: ReaderKind;
  /** The readers that are attached now; empty when there is none. */
  list(): Promise<readonly Reader[]>;
  /**
   * Resolves with the first reader whose holder's slot has a card that answers; a card that is in
   * already counts.
   * @throws OneCardError after `timeoutMs`: `reader.no-reader` without a reader, `reader.card-mute` with
   *   a card that does not answer, else `reader.no-card`; `reader.wait-aborted` by `signal` or `close`;
   *   `reader.call-timed-out` when the system gave no first look within 5 s. RangeError for a time that
   *   no timer holds.
   */
  waitForCard(options: WaitForCardOptions): Promise<Reader>;
  /**
   * Events from now on, until `signal` aborts or the provider is closed; begins with what is there. A
   * consumer that is slow sees a card that came and went as nothing, and a card that was changed as
   * `card-out` and `card-in`: what it sees is in order and ends with what is there.
   */
  events(options?: { readonly signal?: AbortSignal | undefined }): AsyncIterable<ReaderEvent>;
  /** Ends every wait and every stream of events. Connections that are open stay open. */
  close(): Promise<void>;
}
