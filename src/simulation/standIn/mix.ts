/** 16 bytes that change wholly with every bit of the input: cheap, and of no use against an enemy. */

const PRIMES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;

/** @param seeds of one to four words */
export function mixed(parts: readonly Uint8Array[]): Uint32Array {
  let a: number = PRIMES[0];
  let b: number = PRIMES[1];
  let c: number = PRIMES[2];
  let d: number = PRIMES[3];
  for (const part of parts) {
    const { length } = part;
    const whole = length & ~3;
    a ^= length;
    for (let at = 0; at < length; at += 4) {
      const word =
        at < whole
          ? part[at]! | (part[at + 1]! << 8) | (part[at + 2]! << 16) | (part[at + 3]! << 24)
          : lastWord(part, at);
      a = Math.imul(a ^ word, PRIMES[1]);
      a = (a << 13) | (a >>> 19);
      b = (Math.imul(b + a, PRIMES[0]) + word) | 0;
      c ^= b;
      c = (c << 7) | (c >>> 25);
      d = (Math.imul(d ^ c, PRIMES[3]) + a) | 0;
    }
  }
  for (let round = 0; round < 4; round++) {
    a = Math.imul(a ^ (d >>> 15), PRIMES[1]);
    b = Math.imul(b ^ (a >>> 13), PRIMES[2]);
    c = Math.imul(c ^ (b >>> 16), PRIMES[1]);
    d = Math.imul(d ^ (c >>> 14), PRIMES[2]);
  }
  return Uint32Array.of(a, b, c, d);
}

/** One to three bytes, and where they end. */
function lastWord(part: Uint8Array, at: number): number {
  let word = 0x80 << (8 * (part.length - at));
  for (let index = at; index < part.length; index++) word |= part[index]! << (8 * (index - at));
  return word;
}

export function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** As many bytes as asked for. */
export function stretched(parts: readonly Uint8Array[], byteCount: number): Uint8Array {
  const first = mixed(parts);
  const bytes = new Uint8Array(byteCount);
  const words = new Uint32Array(bytes.buffer, 0, byteCount >> 2);
  words.set(first.subarray(0, words.length));
  // What follows needs no more of the input than its digest.
  let last = first;
  for (let at = 4; at < words.length; at += 4) {
    last = Uint32Array.of(
      Math.imul(last[3]! ^ at, PRIMES[0]),
      Math.imul(last[0]! ^ (last[3]! >>> 15), PRIMES[1]),
      Math.imul(last[1]! ^ (last[0]! >>> 13), PRIMES[2]),
      Math.imul(last[2]! ^ (last[1]! >>> 16), PRIMES[3]),
    );
    words.set(last.subarray(0, words.length - at), at);
  }
  return bytes;
}
