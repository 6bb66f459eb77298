/**
 * Keys of one card out of a master key, and the cryptogram of EXTERNAL AUTHENTICATE, as security
 * modules of cards in use compute them.
 *
 * ```
 * DES   K' = E(K, factor) ‖ E(K, ¬factor)      cryptogram = E(K″, plain)                       8 bytes
 * SM4   K' = E(K, factor ‖ ¬factor)            cryptogram = left ⊕ right of E(K″, plain ‖ 00×8) 8 bytes
 * ```
 *
 * K″ is the card's key diversified once more by the card's own challenge. Factor is 8 bytes: the
 * area, then the card. The rule with the inverted factor is that of the e-purse rules (PBOC 2.0) and
 * was not read in a standard here; the folding of an SM4 block is that of a public driver for the
 * residents' health card.
 */

import { concat } from '../../bytes.ts';
import { SecretKey } from '../secret.ts';
import { DES_BLOCK_BYTES, encryptSm4, encryptTripleDes, SM4_BLOCK_BYTES } from './blockCipher.ts';

/** Algorithms that can be computed here; SSF33 cannot. */
export type PublishedLegacyAlgorithm = 'DES' | 'SM4';

export const FACTOR_BYTES = 8;
export const LEGACY_CHALLENGE_BYTES = 8;

/** The key below `key` for one area, card or challenge. @param factor 8 bytes */
export function diversifyLegacyKey(
  algorithm: PublishedLegacyAlgorithm,
  key: SecretKey,
  factor: Uint8Array,
): SecretKey {
  if (factor.length !== FACTOR_BYTES) throw new RangeError('"factor" expected 8 bytes');
  const both = concat([factor, factor.map((byte) => byte ^ 0xff)]);
  return new SecretKey(algorithm === 'DES' ? encryptTripleDes(key, both) : encryptSm4(key, both));
}

/**
 * What proves a security module to a card.
 * @param key the card's own, already diversified by area and card
 * @param challenge 8 bytes of the card
 * @param plain 8 bytes of the module's own choosing; the card gets them beside the cryptogram
 */
export function externalCryptogram(
  algorithm: PublishedLegacyAlgorithm,
  key: SecretKey,
  challenge: Uint8Array,
  plain: Uint8Array,
): Uint8Array {
  if (plain.length !== LEGACY_CHALLENGE_BYTES) throw new RangeError('"plain" expected 8 bytes');
  const once = diversifyLegacyKey(algorithm, key, challenge);
  if (algorithm === 'DES') return encryptTripleDes(once, plain);
  const block = encryptSm4(once, concat([plain, new Uint8Array(DES_BLOCK_BYTES)]));
  const [left, right] = [block.subarray(0, 8), block.subarray(8, SM4_BLOCK_BYTES)];
  return left.map((byte, index) => byte ^ right[index]!);
}
