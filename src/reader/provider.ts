import type { CardTransport } from '../card/index.ts';

/** Which kind of way a reader is reached. */
export type ReaderKind = 'pcsc' | 'hid' | 'serial' | 'vendor' | 'virtual';

/** A card slot: the holder's card, or a security module (SAM). `index` counts from 0. */
export interface ReaderSlot {
  readonly index: number;
  readonly purpose: 'holder' | 'sam';
  readonly name: string;
}

/** A powered card. `atr` is its answer to reset (ISO/IEC 7816-3), empty where the device hides it. */
export interface CardConnection extends CardTransport {
  readonly atr: Uint8Array;
  readonly protocol: 'T=0' | 'T=1' | 'unknown';
  /** Runs `fn` with nobody else's APDU between; the reader's own lock where it has one. */
  transaction<T>(fn: (transport: CardTransport) => Promise<T>): Promise<T>;
}

export interface ConnectOptions {
  /** Nobody else may use the card meanwhile. */
  readonly exclusive?: boolean;
  /** Index of the slot; the holder's (0) when absent. */
  readonly slot?: number;
  readonly signal?: AbortSignal;
}

export interface Reader {
  readonly kind: ReaderKind;
  readonly name: string;
  readonly slots: readonly ReaderSlot[];
  connect(options?: ConnectOptions): Promise<CardConnection>;
}

/** What happens at a desk, in the order it happens. */
export type ReaderEvent =
  | { readonly type: 'reader-attached' | 'reader-detached'; readonly reader: string }
  | { readonly type: 'card-in'; readonly reader: string; readonly slot: number; readonly atr: Uint8Array }
  | { readonly type: 'card-out'; readonly reader: string; readonly slot: number }
  | { readonly type: 'service-lost'; readonly code: string }
  | { readonly type: 'service-back' };

export interface WaitForCardOptions {
  /** Milliseconds until `reader.no-card-in-time`. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Only a reader of exactly this name. */
  readonly reader?: string;
}

/** One way to readers. */
export interface ReaderProvider {
  readonly kind: ReaderKind;
  list(): Promise<readonly Reader[]>;
  waitForCard(options: WaitForCardOptions): Promise<Reader>;
  /** Events from now on, until `signal` aborts or the provider is closed; begins with what is there. */
  events(options?: { readonly signal?: AbortSignal }): AsyncIterable<ReaderEvent>;
  close(): Promise<void>;
}
