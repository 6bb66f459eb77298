import type { BlockCipher } from '../../crypto/cipher/blockCipher.ts';
import { type SecretKey, secretBytes } from '../../crypto/secret.ts';
import { putWord, wordAt } from './mix.ts';

const BLOCK_BYTES = 16;
const BLOCK_WORDS = 4;
const ROTATION = 9;
const MIX = 0x9e3779b1;

/** CBC over a block of four words: XOR and rotate. It can be undone, and chains; it hides nothing. */
export const STAND_IN_CIPHER: BlockCipher = {
  name: 'AES',
  encryptCbc: (key, iv, blocks) => chained(key, iv, blocks, true),
  decryptCbc: (key, iv, blocks) => chained(key, iv, blocks, false),
};

const keys = new WeakMap<SecretKey, Int32Array>();

function keyOf(key: SecretKey): Int32Array {
  const known = keys.get(key);
  if (known) return known;
  const bytes = secretBytes(key);
  const words = Int32Array.from({ length: BLOCK_WORDS }, (_, at) => wordAt(bytes, 4 * at));
  keys.set(key, words);
  return words;
}

function chained(key: SecretKey, iv: Uint8Array, blocks: Uint8Array, forth: boolean): Uint8Array {
  if (blocks.length % BLOCK_BYTES !== 0) throw new RangeError('"blocks" expected whole blocks');
  const secret = keyOf(key);
  const output = new Uint8Array(blocks.length);
  // Either way what is chained to is ciphertext: of the block before, or the initial vector.
  for (let offset = 0; offset < blocks.length; offset += BLOCK_BYTES) {
    const before = offset === 0 ? iv : forth ? output : blocks;
    const beforeAt = offset === 0 ? 0 : offset - BLOCK_BYTES;
    let carry = 0;
    for (let at = 0; at < BLOCK_WORDS; at++) {
      const word = wordAt(blocks, offset + 4 * at);
      const mask = wordAt(before, beforeAt + 4 * at) ^ (secret[at]! + Math.imul(carry, MIX));
      if (forth) {
        const turned = word ^ mask;
        const out = (turned << ROTATION) | (turned >>> (32 - ROTATION));
        putWord(output, offset + 4 * at, out);
        carry ^= out;
      } else {
        putWord(output, offset + 4 * at, ((word >>> ROTATION) | (word << (32 - ROTATION))) ^ mask);
        carry ^= word;
      }
    }
  }
  return output;
}
