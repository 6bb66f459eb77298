/** The block cipher of each suite: AES (FIPS 197) in suite 1, SM4 (GB/T 32907-2016) in suite 2. */

import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { SuiteId } from '../../model/index.ts';
import { type SecretKey, secretBytes } from '../secret.ts';
import { SM4 } from './sm4.ts';

/** Block of both ciphers, and so the length of an initial vector and of a CMAC. */
export const BLOCK_BYTES = 16;

/** Whole blocks in, whole blocks out: padding is the caller's. */
export interface BlockCipher {
  readonly name: 'AES' | 'SM4';
  /** CBC (NIST SP 800-38A §6.2, GB/T 17964-2021 §7). @throws RangeError for a key or length it has not. */
  encryptCbc(key: SecretKey, iv: Uint8Array, blocks: Uint8Array): Uint8Array;
  decryptCbc(key: SecretKey, iv: Uint8Array, blocks: Uint8Array): Uint8Array;
}

/** OpenSSL's names, by the bytes of the key. */
const AES_CBC: Readonly<Record<number, string>> = {
  16: 'aes-128-cbc',
  24: 'aes-192-cbc',
  32: 'aes-256-cbc',
};

/** AES-128, -192 or -256 by the length of the key. */
const AES: BlockCipher = {
  name: 'AES',
  encryptCbc(key, iv, blocks) {
    const bytes = secretBytes(key);
    return run(createCipheriv(AES_CBC[bytes.length]!, bytes, iv), blocks);
  },
  decryptCbc(key, iv, blocks) {
    const bytes = secretBytes(key);
    return run(createDecipheriv(AES_CBC[bytes.length]!, bytes, iv), blocks);
  },
};

const CIPHERS: Record<SuiteId, BlockCipher> = { 1: AES, 2: SM4 };

/** For `replaceSuite` alone. */
export function putCipher(suite: SuiteId, cipher: BlockCipher): void {
  CIPHERS[suite] = cipher;
}

export function cipherOf(suite: SuiteId): BlockCipher {
  return CIPHERS[suite];
}

/** One block by itself (ECB): CBC with an initial vector of zeros. */
export function encryptBlock(cipher: BlockCipher, key: SecretKey, block: Uint8Array): Uint8Array {
  return cipher.encryptCbc(key, NO_IV, block);
}

const NO_IV = new Uint8Array(BLOCK_BYTES);

function run(
  cipher: ReturnType<typeof createCipheriv> | ReturnType<typeof createDecipheriv>,
  blocks: Uint8Array,
): Uint8Array {
  if (blocks.length % BLOCK_BYTES !== 0) throw new RangeError('"blocks" expected whole blocks');
  cipher.setAutoPadding(false);
  return new Uint8Array(cipher.update(blocks));
}
