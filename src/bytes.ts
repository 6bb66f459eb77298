/** Bytes: the few operations every room needs. All of them copy; none keeps a view of its input. */

/** What each byte is called. */
const HEX_OF = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Up to here the table is quicker than a call out of JavaScript. */
const SHORT = 40;

/** Lower-case hexadecimal text of `bytes`. */
export function toHex(bytes: Uint8Array): string {
  if (bytes.length > SHORT) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  }
  let text = '';
  for (let index = 0; index < bytes.length; index++) text += HEX_OF[bytes[index]!]!;
  return text;
}

/**
 * Bytes of a hexadecimal text without separators.
 * @throws TypeError when a character is no hexadecimal digit or the count of digits is odd.
 */
export function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1);
  let wrong = hex.length & 1;
  for (let index = 0; index < bytes.length; index++) {
    const byte = (digit(hex.charCodeAt(2 * index)) << 4) | digit(hex.charCodeAt(2 * index + 1));
    wrong |= byte & ~0xff;
    bytes[index] = byte;
  }
  if (wrong !== 0) throw new TypeError('"hex" expected an even count of hexadecimal digits');
  return bytes;
}

/** Beyond a byte for what is no hexadecimal digit. */
function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 && code < 0x80 ? letter - 0x57 : 0x100;
}

/** All `parts` in one new array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
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

const native = (String.prototype as { readonly isWellFormed?: () => boolean }).isWellFormed;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Whether `text` has no lone surrogate (String.prototype.isWellFormed, absent from ES2022). */
export function isWellFormed(text: string): boolean {
  return native ? native.call(text) : !LONE_SURROGATE.test(text);
}

/**
 * `value` as an unsigned big-endian integer of `byteCount` bytes.
 * @throws RangeError when it does not fit.
 */
export function uintBytes(value: bigint | number, byteCount: number): Uint8Array {
  if (typeof value === 'number' && byteCount <= 6) return smallUintBytes(value, byteCount);
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

function smallUintBytes(value: number, byteCount: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * byteCount)) {
    throw new RangeError(`"value" expected 0 to 2^${8 * byteCount}-1`);
  }
  const bytes = new Uint8Array(byteCount);
  let rest = value;
  for (let index = byteCount - 1; index >= 0; index--) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}
