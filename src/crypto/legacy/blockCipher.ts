/**
 * Block ciphers of cards already in use. OneCard's own suites use none of them; they exist for the
 * virtual cards, for software security modules and for whoever checks a purse's TAC. SSF33 is not
 * published and is not here.
 */

import { createCipheriv } from 'node:crypto';
import { concat } from '../../bytes.ts';
import { cipherOf, encryptBlock } from '../cipher/blockCipher.ts';
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
  const count = wholeBlocks(blocks, SM4_BLOCK_BYTES);
  const ciphers = Array.from({ length: count }, (_, index) => {
    const block = blocks.slice(index * SM4_BLOCK_BYTES, (index + 1) * SM4_BLOCK_BYTES);
    return encryptBlock(cipherOf(2), key, block);
  });
  return concat(ciphers);
}

/**
 * Four-byte MAC: single DES in CBC over `message` ‖ 80 ‖ 00…, first half of the last block. Single
 * DES is triple DES with one key three times, which every OpenSSL still has.
 * @param key 8 bytes
 */
export function desMac(key: Uint8Array, message: Uint8Array): Uint8Array {
  if (key.length !== DES_BLOCK_BYTES) throw new RangeError('"key" expected 8 bytes');
  const chained = singleDes(key, new Uint8Array(DES_BLOCK_BYTES), paddedBlocks(message));
  return chained.slice(-DES_BLOCK_BYTES).slice(0, MAC_BYTES);
}

/**
 * Eight-byte MAC of line protection under a double-length key (ISO/IEC 9797-1:2011 §7.4, algorithm 3
 * with padding method 2; PBOC takes its first half): single DES in CBC with the left half, and the
 * last block once more with the right and the left.
 * @param iv 8 bytes: the card's challenge, or zeros
 */
export function retailMac(
  key: SecretKey,
  message: Uint8Array,
  iv: Uint8Array = new Uint8Array(DES_BLOCK_BYTES),
): Uint8Array {
  const left = legacyKeyBytes(key).slice(0, DES_BLOCK_BYTES);
  const blocks = paddedBlocks(message);
  const lastStart = blocks.length - DES_BLOCK_BYTES;
  const chained = lastStart === 0 ? iv : singleDes(left, iv, blocks.slice(0, lastStart));
  const before = chained.slice(-DES_BLOCK_BYTES);
  return encryptTripleDes(
    key,
    blocks.slice(lastStart).map((byte, index) => byte ^ before[index]!),
  );
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

/** 80 00 … up to whole blocks. */
function paddedBlocks(message: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(
    Math.ceil((message.length + 1) / DES_BLOCK_BYTES) * DES_BLOCK_BYTES,
  );
  blocks.set(message);
  blocks[message.length] = 0x80;
  return blocks;
}

function singleDes(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array {
  return encrypt('des-ede3-cbc', concat([key, key, key]), iv, blocks);
}

function encrypt(
  name: 'des-ede3-ecb' | 'des-ede3-cbc',
  key: Uint8Array,
  iv: Uint8Array | undefined,
  blocks: Uint8Array,
): Uint8Array {
  wholeBlocks(blocks, DES_BLOCK_BYTES);
  const cipher = createCipheriv(name, key, iv ?? null).setAutoPadding(false);
  return Uint8Array.from(cipher.update(blocks));
}

/** How many there are. @throws RangeError unless they are whole, and at least one. */
function wholeBlocks(blocks: Uint8Array, blockBytes: number): number {
  if (blocks.length === 0 || blocks.length % blockBytes !== 0) {
    throw new RangeError(`"blocks" expected a multiple of ${blockBytes} bytes`);
  }
  return blocks.length / blockBytes;
}
