/** The suites there are, and keys in and out of files. */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { SigningKey, SuiteId } from '../../model/index.ts';
import { nameOf, Recent } from '../recent.ts';
import { type PrivateKey, privateScalar } from '../secret.ts';
import { encodePrivateKey, parsePrivateKey, parsePublicKey } from './coseKey.ts';
import { SUITE_INTERNATIONAL } from './international.ts';
import { SUITE_NATIONAL } from './national.ts';
import type { Suite } from './suite.ts';

/** Suite by number; a suite is one file that exports a `Suite` and one line here. */
const SUITES = new Map<SuiteId, Suite>([
  [1, SUITE_INTERNATIONAL],
  [2, SUITE_NATIONAL],
]);
let isInUse = false;

/** For `replaceSuite` alone. @throws TypeError once a suite was used. */
export function putSuite(id: SuiteId, suite: Suite): void {
  if (isInUse) throw new TypeError('a suite of this process was used already');
  SUITES.set(id, suite);
}

/** Bytes of a key id: 8 of SHA-256 tell the keys of all counties of all years apart. */
export const KEY_ID_BYTES = 8;

/** @throws OneCardError `crypto.suite-not-available`. */
export function suiteOf(id: SuiteId): Suite {
  isInUse = true;
  const suite = SUITES.get(id);
  if (!suite) throw new OneCardError('crypto.suite-not-available', { suite: id });
  return suite;
}

/**
 * The suite whose curve stands in a COSE_Key.
 * @throws OneCardError `crypto.suite-not-available` for a curve of no suite here,
 * `crypto.key-malformed`, `crypto.cbor-…`
 */
export function suiteOfKey(publicKey: Uint8Array): Suite {
  return knownKey(publicKey).suite;
}

/** Keys that were looked at: those of a county's modules, and of the cards of the moment. */
const KEYS_MAX = 1024;
const keys = new Recent<{ readonly suite: Suite; readonly id: Uint8Array }>(KEYS_MAX);

function knownKey(publicKey: Uint8Array): { readonly suite: Suite; readonly id: Uint8Array } {
  isInUse = true;
  const name = nameOf(publicKey);
  const known = keys.get(name);
  if (known) return known;
  const { curve } = parsePublicKey(publicKey);
  const suite = [...SUITES.values()].find(({ coseCurve }) => coseCurve === curve);
  if (!suite) throw new OneCardError('crypto.suite-not-available', { curve });
  suite.assertPublicKey(publicKey);
  const key = { suite, id: suite.digest(publicKey).slice(0, KEY_ID_BYTES) };
  keys.set(name, key);
  return key;
}

/**
 * The key's id in COSE headers: the first 8 bytes of its COSE Key Thumbprint (RFC 9679), which is
 * the digest, by the key's own suite, of exactly these bytes.
 * @throws OneCardError as `suiteOfKey`
 */
export function keyIdOf(publicKey: Uint8Array): Uint8Array {
  return knownKey(publicKey).id.slice();
}

/** A key of this process as one that could be anywhere. */
export function signingKeyOf(key: PrivateKey): SigningKey {
  const { suite, publicKey } = key;
  return { suite, publicKey, sign: async (message) => suiteOf(suite).sign(key, message) };
}

/** COSE_Key bytes with the secret scalar, for a file that the operator protects. Never log the result. */
export function exportPrivateKey(key: PrivateKey): Uint8Array {
  return encodePrivateKey(parsePublicKey(key.publicKey), privateScalar(key));
}

/**
 * The inverse of `exportPrivateKey`; the public half must be the scalar's own.
 * @throws OneCardError `crypto.key-malformed`, `crypto.cbor-…`
 */
export function importPrivateKey(suite: Suite, bytes: Uint8Array): PrivateKey {
  const { scalar, ...point } = parsePrivateKey(bytes);
  const key = suite.privateKeyOf(scalar);
  const own = parsePublicKey(key.publicKey);
  const isOwn =
    own.curve === point.curve && equalBytes(own.x, point.x) && equalBytes(own.y, point.y);
  if (!isOwn) {
    throw new OneCardError('crypto.key-malformed', {
      document: 'COSE_Key',
      field: 'x, y, d',
      expected: `one key of suite ${suite.name}`,
    });
  }
  return key;
}
