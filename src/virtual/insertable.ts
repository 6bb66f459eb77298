/** What a virtual slot takes: any card made of software. */
export interface InsertableCard {
  /** Answer to reset. */
  readonly atr: Uint8Array;
  readonly isPowered: boolean;
  /** Powers the card or resets it, and returns its answer to reset. */
  powerUp(): Uint8Array;
  powerDown(): void;
  /** @throws OneCardError `reader.card-removed` when the card has no power, or loses it by a fault. */
  transmit(command: Uint8Array): Promise<Uint8Array>;
}
