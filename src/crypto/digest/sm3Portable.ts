/**
 * SM3 (GB/T 32905-2016) in plain TypeScript: for runtimes whose OpenSSL has no SM3 (Electron's
 * BoringSSL, FIPS builds).
 */

/** §4.1. */
const INITIAL = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
] as const;
/** §4.2: T_j for the first 16 rounds and for the other 48. */
const EARLY_ROUNDS = 16;
const EARLY_CONSTANT = 0x79cc4519;
const LATE_CONSTANT = 0x7a879d8a;

const BLOCK_BYTES = 64;
/** Bytes behind the message: 80 and the length in bits. */
const TRAILER_BYTES = 9;

/** 32 bytes. */
export function sm3Portable(message: Uint8Array): Uint8Array {
  const state = Int32Array.from(INITIAL);
  const padded = paddedMessage(message);
  const view = new DataView(padded.buffer);
  for (let start = 0; start < padded.length; start += BLOCK_BYTES) {
    compress(state, expanded(view, start));
  }
  const digest = new DataView(new ArrayBuffer(4 * state.length));
  for (const [index, word] of state.entries()) digest.setInt32(4 * index, word);
  return new Uint8Array(digest.buffer);
}

/** §5.2: 80, zeros, and the count of bits in 8 bytes. */
function paddedMessage(message: Uint8Array): Uint8Array {
  const blockCount = Math.ceil((message.length + TRAILER_BYTES) / BLOCK_BYTES);
  const padded = new Uint8Array(blockCount * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, 8n * BigInt(message.length));
  return padded;
}

/** §5.3.2: W_0 to W_67. */
function expanded(view: DataView, start: number): Int32Array {
  const words = new Int32Array(68);
  for (let index = 0; index < 16; index++) words[index] = view.getInt32(start + 4 * index);
  for (let index = 16; index < 68; index++) {
    const mixed = words[index - 16]! ^ words[index - 9]! ^ rotated(words[index - 3]!, 15);
    const permuted = mixed ^ rotated(mixed, 15) ^ rotated(mixed, 23);
    words[index] = permuted ^ rotated(words[index - 13]!, 7) ^ words[index - 6]!;
  }
  return words;
}

/** §5.3.3. */
function compress(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round++) {
    const isEarly = round < EARLY_ROUNDS;
    const constant = isEarly ? EARLY_CONSTANT : LATE_CONSTANT;
    const a12 = rotated(a, 12);
    const ss1 = rotated((a12 + e + rotated(constant, round % 32)) | 0, 7);
    const ff = isEarly ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = isEarly ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ a12) + (words[round]! ^ words[round + 4]!)) | 0;
    const tt2 = (gg + h + ss1 + words[round]!) | 0;
    [d, c, b, a] = [c, rotated(b, 9), a, tt1];
    [h, g, f, e] = [g, rotated(f, 19), e, tt2 ^ rotated(tt2, 9) ^ rotated(tt2, 17)];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index]! ^= word;
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
