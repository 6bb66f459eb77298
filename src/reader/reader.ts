/** What every kind of reader offers: PC/SC today, serial and HID readers by the same words. */

import type { CardTransport } from '../card/index.ts';

export interface ConnectOptions {
  /**
   * Nobody else may use the card meanwhile: what a settlement wants. `false` shares the card with
   * other programs, which may select another application between two commands.
   */
  readonly exclusive?: boolean;
}

/** A device that powers a card, and has a name that a clerk can recognise. */
export interface Reader {
  readonly name: string;
  /**
   * Takes up the card that is in the reader.
   * @throws OneCardError `reader.no-card`, `reader.card-mute`, `reader.in-use` and the other reader codes.
   */
  connect(options?: ConnectOptions): Promise<CardTransport>;
  /**
   * Connects shared, keeps other programs off the card while `work` runs, and closes. The transport is
   * for `work` alone.
   */
  transaction<T>(work: (transport: CardTransport) => Promise<T>): Promise<T>;
}

export interface WaitForCardOptions {
  /** Milliseconds; 0 looks once. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Only readers whose name contains this text, capitals and small letters alike. */
  readonly reader?: string | undefined;
}

/** Where readers come from. */
export interface ReaderProvider {
  /** The readers that are attached now; empty when there is none. */
  list(): Promise<readonly Reader[]>;
  /**
   * Resolves with the first reader that holds a card that answers; a card that is in already counts.
   * @throws OneCardError after `timeoutMs`: `reader.no-reader` without a reader, `reader.card-mute` with
   *   a card that does not answer, else `reader.no-card`; `reader.wait-aborted` by `signal` or `close`.
   */
  waitForCard(options: WaitForCardOptions): Promise<Reader>;
  /** Ends every wait. Transports that are open stay open. */
  close(): Promise<void>;
}
