/** The cryptogram that a virtual card expects and a virtual module computes, each from the master key. */

import { concat } from '../../bytes.ts';
import {
  diversifyLegacyKey,
  encryptSm4,
  externalCryptogram,
  type PublishedLegacyAlgorithm,
  type SecretKey,
} from '../../crypto/index.ts';
import type { LegacyAlgorithm } from '../../model/index.ts';

/**
 * `sm4-in-block`: challenge and plain bytes are one block (SM4 modules of social-security cards);
 * `as-factor`: the challenge diversifies the key once more.
 */
export type CryptogramForm = 'as-factor' | 'sm4-in-block';

export interface CryptogramRequest {
  readonly algorithm: LegacyAlgorithm;
  readonly form: CryptogramForm;
  readonly masterKey: SecretKey;
  readonly areaFactor: Uint8Array;
  readonly cardFactor: Uint8Array;
  readonly challenge: Uint8Array;
  readonly plain: Uint8Array;
}

/**
 * Eight bytes. SSF33 is not published: for it, virtual card and virtual module agree on DES with the
 * challenge inverted, which stands in for whatever a real pair computes.
 */
export function expectedCryptogram(request: CryptogramRequest): Uint8Array {
  const { algorithm, form, masterKey, areaFactor, cardFactor, challenge, plain } = request;
  const published: PublishedLegacyAlgorithm = algorithm === 'SM4' ? 'SM4' : 'DES';
  const areaKey = diversifyLegacyKey(published, masterKey, areaFactor);
  const cardKey = diversifyLegacyKey(published, areaKey, cardFactor);
  if (form === 'sm4-in-block') {
    const block = encryptSm4(cardKey, concat([challenge, plain]));
    return block.slice(0, 8).map((byte, index) => byte ^ block[8 + index]!);
  }
  const asked = algorithm === 'SSF33' ? challenge.map((byte) => byte ^ 0xff) : challenge;
  return externalCryptogram(published, cardKey, asked, plain);
}
