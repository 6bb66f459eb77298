/**
 * A suite and a cipher that cost next to nothing and protect nothing: signatures are digests under the
 * public key. A flipped bit, another key, another message are still found out, which is all that a
 * world without enemies needs. It takes the place of suite 1 in this process, and calls itself by its
 * name in everything that the simulation prints.
 */

import { equalBytes } from '../../bytes.ts';
import type { Suite } from '../../crypto/index.ts';
import { PrivateKey } from '../../crypto/secret.ts';
import { encodePublicKey, parsePublicKey } from '../../crypto/suite/coseKey.ts';
import { replaceSuite } from '../../crypto/suite/replaceSuite.ts';
import type { RandomSource } from '../../model/index.ts';
import { STAND_IN_CIPHER } from './cipher.ts';
import { stretched } from './mix.ts';

export const STAND_IN_NAME = 'STAND-IN, no security';
/** The numbers of suite 1: what stands on cards and in certificates keeps its form. */
const ES256 = -7;
const P256 = 1;
const SCALAR_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** From now on suite 1 of this process is the stand-in. */
export function standIn(random: RandomSource): void {
  replaceSuite(standInSuite(random), STAND_IN_CIPHER);
}

function standInSuite(random: RandomSource): Suite {
  const privateKeyOf = (scalar: Uint8Array): PrivateKey => {
    const x = stretched([scalar], SCALAR_BYTES);
    const y = stretched([x], SCALAR_BYTES);
    return new PrivateKey(1, scalar, encodePublicKey({ curve: P256, x, y }));
  };
  return {
    id: 1,
    name: STAND_IN_NAME,
    coseAlgorithm: ES256,
    coseCurve: P256,
    digest: (bytes) => stretched([bytes], 32),
    generateKeyPair() {
      const privateKey = privateKeyOf(random.bytes(SCALAR_BYTES));
      return { privateKey, publicKey: privateKey.publicKey };
    },
    sign: ({ publicKey }, message) => stretched([publicKey, message], SIGNATURE_BYTES),
    verify: (publicKey, message, signature) =>
      equalBytes(signature, stretched([publicKey, message], SIGNATURE_BYTES)),
    prepare: () => undefined,
    assertPublicKey(publicKey) {
      parsePublicKey(publicKey);
    },
    privateKeyOf,
  };
}
