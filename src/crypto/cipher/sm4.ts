/**
 * SM4-CBC (GB/T 32907-2016, GB/T 17964-2021): by node:crypto where a trial at start shows that it has
 * it, by our own code where not.
 */

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { equalBytes, fromHex } from '../../bytes.ts';
import { SecretKey, secretBytes } from '../secret.ts';
import type { BlockCipher } from './blockCipher.ts';
import { sm4Block, sm4RoundKeys } from './sm4Block.ts';

const BLOCK_BYTES = 16;
const KEY_BYTES = 16;

/** By the runtime's OpenSSL. */
export const SM4_NATIVE: BlockCipher = {
  name: 'SM4',
  encryptCbc(key, iv, blocks) {
    const cipher = createCipheriv('sm4-cbc', keyOf(key), iv).setAutoPadding(false);
    return new Uint8Array(cipher.update(whole(blocks)));
  },
  decryptCbc(key, iv, blocks) {
    const decipher = createDecipheriv('sm4-cbc', keyOf(key), iv).setAutoPadding(false);
    return new Uint8Array(decipher.update(whole(blocks)));
  },
};

/** By `sm4Block`, on any runtime. */
export const SM4_PORTABLE: BlockCipher = {
  name: 'SM4',
  encryptCbc(key, iv, blocks) {
    const roundKeys = sm4RoundKeys(keyOf(key));
    let previous = chained(iv);
    return mapBlocks(blocks, (block) => {
      previous = sm4Block(roundKeys, xor(block, previous));
      return previous;
    });
  },
  decryptCbc(key, iv, blocks) {
    const roundKeys = sm4RoundKeys(keyOf(key)).reverse();
    let previous = chained(iv);
    return mapBlocks(blocks, (block) => {
      const plain = xor(sm4Block(roundKeys, block), previous);
      previous = block;
      return plain;
    });
  },
};

/** `native` when it computes the example of GB/T 32907-2016 A.1, else `portable`. */
export function workingSm4(native: BlockCipher, portable: BlockCipher): BlockCipher {
  const example = fromHex('0123456789abcdeffedcba9876543210');
  const expected = fromHex('681edf34d206965e86b3e94f536e4246');
  try {
    const zeros = new Uint8Array(BLOCK_BYTES);
    const output = native.encryptCbc(new SecretKey(example), zeros, example);
    return equalBytes(output, expected) ? native : portable;
  } catch {
    return portable;
  }
}

export const SM4: BlockCipher = workingSm4(SM4_NATIVE, SM4_PORTABLE);

function keyOf(key: SecretKey): Uint8Array {
  const bytes = secretBytes(key);
  if (bytes.length !== KEY_BYTES) throw new RangeError('"key" expected 16 bytes for SM4');
  return bytes;
}

function chained(iv: Uint8Array): Uint8Array {
  if (iv.length !== BLOCK_BYTES) throw new RangeError('"iv" expected 16 bytes');
  return iv;
}

function whole(blocks: Uint8Array): Uint8Array {
  if (blocks.length % BLOCK_BYTES !== 0) throw new RangeError('"blocks" expected whole blocks');
  return blocks;
}

function mapBlocks(blocks: Uint8Array, each: (block: Uint8Array) => Uint8Array): Uint8Array {
  const output = new Uint8Array(whole(blocks).length);
  for (let offset = 0; offset < blocks.length; offset += BLOCK_BYTES) {
    output.set(each(blocks.slice(offset, offset + BLOCK_BYTES)), offset);
  }
  return output;
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, index) => byte ^ b[index]!);
}
