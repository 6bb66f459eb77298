/** Bytes that change wholly with every bit of the input: cheap, and of no use against an enemy. */

const PRIMES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;

/** Little-endian; small arrays live where arithmetic is, and views of them would take them away. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

export function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word;
  bytes[at + 1] = word >>> 8;
  bytes[at + 2] = word >>> 16;
  bytes[at + 3] = word >>> 24;
}

/** As many bytes as asked for, whole words. */
export function stretched(parts: readonly Uint8Array[], byteCount: number): Uint8Array {
  let a: number = PRIMES[0];
  let b: number = PRIMES[1];
  let c: number = PRIMES[2];
  let d: number = PRIMES[3];
  for (const part of parts) {
    const { length } = part;
    const whole = length & ~3;
    a ^= length;
    for (let at = 0; at < length; at += 4) {
      const word = at < whole ? wordAt(part, at) : lastWord(part, at);
      a = Math.imul(a ^ word, PRIMES[1]);
      a = (a << 13) | (a >>> 19);
      b = (Math.imul(b + a, PRIMES[0]) + word) | 0;
      c ^= b;
      c = (c << 7) | (c >>> 25);
      d = (Math.imul(d ^ c, PRIMES[3]) + a) | 0;
    }
  }
  const bytes = new Uint8Array(byteCount);
  // Sixteen bytes at a time: what follows needs no more of the input than is in these words.
  for (let offset = 0; offset < byteCount; offset += 16) {
    for (let round = 0; round < 4; round++) {
      a = Math.imul(a ^ (d >>> 15) ^ offset, PRIMES[1]);
      b = Math.imul(b ^ (a >>> 13), PRIMES[2]);
      c = Math.imul(c ^ (b >>> 16), PRIMES[1]);
      d = Math.imul(d ^ (c >>> 14), PRIMES[2]);
    }
    putWord(bytes, offset, a);
    putWord(bytes, offset + 4, b);
    putWord(bytes, offset + 8, c);
    putWord(bytes, offset + 12, d);
  }
  return bytes;
}

/** One to three bytes, and where they end. */
function lastWord(part: Uint8Array, at: number): number {
  let word = 0x80 << (8 * (part.length - at));
  for (let index = at; index < part.length; index++) word |= part[index]! << (8 * (index - at));
  return word;
}
