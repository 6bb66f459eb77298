/**
 * Secrets as objects that print as `[secret]`, so that no log line, error or JSON document can hold
 * one by accident. JavaScript cannot wipe memory: a secret lives until it is collected.
 */

import { inspect } from 'node:util';
import type { SuiteId } from '../model/index.ts';

const PRINTED = '[secret]';

/** AES key lengths in bytes (FIPS 197 §5). */
const KEY_BYTES: ReadonlySet<number> = new Set([16, 24, 32]);

let openSecretKey: (key: SecretKey) => Uint8Array;
let openPrivateKey: (key: PrivateKey) => Uint8Array;

/** A symmetric key of 16, 24 or 32 bytes. */
export class SecretKey {
  readonly #bytes: Uint8Array;

  /** @throws RangeError for another length. The bytes are copied. */
  constructor(bytes: Uint8Array) {
    if (!KEY_BYTES.has(bytes.length)) throw new RangeError('"bytes" expected 16, 24 or 32 bytes');
    this.#bytes = new Uint8Array(bytes);
  }

  static {
    openSecretKey = (key) => key.#bytes;
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [inspect.custom](): string {
    return PRINTED;
  }
}

/** The private half of a signature key; only its own suite can use it. */
export class PrivateKey {
  /** The suite whose `sign` takes this key. */
  readonly suite: SuiteId;
  /** COSE_Key bytes of the public half. */
  readonly publicKey: Uint8Array;
  readonly #scalar: Uint8Array;

  /** For suites alone: a key comes from `generateKeyPair` or `importPrivateKey`, which check it. */
  constructor(suite: SuiteId, scalar: Uint8Array, publicKey: Uint8Array) {
    this.suite = suite;
    this.publicKey = publicKey;
    this.#scalar = new Uint8Array(scalar);
  }

  static {
    openPrivateKey = (key) => key.#scalar;
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [inspect.custom](): string {
    return PRINTED;
  }
}

/** The bytes, for the algorithms of this room. */
export function secretBytes(key: SecretKey): Uint8Array {
  return openSecretKey(key);
}

/** The secret scalar, big-endian, for the suites of this room. */
export function privateScalar(key: PrivateKey): Uint8Array {
  return openPrivateKey(key);
}

/** The key's bytes, for a file that the operator protects. Never log the result. */
export function exportSecretKey(key: SecretKey): Uint8Array {
  return new Uint8Array(secretBytes(key));
}
