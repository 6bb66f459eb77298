/** Bytes: the few operations every room needs. All of them copy; none keeps a view of its input. */

const HEX = /^(?:[0-9a-f]{2})*$/i;

/** Lower-case hexadecimal text of `bytes`. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/**
 * Bytes of a hexadecimal text without separators.
 * @throws TypeError when a character is no hexadecimal digit or the count of digits is odd.
 */
export function fromHex(hex: string): Uint8Array {
  if (!HEX.test(hex)) throw new TypeError('"hex" expected an even count of hexadecimal digits');
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

/** All `parts` in one new array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/**
 * Compares without an early exit, so that the time taken does not tell where two secrets differ.
 * Lengths are public.
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= a[index]! ^ b[index]!;
  return difference === 0;
}

/** UTF-8 bytes of a well-formed text. @throws TypeError on a lone surrogate. */
export function utf8(text: string): Uint8Array {
  if (!isWellFormed(text)) throw new TypeError('"text" expected well-formed Unicode');
  return new TextEncoder().encode(text);
}

/** Whether `text` has no lone surrogate (String.prototype.isWellFormed, absent from ES2022). */
export function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}

/**
 * `value` as an unsigned big-endian integer of `byteCount` bytes.
 * @throws RangeError when it does not fit.
 */
export function uintBytes(value: bigint | number, byteCount: number): Uint8Array {
  let rest = BigInt(value);
  if (rest < 0n || rest >> BigInt(8 * byteCount) !== 0n) {
    throw new RangeError(`"value" expected 0 to 2^${8 * byteCount}-1`);
  }
  const bytes = new Uint8Array(byteCount);
  for (let index = byteCount - 1; index >= 0; index--) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}
