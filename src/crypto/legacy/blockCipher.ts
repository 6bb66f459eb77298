/**
 * Block ciphers of cards already in use. OneCard's own suites use none of them; they exist for the
 * virtual cards, for software security modules and for whoever checks a purse's TAC. SSF33 is not
 * published and is not here.
 */

import { createCipheriv } from 'node:crypto';
import { concat } from '../../bytes.ts';
import { type SecretKey, secretBytes } from '../secret.ts';

export const DES_BLOCK_BYTES = 8;
export const SM4_BLOCK_BYTES = 16;
/** Two-key triple DES (ISO/IEC 18033-3) and SM4 (GB/T 32907-2016): 16 bytes both. */
const KEY_BYTES = 16;
const MAC_BYTES = 4;

/**
 * Two-key triple DES, block by block without chaining.
 * @param key 16 bytes
 * @throws RangeError unless `blocks` are whole
 */
export function encryptTripleDes(key: SecretKey, blocks: Uint8Array): Uint8Array {
  return encrypt('des-ede3-ecb', threeKeys(legacyKeyBytes(key)), undefined, blocks);
}

/** SM4, block by block without chaining. @param key 16 bytes */
export function encryptSm4(key: SecretKey, blocks: Uint8Array): Uint8Array {
  return encrypt('sm4-ecb', legacyKeyBytes(key), undefined, blocks);
}

/**
 * Four-byte MAC: single DES in CBC over `message` ‖ 80 ‖ 00…, first half of the last block. Single
 * DES is triple DES with one key three times, which every OpenSSL still has.
 * @param key 8 bytes
 */
export function desMac(key: Uint8Array, message: Uint8Array): Uint8Array {
  if (key.length !== DES_BLOCK_BYTES) throw new RangeError('"key" expected 8 bytes');
  const iv = new Uint8Array(DES_BLOCK_BYTES);
  const padded = concat([message, Uint8Array.of(0x80)]);
  const blocks = new Uint8Array(Math.ceil(padded.length / DES_BLOCK_BYTES) * DES_BLOCK_BYTES);
  blocks.set(padded);
  const chained = encrypt('des-ede3-cbc', concat([key, key, key]), iv, blocks);
  return chained.slice(-DES_BLOCK_BYTES).slice(0, MAC_BYTES);
}

/** The 16 bytes of a key. @throws RangeError for another length. */
export function legacyKeyBytes(key: SecretKey): Uint8Array {
  const bytes = secretBytes(key);
  if (bytes.length !== KEY_BYTES) throw new RangeError('"key" expected 16 bytes');
  return bytes;
}

function threeKeys(bytes: Uint8Array): Uint8Array {
  return concat([bytes, bytes.subarray(0, DES_BLOCK_BYTES)]);
}

function encrypt(
  name: string,
  key: Uint8Array,
  iv: Uint8Array | undefined,
  blocks: Uint8Array,
): Uint8Array {
  const blockBytes = name.startsWith('sm4') ? SM4_BLOCK_BYTES : DES_BLOCK_BYTES;
  if (blocks.length === 0 || blocks.length % blockBytes !== 0) {
    throw new RangeError(`"blocks" expected a multiple of ${blockBytes} bytes`);
  }
  const cipher = createCipheriv(name, key, iv ?? null).setAutoPadding(false);
  return Uint8Array.from(cipher.update(blocks));
}
