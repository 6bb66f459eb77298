/**
 * What sits in a virtual slot: a holder's card or a security module. It answers one command at a time,
 * and forgets at `powerDown` what is not in its memory.
 */
export interface VirtualChip {
  /** Answer to reset (ISO/IEC 7816-3). */
  readonly atr: Uint8Array;
  readonly isPowered: boolean;
  /** Powers the chip or resets it. Returns the ATR. */
  powerUp(): Uint8Array;
  powerDown(): void;
  /**
   * One command APDU in, one response APDU out.
   * @throws OneCardError `reader.card-removed` when it has no power, or loses it.
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
}
