/** Suite 2, SM: SM2-DSA with SM3 under the user id `1234567812345678`, and SM3. */

import { OneCardError } from '../../errors/index.ts';
import { sm3 } from '../digest/sm3.ts';
import { nameOf, Recent } from '../recent.ts';
import { PrivateKey, privateScalar } from '../secret.ts';
import { COORDINATE_BYTES, encodePublicKey, parsePublicKey } from './coseKey.ts';
import {
  prepared,
  type Sm2PublicKey,
  sm2MessageDigest,
  sm2PointOf,
  sm2PublicKey,
  sm2RandomScalar,
  sm2Sign,
  sm2Verify,
} from './sm2.ts';
import { SIGNATURE_BYTES, type Suite } from './suite.ts';

/** Private use, below -65536 (RFC 9053 §2, §7.1): SM2 is registered in neither list. */
const SM2_SM3 = -70_001;
const SM2_CURVE = -70_002;

export const SUITE_NATIONAL: Suite = {
  id: 2,
  name: 'SM',
  coseAlgorithm: SM2_SM3,
  coseCurve: SM2_CURVE,
  digest: sm3,

  generateKeyPair() {
    const privateKey = privateKeyOf(sm2RandomScalar());
    return { privateKey, publicKey: privateKey.publicKey };
  },

  sign(privateKey, message) {
    if (privateKey.suite !== 2) throw new TypeError('"privateKey" expected a key of suite SM');
    const { z } = keyOf(privateKey.publicKey);
    return sm2Sign(privateScalar(privateKey), sm2MessageDigest(z, message));
  },

  verify(publicKey, message, signature) {
    const key = keyOf(publicKey);
    if (signature.length !== SIGNATURE_BYTES) return false;
    return sm2Verify(key, sm2MessageDigest(key.z, message), signature);
  },

  prepare(publicKey) {
    const key = keyOf(publicKey);
    if (!key.multiples) preparedKeys.set(nameOf(publicKey), prepared(key));
  },

  assertPublicKey(publicKey) {
    keyOf(publicKey);
  },

  privateKeyOf,
};

/** A desk meets one card at a time and a handful of counties; these points cost next to nothing. */
const KEYS_MAX = 256;
const keys = new Recent<Sm2PublicKey>(KEYS_MAX);

/** A prepared key takes about half a megabyte: provinces, own county, its neighbours. */
const PREPARED_KEYS_MAX = 16;
const preparedKeys = new Recent<Sm2PublicKey>(PREPARED_KEYS_MAX);

function keyOf(publicKey: Uint8Array): Sm2PublicKey {
  const name = nameOf(publicKey);
  const known = preparedKeys.get(name) ?? keys.get(name);
  if (known) return known;
  const point = parsePublicKey(publicKey);
  if (point.curve !== SM2_CURVE) throw keyError('crv');
  try {
    const key = sm2PublicKey(point.x, point.y);
    keys.set(name, key);
    return key;
  } catch (cause) {
    throw keyError('x, y', cause);
  }
}

function privateKeyOf(scalar: Uint8Array): PrivateKey {
  if (scalar.length !== COORDINATE_BYTES) throw keyError('d');
  try {
    const point = sm2PointOf(scalar);
    return new PrivateKey(2, scalar, encodePublicKey({ curve: SM2_CURVE, ...point }));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw keyError('d', cause);
  }
}

function keyError(field: string, cause?: unknown): OneCardError {
  const detail = { document: 'COSE_Key', field, expected: 'a key of suite SM' };
  return new OneCardError('crypto.key-malformed', detail, { cause });
}
