/** 16 bytes that change wholly with every bit of the input: cheap, and of no use against an enemy. */

const PRIMES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;

/** @param seeds of one to four words */
export function mixed(parts: readonly Uint8Array[]): Uint32Array {
  let [a, b, c, d] = PRIMES as readonly number[] as [number, number, number, number];
  for (const part of parts) {
    a ^= part.length;
    for (let at = 0; at < part.length; at += 4) {
      const word =
        part[at]! |
        ((part[at + 1] ?? 0x80) << 8) |
        ((part[at + 2] ?? 0) << 16) |
        ((part[at + 3] ?? 0) << 24);
      a = Math.imul(a ^ word, PRIMES[1]);
      a = (a << 13) | (a >>> 19);
      b = (Math.imul(b + a, PRIMES[0]) + word) | 0;
      c ^= b;
      c = (c << 7) | (c >>> 25);
      d = Math.imul(d ^ c, PRIMES[3]) + a;
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

export function bytesOf(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  for (let at = 0; at < bytes.length; at++) bytes[at] = words[at >> 2]! >>> ((at & 3) * 8);
  return bytes;
}

/** As many bytes as asked for. */
export function stretched(parts: readonly Uint8Array[], byteCount: number): Uint8Array {
  const first = mixed(parts);
  const bytes = new Uint8Array(byteCount);
  for (let offset = 0; offset < byteCount; offset += 16) {
    const block = offset === 0 ? first : mixed([Uint8Array.of(offset), bytesOf(first)]);
    bytes.set(bytesOf(block).subarray(0, Math.min(16, byteCount - offset)), offset);
  }
  return bytes;
}
