/** Bytes to a card and back: the one method that everything else is layered on. */

/**
 * A connected card. One command at a time: a caller waits for the answer before it sends again.
 */
export interface CardTransport {
  /**
   * Sends one command APDU and resolves with the response APDU, status bytes included.
   * @throws OneCardError when the card or the reader is gone (`reader.*`).
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** Lets the card go. A second call does nothing. */
  close(): Promise<void>;
}

/** Behaviour added to a transport: right Le, GET RESPONSE, recording, faults. */
export type TransportLayer = (inner: CardTransport) => CardTransport;
