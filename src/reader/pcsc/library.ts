/**
 * The PC/SC functions that OneCard calls, as functions that answer with a status code and what came with
 * it. Two carry them out: the system's own library (koffiLibrary.ts) and pcscd's socket (socket/library.ts).
 * Nothing here decides anything.
 */

/** Contexts and handles are opaque words: a number, or a bigint when the word is too wide for one. */
export type PcscWord = number | bigint;

/** The exchanges of one handle, one at a time. */
export interface CardExchanges {
  /** The protocol that the handle speaks, as SCardConnect answered it. */
  setProtocol(protocol: number): void;
  /** Answers with the status code. `command` must not change meanwhile. */
  transmit(command: Uint8Array): Promise<number>;
  /** After an exchange that succeeded, and before the next: its response, which is the caller's. */
  readonly response: Uint8Array;
}

export interface RawReaderState {
  readonly eventState: number;
  readonly atr: Uint8Array;
}

/** Every answer carries `code`, the PC/SC status; its other fields mean something only when that is 0. */
export interface PcscLibrary {
  /**
   * Whether it answers SCARD_E_SHARING_VIOLATION while another program has a transaction on the card; else
   * its calls wait for the end of that.
   */
  readonly answersHeldCard: boolean;
  establishContext(): Promise<{ code: number; context: PcscWord }>;
  releaseContext(context: PcscWord): Promise<{ code: number }>;
  cancel(context: PcscWord): Promise<{ code: number }>;
  listReaders(context: PcscWord): Promise<{ code: number; names: readonly string[] }>;
  getStatusChange(
    context: PcscWord,
    timeoutMs: number,
    states: readonly { readonly readerName: string; readonly currentState: number }[],
  ): Promise<{ code: number; states: readonly RawReaderState[] }>;
  connect(
    context: PcscWord,
    readerName: string,
    shareMode: number,
    protocols: number,
  ): Promise<{ code: number; card: PcscWord; protocol: number }>;
  reconnect(
    card: PcscWord,
    shareMode: number,
    protocols: number,
    initialisation: number,
  ): Promise<{ code: number; protocol: number }>;
  disconnect(card: PcscWord, disposition: number): Promise<{ code: number }>;
  beginTransaction(card: PcscWord): Promise<{ code: number }>;
  endTransaction(card: PcscWord, disposition: number): Promise<{ code: number }>;
  status(card: PcscWord): Promise<{ code: number; protocol: number; atr: Uint8Array }>;
  exchangesOf(card: PcscWord): CardExchanges;
  control(
    card: PcscWord,
    controlCode: number,
    input: Uint8Array,
    outputBytesMax: number,
  ): Promise<{ code: number; output: Uint8Array }>;
  getAttribute(
    card: PcscWord,
    attribute: number,
    valueBytesMax: number,
  ): Promise<{ code: number; value: Uint8Array }>;
}
