/**
 * Suite 1, INT: ES256 (RFC 9053 §2.1: ECDSA on P-256 with SHA-256) and SHA-256, all by node:crypto.
 */

import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { OneCardError } from '../../errors/index.ts';
import { sha256 } from '../digest/digest.ts';
import { nameOf, Recent } from '../recent.ts';
import { PrivateKey, privateScalar } from '../secret.ts';
import { COORDINATE_BYTES, type EcPoint, encodePublicKey, parsePublicKey } from './coseKey.ts';
import { SIGNATURE_BYTES, type Suite } from './suite.ts';

/** COSE algorithm ES256 (RFC 9053 §2.1) and curve P-256 (§7.1). */
const ES256 = -7;
const P256 = 1;
/** P-256 in OpenSSL's naming. */
const P256_OPENSSL = 'prime256v1';

/** r ‖ s instead of DER, as COSE wants it (RFC 9053 §2.1) and as the card answers. */
const DSA_ENCODING = 'ieee-p1363';

export const SUITE_INTERNATIONAL: Suite = {
  id: 1,
  name: 'INT',
  coseAlgorithm: ES256,
  coseCurve: P256,
  digest: sha256,

  generateKeyPair() {
    const { privateKey: object } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const privateKey = privateKeyOf(coordinate(object.export({ format: 'jwk' }).d));
    return { privateKey, publicKey: privateKey.publicKey };
  },

  sign(privateKey, message) {
    if (privateKey.suite !== 1) throw new TypeError('"privateKey" expected a key of suite INT');
    const key = { key: signingObject(privateKey), dsaEncoding: DSA_ENCODING } as const;
    return new Uint8Array(sign('sha256', message, key));
  },

  verify(publicKey, message, signature) {
    const key = { key: publicObject(publicKey), dsaEncoding: DSA_ENCODING } as const;
    return signature.length === SIGNATURE_BYTES && verify('sha256', message, key, signature);
  },

  prepare(publicKey) {
    publicObject(publicKey);
  },

  assertPublicKey(publicKey) {
    publicObject(publicKey);
  },

  privateKeyOf,
};

/** Built once a key, not once a signature. */
const signingObjects = new WeakMap<PrivateKey, KeyObject>();

function signingObject(privateKey: PrivateKey): KeyObject {
  const known = signingObjects.get(privateKey);
  if (known) return known;
  const d = base64Url(privateScalar(privateKey));
  const jwk = { ...jwkOf(parsePublicKey(privateKey.publicKey)), d };
  const object = createPrivateKey({ format: 'jwk', key: jwk });
  signingObjects.set(privateKey, object);
  return object;
}

/** Keys whose import, half as dear as a verification, is not done again: see suite SM. */
const KEYS_MAX = 256;
const publicObjects = new Recent<KeyObject>(KEYS_MAX);

function publicObject(publicKey: Uint8Array): KeyObject {
  const name = nameOf(publicKey);
  const known = publicObjects.get(name);
  if (known) return known;
  const object = importedObject(publicKey);
  publicObjects.set(name, object);
  return object;
}

/** The import makes sure that both coordinates are below p and that the point is on the curve. */
function importedObject(publicKey: Uint8Array): KeyObject {
  const point = parsePublicKey(publicKey);
  if (point.curve !== P256) throw keyError('crv');
  try {
    return createPublicKey({ format: 'jwk', key: jwkOf(point) });
  } catch (cause) {
    throw keyError('x, y', cause);
  }
}

/** node's JWK import believes any d beside any point, so the point is derived here instead. */
function privateKeyOf(scalar: Uint8Array): PrivateKey {
  // OpenSSL would take a shorter one for a number with leading zeros.
  if (scalar.length !== COORDINATE_BYTES) throw keyError('d');
  const ecdh = createECDH(P256_OPENSSL);
  try {
    ecdh.setPrivateKey(scalar);
  } catch (cause) {
    throw keyError('d', cause);
  }
  // 04 ‖ x ‖ y, uncompressed (SEC 1 §2.3.3)
  const point = new Uint8Array(ecdh.getPublicKey());
  const x = point.slice(1, 1 + COORDINATE_BYTES);
  const y = point.slice(1 + COORDINATE_BYTES);
  return new PrivateKey(1, scalar, encodePublicKey({ curve: P256, x, y }));
}

function jwkOf({ x, y }: EcPoint): JsonWebKey {
  return { kty: 'EC', crv: 'P-256', x: base64Url(x), y: base64Url(y) };
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** RFC 7518 §6.2: coordinates and d come in full length, 32 bytes. */
function coordinate(text: string | undefined): Uint8Array {
  return Uint8Array.from(Buffer.from(text ?? '', 'base64url'));
}

function keyError(field: string, cause?: unknown): OneCardError {
  const detail = { document: 'COSE_Key', field, expected: 'a key of suite INT' };
  return new OneCardError('crypto.key-malformed', detail, { cause });
}
