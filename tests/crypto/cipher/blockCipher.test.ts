/** AES-CBC of keys that are used again and again, beside a cipher that is set up anew for each message. */

import { createCipheriv, createDecipheriv } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BLOCK_BYTES, cipherOf } from '../../../src/crypto/cipher/blockCipher.ts';
import { SecretKey } from '../../../src/crypto/secret.ts';

const AES = cipherOf(1);
const KEYS = [16, 24, 32, 16].map((length, at) => new Uint8Array(length).fill(17 * (at + 1)));
const BLOCKS_MAX = 4;

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const messages = fc.array(
  fc.record({
    key: fc.nat(KEYS.length - 1),
    isEncrypting: fc.boolean(),
    iv: bytes(BLOCK_BYTES),
    blocks: fc.nat(BLOCKS_MAX).chain((count) => bytes(count * BLOCK_BYTES)),
  }),
  { minLength: 1, maxLength: 20 },
);

test('each message is chained to its own initial vector alone', () => {
  fc.assert(
    fc.property(messages, (each) => {
      const keys = KEYS.map((key) => new SecretKey(key));
      for (const { key, isEncrypting, iv, blocks } of each) {
        const name = `aes-${8 * KEYS[key]!.length}-cbc`;
        const fresh = (isEncrypting ? createCipheriv : createDecipheriv)(name, KEYS[key]!, iv);
        fresh.setAutoPadding(false);
        const output = isEncrypting
          ? AES.encryptCbc(keys[key]!, iv, blocks)
          : AES.decryptCbc(keys[key]!, iv, blocks);
        expect(output).toEqual(new Uint8Array(fresh.update(blocks)));
      }
    }),
  );
});

test('an initial vector or blocks of another length are refused, and change nothing', () => {
  const key = new SecretKey(KEYS[0]!);
  const [iv, block] = [new Uint8Array(BLOCK_BYTES).fill(1), new Uint8Array(BLOCK_BYTES).fill(2)];
  const before = AES.encryptCbc(key, iv, block);
  expect(() => AES.encryptCbc(key, iv.subarray(1), block)).toThrow(RangeError);
  expect(() => AES.encryptCbc(key, iv, block.subarray(1))).toThrow(RangeError);
  expect(() => AES.decryptCbc(key, iv, block.subarray(1))).toThrow(RangeError);
  expect(AES.encryptCbc(key, iv, block)).toEqual(before);
});
