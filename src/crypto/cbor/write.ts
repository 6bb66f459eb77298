/**
 * Writing canonical CBOR (RFC 8949 §4.2.1): shortest heads, definite lengths, map entries in the order
 * of their encoded keys. Whoever knows the form of a document beforehand writes it piece by piece with
 * the `put…` functions inside `writeBy`; any value is written by `writeCbor` (writeValue.ts).
 */

import { isWellFormed } from '../../bytes.ts';
import { CBOR_DEPTH_MAX, DOCUMENT_LIMITS } from './limits.ts';
import { MAJOR } from './major.ts';
import { isSurrogate, utf8Count } from './utf8.ts';

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
/** Where the item of the innermost `writeBy` begins. */
let base = 0;
let items = 0;
let depth = 0;
/** The most that `depth` was since `written` began. */
let deepest = 0;

/** The bytes that `put` puts, for one item. It may come to pass inside another one: each has its own place. */
export function writeBy<T>(put: (value: T) => void, value: T): Uint8Array {
  return gathering(put, value, copied);
}

/**
 * The same without a copy: `use` is handed the bytes where they were put, and must neither keep nor change
 * them.
 */
export function usingBytes<T, Result>(
  put: (value: T) => void,
  value: T,
  use: (bytes: Uint8Array) => Result,
): Result {
  return gathering(put, value, (start, end) =>
    use(new Uint8Array(buffer.buffer, buffer.byteOffset + start, end - start)),
  );
}

function gathering<T, Result>(
  put: (value: T) => void,
  value: T,
  take: (start: number, end: number) => Result,
): Result {
  const [start, baseBefore, itemsBefore, depthBefore] = [at, base, items, depth];
  base = start;
  items = depth = 0;
  try {
    put(value);
    return take(start, at);
  } finally {
    at = start;
    base = baseBefore;
    items = itemsBefore;
    depth = depthBefore;
    if (start === 0 && buffer.length > KEPT_BYTES_MAX) buffer = Buffer.allocUnsafe(FIRST_BYTES);
  }
}

function copied(start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start);
  const source = buffer;
  if (bytes.length > SHORT) bytes.set(source.subarray(start, end));
  else for (let index = 0; index < bytes.length; index++) bytes[index] = source[start + index]!;
  return bytes;
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

/** An item that was written before, whole. */
export interface Written {
  readonly bytes: Uint8Array;
  /** Data items in it. */
  readonly items: number;
  /** Containers in each other, at most. */
  readonly depth: number;
}

/** As `writeBy`, for `putWritten`. */
export function written<T>(put: (value: T) => void, value: T): Written {
  const deepestBefore = deepest;
  deepest = 0;
  try {
    const counted = { items: 0 };
    const bytes = writeBy((each: T) => {
      put(each);
      counted.items = items;
    }, value);
    return { bytes, items: counted.items, depth: deepest };
  } finally {
    deepest = Math.max(deepestBefore, deepest);
  }
}

/** Where an item was put, from the first byte of what `writeBy` gives. */
export interface Extent {
  readonly start: number;
  readonly end: number;
  readonly items: number;
  readonly depth: number;
}

/** Puts an item, and says where it stands. */
export function putMeasured<T>(put: (value: T) => void, value: T): Extent {
  const [start, itemsBefore, deepestBefore] = [at - base, items, deepest];
  deepest = depth;
  try {
    put(value);
    return { start, end: at - base, items: items - itemsBefore, depth: deepest - depth };
  } finally {
    deepest = Math.max(deepestBefore, deepest);
  }
}

export function putWritten({ bytes, items: held, depth: levels }: Written): void {
  if (depth + levels > CBOR_DEPTH_MAX) throw tooDeep();
  deepest = Math.max(deepest, depth + levels);
  items += held - 1;
  count();
  putRaw(bytes);
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
  if (depth === CBOR_DEPTH_MAX) throw tooDeep();
  depth += 1;
  if (depth > deepest) deepest = depth;
  count();
  putHead(major, length);
}

function tooDeep(): RangeError {
  return new RangeError(`"value" is deeper than ${CBOR_DEPTH_MAX}`);
}

function count(): void {
  if (++items > DOCUMENT_LIMITS.itemsMax) throw new RangeError('"value" has too many items');
}

/** false, true and null by their numbers 20, 21, 22. */
export function putSimple(information: number): void {
  count();
  putHead(MAJOR.simple, information);
}

/** A place to go back to. */
export interface Place {
  readonly at: number;
  readonly items: number;
  readonly depth: number;
}

export function place(): Place {
  return { at, items, depth };
}

/** What was put since is gone. */
export function goBack(to: Place): void {
  ({ at, items, depth } = to);
}

/** Where the next byte goes. */
export function position(): number {
  return at;
}

/** Whether the key of bytes [start, end) stands before the one that was put at `next`: none is the head of another. */
export function comesBefore(start: number, end: number, next: number): boolean {
  for (let index = 0; start + index < end; index++) {
    const difference = buffer[start + index]! - buffer[next + index]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
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
