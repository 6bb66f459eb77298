/**
 * The system's smart-card resource manager as a port, shaped like the WICG Web Smart Card API
 * (https://wicg.github.io/web-smart-card/, Draft Community Group Report), so that a browser could fill it.
 * Added to that shape: `release`, `cancel` and `reconnect`, which a program that runs all day needs. Left
 * out: direct access without a card. An adapter need not offer all of it; `capabilities` says what it does.
 */

import type { ExchangeOptions } from '../provider.ts';

/** Who else may use the card: everybody or nobody. */
export type AccessMode = 'shared' | 'exclusive';
export type CardProtocol = 'T=0' | 'T=1';
/** What happens to the card when it is given back. */
export type Disposition = 'leave' | 'reset' | 'unpower' | 'eject';

/** Bits of SCARD_READERSTATE.dwEventState, by name (PC/SC part 5, SCARD_STATE_*). */
export const READER_FLAGS = {
  ignore: 0x0001,
  changed: 0x0002,
  unknown: 0x0004,
  unavailable: 0x0008,
  empty: 0x0010,
  present: 0x0020,
  exclusive: 0x0080,
  inUse: 0x0100,
  mute: 0x0200,
  unpowered: 0x0400,
} as const;
export type ReaderFlag = keyof typeof READER_FLAGS;

export interface ReaderStateIn {
  readonly readerName: string;
  /** What the caller believes; empty for "tell me now". */
  readonly flags: ReadonlySet<ReaderFlag>;
  /** The `eventCount` that came with it, 0 at first. */
  readonly eventCount: number;
}

export interface ReaderStateOut {
  readonly readerName: string;
  readonly flags: ReadonlySet<ReaderFlag>;
  /** Counts insertions and removals, 16 bits: a card swapped between two looks shows here. */
  readonly eventCount: number;
  /** Empty without a card. */
  readonly atr: Uint8Array;
}

/** How a wait for a change ended; a cancelled wait is no failure. */
export type StatusChange =
  | { readonly outcome: 'changed'; readonly states: readonly ReaderStateOut[] }
  | { readonly outcome: 'timed-out' | 'cancelled' };

export interface WaitOptions {
  /** Milliseconds; 0 looks once. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** `signal` drops the call while it waits in the queue; one that has reached the system goes on. */
export type CallOptions = ExchangeOptions;

export interface ConnectionStatus {
  readonly protocol: CardProtocol;
  readonly atr: Uint8Array;
}

/** What not every adapter can do; without it the method throws OneCardError `reader.adapter-cannot`. */
export const PCSC_CAPABILITIES = [
  /** `startTransaction`: other programs are kept off a shared card. */
  'transactions',
  /** `reconnect`: a handle whose card was reset is taken up again. */
  'reconnect',
  /** `getAttribute`. */
  'attributes',
  /** `control`. */
  'control',
] as const;
export type PcscCapability = (typeof PCSC_CAPABILITIES)[number];

/** One card handle. Calls are answered in the order in which they were made. */
export interface PcscConnection {
  readonly readerName: string;
  /** One command APDU out, one response APDU in; `command` may be changed once the call was made. */
  transmit(command: Uint8Array, options?: CallOptions): Promise<Uint8Array>;
  /**
   * Keeps other programs off the card while `work` runs. `work` returns what to do with the card,
   * nothing for `leave`; when it throws the card is reset.
   */
  startTransaction(
    work: () => Promise<Disposition | undefined>,
    options?: CallOptions,
  ): Promise<void>;
  /** @throws OneCardError `reader.card-removed`, `reader.card-was-reset` when that is what happened. */
  status(): Promise<ConnectionStatus>;
  /** Takes up a handle that the system says was reset. */
  reconnect(initialisation: Disposition): Promise<void>;
  /**
   * Talks to the reader, not to the card.
   * @param code as the system numbers it, see `controlCodeOf`
   * @throws OneCardError `reader.not-supported` when the driver knows no such code.
   */
  control(code: number, input: Uint8Array, options?: CallOptions): Promise<Uint8Array>;
  /**
   * An attribute of the reader or the card (PC/SC part 3, SCARD_ATTR_*).
   * @throws OneCardError `reader.not-supported` when the driver has no such attribute.
   */
  getAttribute(attribute: number): Promise<Uint8Array>;
  /**
   * Gives the handle back; a second call does nothing. Never rejects: the handle is gone either way. A
   * handle that the system owes an answer is given back only then, and nobody waits for that here.
   */
  disconnect(disposition?: Disposition): Promise<void>;
  /** Resolves when the handle is really given back, after `disconnect`; perhaps never. */
  readonly givenBack: Promise<void>;
}

export interface PcscContext {
  /** Empty when there is no reader. */
  listReaders(): Promise<readonly string[]>;
  getStatusChange(states: readonly ReaderStateIn[], options: WaitOptions): Promise<StatusChange>;
  /** Powers the card when nobody has; the reader and the card choose between T=0 and T=1. */
  connect(readerName: string, accessMode: AccessMode): Promise<PcscConnection>;
  /** Ends a `getStatusChange` of this context that is under way. */
  cancel(): Promise<void>;
  /** Gives the context back; never rejects. */
  release(): Promise<void>;
}

export interface PcscPort {
  readonly capabilities: ReadonlySet<PcscCapability>;
  /** Name of the pseudo reader that changes when a reader comes or goes, where the system has one. */
  readonly notificationReader?: string;
  establishContext(): Promise<PcscContext>;
}
