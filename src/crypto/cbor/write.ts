/**
 * Writing canonical CBOR (RFC 8949 §4.2.1): shortest heads, definite lengths, map entries in the order
 * of their encoded keys.
 */

import { isWellFormed } from '../../bytes.ts';
import { MAJOR } from './head.ts';
import { CBOR_DEPTH_MAX, DOCUMENT_LIMITS } from './limits.ts';
import { type CborInput, compareKeys } from './value.ts';

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);
const BYTE_ORDER_MARK = 0xfeff;
const FIRST_BYTES = 4096;
/** One large document must not hold its memory for ever. */
const KEPT_BYTES_MAX = 1024 * 1024;
/** A head and nothing else. */
const HEAD_BYTES_MAX = 9;
/** Texts up to here are written character by character, which is quicker than asking for their length. */
const SHORT_CHARACTERS = 48;
const TWO_32 = 2 ** 32;

/** One buffer for all: what is handed out is a copy. */
let buffer = Buffer.allocUnsafe(FIRST_BYTES);
let at = 0;
let items = 0;

/**
 * The canonical bytes of `value`.
 * @throws TypeError for a value outside CborInput, RangeError for one beyond its range or a limit
 */
export function writeCbor(value: CborInput): Uint8Array {
  at = 0;
  items = 0;
  writeItem(value, 0);
  const bytes = new Uint8Array(at);
  bytes.set(buffer.subarray(0, at));
  if (buffer.length > KEPT_BYTES_MAX) buffer = Buffer.allocUnsafe(FIRST_BYTES);
  return bytes;
}

// Recursion is over the program's own values or over bytes that the scanner has passed: depth 8 at most.
function writeItem(value: CborInput, depth: number): void {
  if (++items > DOCUMENT_LIMITS.itemsMax) throw new RangeError('"value" has too many items');
  if (typeof value === 'string') writeText(value);
  else if (typeof value === 'number') writeInteger(value);
  else if (typeof value === 'bigint') writeInteger(numberOf(value));
  else if (typeof value === 'boolean') writeHead(MAJOR.simple, value ? 21 : 20);
  else if (value === null) writeHead(MAJOR.simple, 22);
  else if (value instanceof Uint8Array) writeBytes(value);
  else writeContainer(value, depth);
}

function writeContainer(
  value: readonly CborInput[] | ReadonlyMap<number | string, CborInput>,
  depth: number,
): void {
  if (depth === CBOR_DEPTH_MAX) throw new RangeError(`"value" is deeper than ${CBOR_DEPTH_MAX}`);
  if (value instanceof Map) {
    writeMap(value, depth);
    return;
  }
  if (!Array.isArray(value)) {
    throw new TypeError('"value" expected integers, text, boolean, null, Uint8Array, array or Map');
  }
  writeHead(MAJOR.array, value.length);
  // By index, so that a hole is met and refused.
  for (let index = 0; index < value.length; index++) writeItem(value[index], depth + 1);
}

function writeMap(map: ReadonlyMap<number | string, CborInput>, depth: number): void {
  const entries = [...map];
  for (const [key] of entries) {
    if (typeof key !== 'number' && typeof key !== 'string') {
      throw new TypeError('"value" expected map keys to be integers or text');
    }
  }
  entries.sort(([a], [b]) => compareKeys(a, b));
  writeHead(MAJOR.map, entries.length);
  for (const [key, item] of entries) {
    items += 1;
    if (typeof key === 'number') writeInteger(key);
    else writeText(key);
    writeItem(item, depth + 1);
  }
}

function writeInteger(value: number): void {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw new RangeError('"value" expected integers within ±(2^53-1)');
  }
  if (value < 0) writeHead(MAJOR.negative, -1 - value);
  else writeHead(MAJOR.unsigned, value);
}

function numberOf(value: bigint): number {
  if (value > SAFE_MAX || value < -SAFE_MAX) {
    throw new RangeError('"value" expected integers within ±(2^53-1)');
  }
  return Number(value);
}

function writeText(text: string): void {
  if (text.charCodeAt(0) === BYTE_ORDER_MARK) {
    throw new RangeError('"value" expected text without a leading byte order mark');
  }
  if (text.length <= SHORT_CHARACTERS && writeAscii(text)) return;
  if (!isWellFormed(text)) throw new TypeError('"value" expected well-formed Unicode text');
  const byteCount = Buffer.byteLength(text);
  writeHead(MAJOR.text, byteCount);
  reserve(byteCount);
  buffer.write(text, at, byteCount, 'utf8');
  at += byteCount;
}

/** @returns whether every character was one byte; if not, nothing was written */
function writeAscii(text: string): boolean {
  const start = at;
  writeHead(MAJOR.text, text.length);
  reserve(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) {
      at = start;
      return false;
    }
    buffer[at + index] = code;
  }
  at += text.length;
  return true;
}

function writeBytes(bytes: Uint8Array): void {
  writeHead(MAJOR.bytes, bytes.length);
  reserve(bytes.length);
  buffer.set(bytes, at);
  at += bytes.length;
}

function writeHead(major: number, argument: number): void {
  reserve(HEAD_BYTES_MAX);
  const kind = major << 5;
  if (argument < 24) {
    buffer[at++] = kind | argument;
  } else if (argument < 0x100) {
    buffer[at++] = kind | 24;
    buffer[at++] = argument;
  } else if (argument < 0x1_0000) {
    buffer[at++] = kind | 25;
    at = buffer.writeUInt16BE(argument, at);
  } else if (argument < TWO_32) {
    buffer[at++] = kind | 26;
    at = buffer.writeUInt32BE(argument, at);
  } else {
    buffer[at++] = kind | 27;
    at = buffer.writeUInt32BE(Math.floor(argument / TWO_32), at);
    at = buffer.writeUInt32BE(argument % TWO_32, at);
  }
}

function reserve(byteCount: number): void {
  if (at + byteCount <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(2 * buffer.length, at + byteCount));
  larger.set(buffer.subarray(0, at));
  buffer = larger;
}
