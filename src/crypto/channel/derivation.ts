/**
 * What SCP03 derives (GPC_SPE_014 v1.1.1 §4.1.5, §6.2.1 to 6.2.3; S16 by v1.2): every value by
 * SP 800-108 in counter mode, the counter in the middle:
 *
 *     00 × 11 ‖ constant(1) ‖ 00 ‖ length in bits(2) ‖ counter(1) ‖ context
 */

import { concat, uintBytes } from '../../bytes.ts';
import { deriveBytes } from '../cipher/keyDerivation.ts';
import { SecretKey, secretBytes } from '../secret.ts';
import type { ChannelKeys } from './keys.ts';

/** S8: challenges, cryptograms and MACs of 8 bytes; S16: of 16. */
export type ChannelSize = 'S8' | 'S16';
export const SIZE_BYTES: Readonly<Record<ChannelSize, 8 | 16>> = { S8: 8, S16: 16 };

/** Table 4-1 of GPC_SPE_014 v1.1.1. */
const CONSTANTS = {
  cardCryptogram: 0x00,
  hostCryptogram: 0x01,
  cardChallenge: 0x02,
  enc: 0x04,
  mac: 0x06,
  responseMac: 0x07,
} as const;

/** Keys of one session, and what proves to either end that the other has them. */
export interface Session {
  readonly enc: SecretKey;
  readonly mac: SecretKey;
  readonly responseMac: SecretKey;
  readonly cardCryptogram: Uint8Array;
  readonly hostCryptogram: Uint8Array;
}

export function deriveSession(
  keys: ChannelKeys,
  size: ChannelSize,
  hostChallenge: Uint8Array,
  cardChallenge: Uint8Array,
): Session {
  const context = concat([hostChallenge, cardChallenge]);
  const keyBytes = secretBytes(keys.enc).length;
  const sessionKey = (key: SecretKey, constant: number) =>
    new SecretKey(derive(keys, key, constant, context, keyBytes));
  const mac = sessionKey(keys.mac, CONSTANTS.mac);
  const cryptogram = (constant: number) => derive(keys, mac, constant, context, SIZE_BYTES[size]);
  return {
    enc: sessionKey(keys.enc, CONSTANTS.enc),
    mac,
    responseMac: sessionKey(keys.mac, CONSTANTS.responseMac),
    cardCryptogram: cryptogram(CONSTANTS.cardCryptogram),
    hostCryptogram: cryptogram(CONSTANTS.hostCryptogram),
  };
}

/** Bytes of the card's sequence counter, which it raises at every INITIALIZE UPDATE. */
export const SEQUENCE_BYTES = 3;
/** The last sequence that a card can use; after it a key version opens no channel any more. */
export const CHANNEL_SEQUENCE_MAX = 0xff_ffff;

/** The pseudo-random challenge of a card (§6.2.2.1): it cannot repeat, and the host can foretell it. */
export function cardChallengeOf(
  keys: ChannelKeys,
  size: ChannelSize,
  sequence: number,
  aid: Uint8Array,
): Uint8Array {
  const context = concat([uintBytes(sequence, SEQUENCE_BYTES), aid]);
  return derive(keys, keys.enc, CONSTANTS.cardChallenge, context, SIZE_BYTES[size]);
}

/** Eleven zeros, the constant, a zero, and the length in bits. */
const LABEL_BYTES = 15;

function derive(
  { suite }: ChannelKeys,
  key: SecretKey,
  constant: number,
  context: Uint8Array,
  byteCount: number,
): Uint8Array {
  const before = new Uint8Array(LABEL_BYTES);
  before[11] = constant;
  before.set(uintBytes(8 * byteCount, 2), 13);
  return deriveBytes(suite, key, { before, after: context, counterBytes: 1 }, byteCount);
}
