/** The block cipher of each suite: AES (FIPS 197) in suite 1, SM4 (GB/T 32907-2016) in suite 2. */

import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { SuiteId } from '../../model/index.ts';
import { type SecretKey, secretBytes } from '../secret.ts';
import { SM4 } from './sm4.ts';

/** Block of both ciphers, and so the length of an initial vector and of a CMAC. */
export const BLOCK_BYTES = 16;
const NO_IV = new Uint8Array(BLOCK_BYTES);

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
  encryptCbc: (key, iv, blocks) => chained(ENCRYPTING, key, iv, blocks),
  decryptCbc: (key, iv, blocks) => chained(DECRYPTING, key, iv, blocks),
};

/** A cipher that goes on and on; what comes next is chained to the block of ciphertext that was last. */
interface Chain {
  readonly cipher: ReturnType<typeof createCipheriv> | ReturnType<typeof createDecipheriv>;
  readonly last: Uint8Array;
}

interface Direction {
  readonly isEncrypting: boolean;
  readonly create: typeof createCipheriv | typeof createDecipheriv;
  /** Of keys in use: to set one up costs OpenSSL ten times what it takes for the blocks of a message. */
  readonly chains: WeakMap<SecretKey, Chain>;
}

const ENCRYPTING: Direction = {
  isEncrypting: true,
  create: createCipheriv,
  chains: new WeakMap(),
};
const DECRYPTING: Direction = {
  isEncrypting: false,
  create: createDecipheriv,
  chains: new WeakMap(),
};

/**
 * CBC from `iv`, by a cipher that was left at another block: what that one would be chained to is taken
 * out of the first block of plaintext, and `iv` put in its place.
 */
function chained(
  { isEncrypting, create, chains }: Direction,
  key: SecretKey,
  iv: Uint8Array,
  blocks: Uint8Array,
): Uint8Array {
  if (iv.length !== BLOCK_BYTES) throw new RangeError(`"iv" expected ${BLOCK_BYTES} bytes`);
  if (blocks.length % BLOCK_BYTES !== 0) throw new RangeError('"blocks" expected whole blocks');
  if (blocks.length === 0) return new Uint8Array();
  const chain = chains.get(key) ?? begun(create, key);
  const { cipher, last } = chain;
  // Should it throw, nobody knows at which block it was left.
  chains.delete(key);
  const input = new Uint8Array(blocks);
  if (isEncrypting) exchange(input, last, iv);
  const output = new Uint8Array(cipher.update(input));
  if (!isEncrypting) exchange(output, last, iv);
  last.set((isEncrypting ? output : input).subarray(-BLOCK_BYTES));
  chains.set(key, chain);
  return output;
}

function begun(create: Direction['create'], key: SecretKey): Chain {
  const bytes = secretBytes(key);
  const cipher = create(AES_CBC[bytes.length]!, bytes, NO_IV);
  cipher.setAutoPadding(false);
  return { cipher, last: new Uint8Array(BLOCK_BYTES) };
}

function exchange(blocks: Uint8Array, from: Uint8Array, to: Uint8Array): void {
  for (let index = 0; index < BLOCK_BYTES; index++) blocks[index]! ^= from[index]! ^ to[index]!;
}

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
