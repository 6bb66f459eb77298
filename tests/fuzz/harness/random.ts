/** Chance with a seed: the same seed, entry and input number give the same draws on every machine. */

const WORD = 2 ** 32;
const WORD_BYTES = 4;

/** A number from 0 to below 1. */
export type Random = () => number;

/** A 32-bit word of chance. */
export type Words = () => number;

/** xoshiro128** 1.1 (Blackman and Vigna), its state filled from seed, entry name and input number. */
export function seededWords(seed: number, name: string, index: number): Words {
  const next = splitMix(mix(mix(seed >>> 0, textHash(name)), index >>> 0));
  let [a, b, c, d] = [next(), next(), next(), next()];
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

/** Words of a tape that was written down, then zeros. */
export function tapeWords(tape: Uint8Array): Words {
  const view = new DataView(tape.buffer, tape.byteOffset, tape.byteLength);
  let offset = 0;
  return () => {
    const word = offset + WORD_BYTES <= tape.length ? view.getUint32(offset) : 0;
    offset += WORD_BYTES;
    return word;
  };
}

/** Hands each word to `write` before it is used, so that a draw which ends the process is known. */
export function recordedWords(words: Words, write: (bytes: Uint8Array) => void): Words {
  return () => {
    const word = words();
    const bytes = new Uint8Array(WORD_BYTES);
    new DataView(bytes.buffer).setUint32(0, word);
    write(bytes);
    return word;
  };
}

export function randomOf(words: Words): Random {
  return () => words() / WORD;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** One round of MurmurHash3's finaliser over both words. */
function mix(a: number, b: number): number {
  let word = a ^ Math.imul(b, 0x9e3779b1);
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

function splitMix(start: number): Words {
  let state = start;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state, 1);
  };
}

/** FNV-1a of the UTF-16 units. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
