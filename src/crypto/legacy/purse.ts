/**
 * Arithmetic of the electronic purse (public rules of transport and campus purses; the PBOC text was
 * not read here). Everything hangs on one session key of 8 bytes:
 *
 * ```
 * session key   E3DES(purchase key, random 4 ‖ counter 2 ‖ last two bytes of the terminal's number TTN)
 * MAC1          amount 4 ‖ 06 ‖ terminal 6 ‖ date 4 ‖ time 3                      proves the PSAM to the card
 * MAC2          amount 4                                                          proves the card to the PSAM
 * TAC           amount 4 ‖ 06 ‖ terminal 6 ‖ TTN 4 ‖ date 4 ‖ time 3              proves the debit to the issuer,
 *               under the left half ⊕ the right half of the card's TAC key
 * ```
 *
 * Each MAC is four bytes of single DES in CBC (`desMac`).
 */

import { concat, uintBytes } from '../../bytes.ts';
import type { SecretKey } from '../secret.ts';
import { desMac, encryptTripleDes, legacyKeyBytes } from './blockCipher.ts';

/** Kind of movement inside the MAC and TAC data: purchase from the purse. */
export const PURCHASE = 0x06;
const COUNTER_BYTES = 2;
const AMOUNT_BYTES = 4;
const NUMBER_BYTES = 4;

/** One purchase as both proofs cover it. */
export interface PurchaseFields {
  /** Fen, below 2^32. */
  readonly amount: bigint;
  /** Terminal number, 6 bytes. */
  readonly terminal: Uint8Array;
  /** The terminal's own running number of the purchase, 32 bits (TTN). */
  readonly terminalCounter: number;
  /** `YYYYMMDD` as 4 bytes of BCD. */
  readonly date: Uint8Array;
  /** `HHMMSS` as 3 bytes of BCD. */
  readonly time: Uint8Array;
}

/** What the card said at INITIALIZE FOR PURCHASE. */
export interface PurchaseSession {
  /** 4 bytes. */
  readonly random: Uint8Array;
  /** The card's running number before the purchase, 16 bits. */
  readonly counter: number;
}

/** Both MACs of one purchase, 4 bytes each. @param key the card's purchase key, 16 bytes */
export function purchaseMacs(
  key: SecretKey,
  { random, counter }: PurchaseSession,
  fields: PurchaseFields,
): { readonly mac1: Uint8Array; readonly mac2: Uint8Array } {
  assertFields(fields);
  if (random.length !== 4) throw new RangeError('"random" expected 4 bytes');
  const number = uintBytes(fields.terminalCounter, NUMBER_BYTES);
  const input = concat([random, uintBytes(counter, COUNTER_BYTES), number.subarray(2)]);
  const session = encryptTripleDes(key, input);
  const amount = uintBytes(fields.amount, AMOUNT_BYTES);
  const { terminal, date, time } = fields;
  const mac1 = desMac(session, concat([amount, Uint8Array.of(PURCHASE), terminal, date, time]));
  return { mac1, mac2: desMac(session, amount) };
}

/** The TAC of a purchase, 4 bytes. @param key the card's TAC key, 16 bytes */
export function purchaseTac(key: SecretKey, fields: PurchaseFields): Uint8Array {
  assertFields(fields);
  const bytes = legacyKeyBytes(key);
  const half = bytes.slice(0, 8).map((byte, index) => byte ^ bytes[8 + index]!);
  const { amount, terminal, terminalCounter, date, time } = fields;
  const kind = Uint8Array.of(PURCHASE);
  const number = uintBytes(terminalCounter, NUMBER_BYTES);
  return desMac(
    half,
    concat([uintBytes(amount, AMOUNT_BYTES), kind, terminal, number, date, time]),
  );
}

function assertFields({ terminal, date, time }: PurchaseFields): void {
  if (terminal.length !== 6) throw new RangeError('"terminal" expected 6 bytes');
  if (date.length !== 4) throw new RangeError('"date" expected 4 bytes');
  if (time.length !== 3) throw new RangeError('"time" expected 3 bytes');
}
