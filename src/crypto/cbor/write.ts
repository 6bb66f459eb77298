/**
 * Writing canonical CBOR (RFC 8949 §4.2.1): shortest heads, definite lengths, map entries in the order
 * of their encoded keys. Whole values by `writeCbor`; whoever knows the form of a document beforehand
 * writes it piece by piece with the `put…` functions inside `writeBy`.
 */

import { isWellFormed } from '../../bytes.ts';
import { CBOR_DEPTH_MAX, DOCUMENT_LIMITS } from './limits.ts';
import { MAJOR } from './major.ts';
import { type CborInput, compareKeys } from './value.ts';

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);
const BYTE_ORDER_MARK = 0xfeff;
const FIRST_BYTES = 4096;
/** One large document must not hold its memory for ever. */
const KEPT_BYTES_MAX = 1024 * 1024;
/** A head and nothing else. */
const HEAD_BYTES_MAX = 9;
/** Texts and byte strings up to here are written one by one, which is quicker than a call out of JavaScript. */
const SHORT = 64;
/** Bytes of UTF-8 that one UTF-16 code unit takes at most. */
const UNIT_BYTES_MAX = 3;
const TWO_32 = 2 ** 32;

/** One buffer for all: what is handed out is a copy. */
let buffer = Buffer.allocUnsafe(FIRST_BYTES);
let at = 0;
let items = 0;
let depth = 0;

/**
 * The canonical bytes of `value`.
 * @throws TypeError for a value outside CborInput, RangeError for one beyond its range or a limit
 */
export function writeCbor(value: CborInput): Uint8Array {
  return writeBy(putItem, value);
}

/** The bytes that `put` puts, for one item. It may come to pass inside another one: each has its own place. */
export function writeBy<T>(put: (value: T) => void, value: T): Uint8Array {
  const [start, itemsBefore, depthBefore] = [at, items, depth];
  items = 0;
  depth = 0;
  try {
    put(value);
    const bytes = new Uint8Array(at - start);
    bytes.set(buffer.subarray(start, at));
    return bytes;
  } finally {
    at = start;
    items = itemsBefore;
    depth = depthBefore;
    if (start === 0 && buffer.length > KEPT_BYTES_MAX) buffer = Buffer.allocUnsafe(FIRST_BYTES);
  }
}

/** Any item. */
export function putItem(value: CborInput): void {
  if (typeof value === 'string') putText(value);
  else if (typeof value === 'number') putInteger(value);
  else if (value instanceof Uint8Array) putBytes(value);
  else if (typeof value === 'bigint') putInteger(numberOf(value));
  else if (typeof value === 'boolean') putBoolean(value);
  else if (value === null) putSimple(22);
  else if (value instanceof Map) putMapOf(value);
  else if (Array.isArray(value)) putArrayOf(value);
  else {
    throw new TypeError('"value" expected integers, text, boolean, null, Uint8Array, array or Map');
  }
}

/** The head of an array; its `count` items follow, and `putEnd`. */
export function putArray(count: number): void {
  begin(MAJOR.array, count);
}

/** The head of a map; `count` keys and items follow, in canonical order, and `putEnd`. */
export function putMap(count: number): void {
  begin(MAJOR.map, count);
}

/**
 * The same for a map of at most 23 entries whose count is known at its end.
 * @returns what `putCount` takes
 */
export function putMapUncounted(): number {
  begin(MAJOR.map, 0);
  return at - 1;
}

/** @param place out of `putMapUncounted`. @throws RangeError for more than 23 entries. */
export function putCount(place: number, entries: number): void {
  if (entries > 23) throw new RangeError('"entries" expected at most 23');
  buffer[place] = (MAJOR.map << 5) | entries;
}

export function putEnd(): void {
  depth -= 1;
}

/** What was written before as an item without children: a key that comes again and again. */
export function putEncoded(item: Uint8Array): void {
  count();
  putRaw(item);
}

/** A whole item that `writeBy` wrote before. It counts as one: what it holds was counted then. */
export function putWritten(item: Uint8Array): void {
  putEncoded(item);
}

function putRaw(bytes: Uint8Array): void {
  const { length } = bytes;
  reserve(length);
  if (length > SHORT) buffer.set(bytes, at);
  else {
    // The module's own variables are read once: what is in a loop may be anybody's.
    const [target, start] = [buffer, at];
    for (let index = 0; index < length; index++) target[start + index] = bytes[index]!;
  }
  at += length;
}

export function putBoolean(value: boolean): void {
  putSimple(value ? 21 : 20);
}

export function putInteger(value: number): void {
  if (!Number.isSafeInteger(value) || (value === 0 && Object.is(value, -0))) {
    throw new RangeError('"value" expected integers within ±(2^53-1)');
  }
  count();
  if (value < 0) putHead(MAJOR.negative, -1 - value);
  else putHead(MAJOR.unsigned, value);
}

export function putText(text: string): void {
  const { length } = text;
  if (length > 0 && text.charCodeAt(0) === BYTE_ORDER_MARK) {
    throw new RangeError('"value" expected text without a leading byte order mark');
  }
  count();
  if (length > SHORT) {
    putLongText(text);
    return;
  }
  reserve(length + HEAD_BYTES_MAX);
  const start = at;
  putHead(MAJOR.text, length);
  const [target, from] = [buffer, at];
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) {
      at = start;
      putTextBeyondAscii(text);
      return;
    }
    target[from + index] = code;
  }
  at = from + length;
}

export function putBytes(bytes: Uint8Array): void {
  count();
  putHead(MAJOR.bytes, bytes.length);
  putRaw(bytes);
}

function begin(major: number, length: number): void {
  if (depth === CBOR_DEPTH_MAX) throw new RangeError(`"value" is deeper than ${CBOR_DEPTH_MAX}`);
  depth += 1;
  count();
  putHead(major, length);
}

function count(): void {
  if (++items > DOCUMENT_LIMITS.itemsMax) throw new RangeError('"value" has too many items');
}

function putSimple(information: number): void {
  count();
  putHead(MAJOR.simple, information);
}

// Recursion is as deep as `begin` allows.
function putArrayOf(values: readonly CborInput[]): void {
  putArray(values.length);
  // By index, so that a hole is met and refused.
  for (let index = 0; index < values.length; index++) putItem(values[index]!);
  putEnd();
}

/** Most maps are made in the order in which they are written: one that is not is begun anew, sorted. */
function putMapOf(map: ReadonlyMap<number | string, CborInput>): void {
  const [start, itemsBefore] = [at, items];
  putMap(map.size);
  let before = 0;
  let beforeEnd = 0;
  let isAscending = true;
  for (const [key, item] of map) {
    const keyStart = at;
    putKey(key);
    isAscending = beforeEnd === 0 || comesBefore(before, beforeEnd, keyStart);
    if (!isAscending) break;
    before = keyStart;
    beforeEnd = at;
    putItem(item);
  }
  if (!isAscending) {
    at = start;
    items = itemsBefore;
    depth -= 1;
    putSorted(map);
    return;
  }
  putEnd();
}

function putSorted(map: ReadonlyMap<number | string, CborInput>): void {
  const entries = [...map];
  for (const [key] of entries) assertKey(key);
  entries.sort(([a], [b]) => compareKeys(a, b));
  putMap(entries.length);
  for (const [key, item] of entries) {
    putKey(key);
    putItem(item);
  }
  putEnd();
}

function putKey(key: number | string): void {
  if (typeof key === 'number') putInteger(key);
  else {
    assertKey(key);
    putText(key);
  }
}

function assertKey(key: unknown): void {
  if (typeof key === 'number' || typeof key === 'string') return;
  throw new TypeError('"value" expected map keys to be integers or text');
}

/** Whether the key of bytes [start, end) stands before the one that was written after `next`: none is the head of another. */
function comesBefore(start: number, end: number, next: number): boolean {
  for (let index = 0; start + index < end; index++) {
    const difference = buffer[start + index]! - buffer[next + index]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numberOf(value: bigint): number {
  if (value > SAFE_MAX || value < -SAFE_MAX) {
    throw new RangeError('"value" expected integers within ±(2^53-1)');
  }
  return Number(value);
}

/** A short text in UTF-8 (RFC 3629 §3). */
function putTextBeyondAscii(text: string): void {
  const { length } = text;
  reserve(length * UNIT_BYTES_MAX + HEAD_BYTES_MAX);
  putHead(MAJOR.text, utf8Count(text));
  const target = buffer;
  let to = at;
  for (let index = 0; index < length; index++) {
    let code = text.charCodeAt(index);
    if (code < 0x80) {
      target[to++] = code;
      continue;
    }
    if (code < 0x800) {
      target[to++] = 0xc0 | (code >> 6);
    } else {
      if (isSurrogate(code)) {
        code = text.codePointAt(index++)!;
        target[to++] = 0xf0 | (code >> 18);
        target[to++] = 0x80 | ((code >> 12) & 0x3f);
      } else target[to++] = 0xe0 | (code >> 12);
      target[to++] = 0x80 | ((code >> 6) & 0x3f);
    }
    target[to++] = 0x80 | (code & 0x3f);
  }
  at = to;
}

/** Bytes of the text in UTF-8. @throws TypeError for a lone surrogate */
function utf8Count(text: string): number {
  let byteCount = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) byteCount += 1;
    else if (code < 0x800) byteCount += 2;
    else if (!isSurrogate(code)) byteCount += 3;
    else {
      const isPair = code < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
      if (!isPair) throw new TypeError('"value" expected well-formed Unicode text');
      byteCount += 4;
      index += 1;
    }
  }
  return byteCount;
}

function isSurrogate(code: number): boolean {
  return (code & 0xf800) === 0xd800;
}

/** Out of JavaScript, where the characters of a long text are quicker. */
function putLongText(text: string): void {
  if (!isWellFormed(text)) throw new TypeError('"value" expected well-formed Unicode text');
  const byteCount = Buffer.byteLength(text);
  reserve(byteCount + HEAD_BYTES_MAX);
  putHead(MAJOR.text, byteCount);
  at += buffer.write(text, at, byteCount, 'utf8');
}

function putHead(major: number, argument: number): void {
  reserve(HEAD_BYTES_MAX);
  const kind = major << 5;
  if (argument < 24) {
    buffer[at++] = kind | argument;
  } else if (argument < 0x100) {
    buffer[at++] = kind | 24;
    buffer[at++] = argument;
  } else if (argument < 0x1_0000) {
    buffer[at++] = kind | 25;
    buffer[at++] = argument >> 8;
    buffer[at++] = argument & 0xff;
  } else if (argument < TWO_32) {
    buffer[at++] = kind | 26;
    putWord(argument);
  } else {
    buffer[at++] = kind | 27;
    putWord(Math.floor(argument / TWO_32));
    putWord(argument % TWO_32);
  }
}

function putWord(word: number): void {
  buffer[at++] = word >>> 24;
  buffer[at++] = (word >>> 16) & 0xff;
  buffer[at++] = (word >>> 8) & 0xff;
  buffer[at++] = word & 0xff;
}

function reserve(byteCount: number): void {
  if (at + byteCount <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(2 * buffer.length, at + byteCount));
  larger.set(buffer.subarray(0, at));
  buffer = larger;
}
