/**
 * SM4 (GB/T 32907-2016) over one block, in plain TypeScript: for runtimes whose OpenSSL has no SM4
 * (Electron's BoringSSL, FIPS builds). Not constant in time; node:crypto comes first where it has SM4.
 */

/** GF(2^8) of the S-box: x^8 + x^7 + x^6 + x^5 + x^4 + x^2 + 1. */
const FIELD_POLYNOMIAL = 0x1f5;
/** First row of the circulant matrix and the constant of the affine map on either side of the inversion. */
const AFFINE_ROW = 0xa7;
const AFFINE_CONSTANT = 0xd3;

/** GB/T 32907-2016 §7.3.2: FK. */
const FAMILY_KEY = [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc] as const;
const ROUNDS = 32;

const S_BOX = Uint8Array.from({ length: 256 }, (_, x) => affine(inverse(affine(x))));

/** The 32 round keys; in reverse order they decrypt. */
export function sm4RoundKeys(key: Uint8Array): Uint32Array {
  const words = wordsOf(key).map((word, index) => word ^ FAMILY_KEY[index]!);
  return Uint32Array.from({ length: ROUNDS }, (_, round) => {
    const mixed = substituted(words[1]! ^ words[2]! ^ words[3]! ^ roundConstant(round));
    const next = words[0]! ^ mixed ^ rotated(mixed, 13) ^ rotated(mixed, 23);
    words.push(next);
    words.shift();
    return next;
  });
}

/** Encrypts with round keys in order, decrypts with them in reverse. 16 bytes. */
export function sm4Block(roundKeys: Uint32Array, block: Uint8Array): Uint8Array {
  let [a, b, c, d] = wordsOf(block) as [number, number, number, number];
  for (const roundKey of roundKeys) {
    const mixed = substituted(b ^ c ^ d ^ roundKey);
    const next =
      a ^ mixed ^ rotated(mixed, 2) ^ rotated(mixed, 10) ^ rotated(mixed, 18) ^ rotated(mixed, 24);
    [a, b, c, d] = [b, c, d, next];
  }
  const output = new DataView(new ArrayBuffer(16));
  for (const [index, word] of [d, c, b, a].entries()) output.setUint32(4 * index, word >>> 0);
  return new Uint8Array(output.buffer);
}

/** CK: byte j of word i is (4i + j) × 7 mod 256. */
function roundConstant(round: number): number {
  const byte = (index: number) => ((4 * round + index) * 7) & 0xff;
  return (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3);
}

/** τ: the S-box on each byte of a word. */
function substituted(word: number): number {
  return (
    (S_BOX[word >>> 24]! << 24) |
    (S_BOX[(word >>> 16) & 0xff]! << 16) |
    (S_BOX[(word >>> 8) & 0xff]! << 8) |
    S_BOX[word & 0xff]!
  );
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function wordsOf(block: Uint8Array): number[] {
  const view = new DataView(block.buffer, block.byteOffset, 16);
  return [0, 4, 8, 12].map((offset) => view.getUint32(offset) | 0);
}

/** Bit i of the result: parity of the row rotated by i, and the constant. */
function affine(x: number): number {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) {
    const row = ((AFFINE_ROW << bit) | (AFFINE_ROW >> (8 - bit))) & 0xff;
    result |= parity(row & x) << bit;
  }
  return result ^ AFFINE_CONSTANT;
}

function parity(byte: number): number {
  let rest = byte;
  let bit = 0;
  for (; rest !== 0; rest &= rest - 1) bit ^= 1;
  return bit;
}

/** x^254, which is the inverse, and 0 for 0. */
function inverse(x: number): number {
  let power = 1;
  for (let count = 0; count < 254; count++) power = product(power, x);
  return power;
}

function product(a: number, b: number): number {
  let sum = 0;
  for (let bit = 7; bit >= 0; bit--) {
    sum <<= 1;
    if (sum & 0x100) sum ^= FIELD_POLYNOMIAL;
    if ((b >> bit) & 1) sum ^= a;
  }
  return sum;
}
