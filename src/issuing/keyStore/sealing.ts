/**
 * Bytes under AES-256-GCM (NIST SP 800-38D):
 *
 *     nonce, 12 bytes ‖ ciphertext ‖ tag, 16 bytes
 *
 * bound to what they are (the label) as additional data, so that one sealed thing cannot stand in for
 * another. Nonces are random: §8.3 allows 2^32 of them under one key, a store writes some millions in
 * its life.
 */

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { inspect } from 'node:util';
import { concat, utf8 } from '../../bytes.ts';
import type { RandomSource } from '../../model/index.ts';

const ALGORITHM = 'aes-256-gcm';
export const SEALING_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals and opens; prints as `[secret]`. */
export class SealingKey {
  readonly #key: Uint8Array;
  readonly #random: RandomSource;

  /** @throws RangeError for another length. The bytes are copied. */
  constructor(key: Uint8Array, random: RandomSource) {
    if (key.length !== SEALING_KEY_BYTES) throw new RangeError('"key" expected 32 bytes');
    this.#key = Uint8Array.from(key);
    this.#random = random;
  }

  seal(label: string, bytes: Uint8Array): Uint8Array {
    const nonce = this.#random.bytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(utf8(label));
    return concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  /** Undefined when another key sealed it, or for another label, or a byte was changed. */
  open(label: string, sealed: Uint8Array): Uint8Array | undefined {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(utf8(label));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const opened = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    try {
      return concat([opened, decipher.final()]);
    } catch {
      return undefined;
    }
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
