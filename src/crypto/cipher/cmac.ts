/**
 * CMAC (NIST SP 800-38B, for AES also RFC 4493) under the block cipher of a suite; neither cipher has
 * one in node:crypto.
 */

import { equalBytes } from '../../bytes.ts';
import type { SuiteId } from '../../model/index.ts';
import type { SecretKey } from '../secret.ts';
import { BLOCK_BYTES, type BlockCipher, cipherOf, encryptBlock } from './blockCipher.ts';

/** Bytes of a whole CMAC in either suite. */
export const CMAC_BYTES = BLOCK_BYTES;

/** R_128 of SP 800-38B §5.3: what a carry out of the highest bit adds to the lowest byte. */
const CARRY = 0x87;

/** AES-CMAC in suite 1, SM4-CMAC in suite 2: 16 bytes. */
export function cmac(suite: SuiteId, key: SecretKey, message: Uint8Array): Uint8Array {
  const blockCount = Math.max(1, Math.ceil(message.length / BLOCK_BYTES));
  return cmacOfBlocks(cipherOf(suite), key, message, blockCount);
}

/** Whether `mac` is the whole CMAC of `message`; the time taken does not tell how close it was. */
export function cmacMatches(
  suite: SuiteId,
  key: SecretKey,
  message: Uint8Array,
  mac: Uint8Array,
): boolean {
  return equalBytes(cmac(suite, key, message), mac);
}

/**
 * CMAC over a message that is padded to `blockCount` blocks. A whole last block is masked with K1,
 * a padded one (80 00 …) with K2 (SP 800-38B §6.2).
 */
export function cmacOfBlocks(
  cipher: BlockCipher,
  key: SecretKey,
  message: Uint8Array,
  blockCount: number,
): Uint8Array {
  const blocks = new Uint8Array(blockCount * BLOCK_BYTES);
  blocks.set(message);
  const { k1, k2 } = subkeysOf(cipher, key);
  const isWhole = message.length === blocks.length;
  if (!isWhole) blocks[message.length] = 0x80;
  const mask = isWhole ? k1 : k2;
  const lastStart = blocks.length - BLOCK_BYTES;
  for (let index = 0; index < BLOCK_BYTES; index++) blocks[lastStart + index]! ^= mask[index]!;
  return cipher.encryptCbc(key, NO_IV, blocks).slice(lastStart);
}

const NO_IV = new Uint8Array(BLOCK_BYTES);

interface Subkeys {
  readonly cipher: BlockCipher;
  readonly k1: Uint8Array;
  readonly k2: Uint8Array;
}

/** Of keys in use: a channel's keys make forty codes, and half of the work is the same each time. */
const subkeys = new WeakMap<SecretKey, Subkeys>();

function subkeysOf(cipher: BlockCipher, key: SecretKey): Subkeys {
  const known = subkeys.get(key);
  if (known?.cipher === cipher) return known;
  const k1 = doubled(encryptBlock(cipher, key, NO_IV));
  const made = { cipher, k1, k2: doubled(k1) };
  subkeys.set(key, made);
  return made;
}

/** A block times x in GF(2^128): one bit to the left, the carry folded back. */
function doubled(block: Uint8Array): Uint8Array {
  const product = new Uint8Array(BLOCK_BYTES);
  for (let index = 0, next = block[0]!; index < BLOCK_BYTES; index++) {
    const byte = next;
    next = index + 1 < BLOCK_BYTES ? block[index + 1]! : 0;
    product[index] = (byte << 1) | (next >> 7);
  }
  if (block[0]! >> 7 === 1) product[BLOCK_BYTES - 1]! ^= CARRY;
  return product;
}
