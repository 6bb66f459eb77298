/** SM4 of the runtime and our own are the same cipher, and the right one is taken. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import type { BlockCipher } from '../../../src/crypto/cipher/blockCipher.ts';
import { SM4_NATIVE, SM4_PORTABLE, workingSm4 } from '../../../src/crypto/cipher/sm4.ts';
import { sm4Block, sm4RoundKeys } from '../../../src/crypto/cipher/sm4Block.ts';
import { SecretKey } from '../../../src/crypto/index.ts';
import { hex } from '../support.ts';
import vectors from '../vectors/sm4.json' with { type: 'json' };

const ZEROS = new Uint8Array(16);

describe.each([
  ['of the runtime', SM4_NATIVE],
  ['our own', SM4_PORTABLE],
])('%s', (_name, cipher) => {
  test.each(vectors.ecb)('one block: %o', ({ key, plaintext, ciphertext }) => {
    const secret = new SecretKey(hex(key));
    expect(toHex(cipher.encryptCbc(secret, ZEROS, hex(plaintext)))).toBe(ciphertext);
    expect(toHex(cipher.decryptCbc(secret, ZEROS, hex(ciphertext)))).toBe(plaintext);
  });

  test.each(vectors.cbc)('CBC: %o', ({ key, iv, plaintext, ciphertext }) => {
    const secret = new SecretKey(hex(key));
    expect(toHex(cipher.encryptCbc(secret, hex(iv), hex(plaintext)))).toBe(ciphertext);
    expect(toHex(cipher.decryptCbc(secret, hex(iv), hex(ciphertext)))).toBe(plaintext);
  });

  test.each(vectors.ecbBlocks)('block by block: %o', ({ key, plaintext, ciphertext }) => {
    const secret = new SecretKey(hex(key));
    for (let start = 0; start < 64; start += 32) {
      const block = hex(plaintext.slice(start, start + 32));
      const expected = ciphertext.slice(start, start + 32);
      expect(toHex(cipher.encryptCbc(secret, ZEROS, block))).toBe(expected);
    }
  });

  test('lengths that SM4 has not', () => {
    const key = new SecretKey(ZEROS);
    expect(() => cipher.encryptCbc(new SecretKey(new Uint8Array(32)), ZEROS, ZEROS)).toThrow();
    expect(() => cipher.encryptCbc(key, ZEROS, new Uint8Array(15))).toThrow(RangeError);
    expect(() => cipher.decryptCbc(key, new Uint8Array(15), ZEROS)).toThrow();
  });
});

test('the example of a million encryptions, GB/T 32907-2016 A.2', () => {
  const key = hex(vectors.million.key);
  const roundKeys = sm4RoundKeys(key);
  let block = hex(vectors.million.plaintext);
  for (let count = 0; count < 1_000_000; count++) block = sm4Block(roundKeys, block);
  expect(toHex(block)).toBe(vectors.million.ciphertext);
}, 60_000);

test('both agree on any blocks', () => {
  const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const blocks = fc
    .array(block, { maxLength: 4 })
    .map((all) => Uint8Array.from(all.flatMap((each) => [...each])));
  fc.assert(
    fc.property(block, block, blocks, (keyBytes, iv, plain) => {
      const key = new SecretKey(keyBytes);
      const ciphertext = SM4_NATIVE.encryptCbc(key, iv, plain);
      expect(SM4_PORTABLE.encryptCbc(key, iv, plain)).toEqual(ciphertext);
      expect(SM4_PORTABLE.decryptCbc(key, iv, ciphertext)).toEqual(plain);
    }),
  );
});

test('a runtime without SM4, or with a wrong one, is not used', () => {
  const absent: BlockCipher = {
    ...SM4_NATIVE,
    encryptCbc() {
      throw new Error('Unknown cipher');
    },
  };
  const wrong: BlockCipher = { ...SM4_NATIVE, encryptCbc: (_key, _iv, blocks) => blocks };
  expect(workingSm4(SM4_NATIVE, SM4_PORTABLE)).toBe(SM4_NATIVE);
  expect(workingSm4(absent, SM4_PORTABLE)).toBe(SM4_PORTABLE);
  expect(workingSm4(wrong, SM4_PORTABLE)).toBe(SM4_PORTABLE);
});
