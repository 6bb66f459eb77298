import type { BlockCipher } from '../../crypto/cipher/blockCipher.ts';
import { type SecretKey, secretBytes } from '../../crypto/secret.ts';

const BLOCK_BYTES = 16;
const BLOCK_WORDS = 4;
const ROTATION = 9;

/** CBC over a block of four words: XOR and rotate. It can be undone, and chains; it hides nothing. */
export const STAND_IN_CIPHER: BlockCipher = {
  name: 'AES',
  encryptCbc: (key, iv, blocks) => chained(key, iv, blocks, true),
  decryptCbc: (key, iv, blocks) => chained(key, iv, blocks, false),
};

const keys = new WeakMap<SecretKey, Uint32Array>();

function keyOf(key: SecretKey): Uint32Array {
  const known = keys.get(key);
  if (known) return known;
  const words = wordsOf(secretBytes(key));
  keys.set(key, words);
  return words;
}

function chained(key: SecretKey, iv: Uint8Array, blocks: Uint8Array, forth: boolean): Uint8Array {
  if (blocks.length % BLOCK_BYTES !== 0) throw new RangeError('"blocks" expected whole blocks');
  const secret = keyOf(key);
  // In place: the words are a copy.
  const words = wordsOf(blocks);
  const last = wordsOf(iv);
  for (let offset = 0; offset < words.length; offset += BLOCK_WORDS) {
    let carry = 0;
    for (let at = 0; at < BLOCK_WORDS; at++) {
      const word = words[offset + at]!;
      const mask = secret[at]! + Math.imul(carry, 0x9e3779b1);
      if (forth) {
        const turned = word ^ last[at]! ^ mask;
        const out = (turned << ROTATION) | (turned >>> (32 - ROTATION));
        words[offset + at] = out;
        last[at] = out;
        carry ^= out;
      } else {
        const turned = (word >>> ROTATION) | (word << (32 - ROTATION));
        words[offset + at] = turned ^ last[at]! ^ mask;
        last[at] = word;
        carry ^= word;
      }
    }
  }
  return new Uint8Array(words.buffer);
}

/** In the machine's own order of bytes: nothing of it leaves the process. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const copy = new Uint8Array((bytes.length + 3) & ~3);
  copy.set(bytes);
  return new Uint32Array(copy.buffer);
}
