import type { CardSerial, SuiteId } from '../model/index.ts';

/**
 * A personalised card before it meets a chip: every byte that its files start with. No private key
 * is in it; those are made in the chip, or handed to the virtual card beside the image.
 */
export interface CardImage {
  readonly serial: CardSerial;
  readonly suite: SuiteId;
  /** Answer to SELECT by AID, without the status word. */
  readonly fci: Uint8Array;
  /** Each transparent file's bytes by FID: a state slot whole, any other as long as its content. */
  readonly files: ReadonlyMap<number, Uint8Array>;
  /** Records of the cyclic EF.LOG, the newest first, 128 bytes each; empty on a new card. */
  readonly log: readonly Uint8Array[];
}
