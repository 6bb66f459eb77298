/**
 * The strict reader: one pass that judges every byte and decodes it. It takes exactly one deterministic
 * item of the profile; whatever else there is has a rule, and the offset where it was broken.
 */

import { isUtf8 } from 'node:buffer';
import { CBOR_DEPTH_MAX, type CborLimits } from './limits.ts';
import { MAJOR } from './major.ts';
import { cborError } from './rules.ts';
import type { CborValue } from './value.ts';

const INFORMATION_INDEFINITE = 31;
/** Keys of maps are names of fields nearly always: they are kept, so that one name is one string. */
const NAMES_KEPT = 1024;
const NAME_BYTES_MAX = 40;
const names: string[] = Array.from({ length: NAMES_KEPT }, () => '');

/** Byte strings up to here are copied one by one. */
const SHORT = 64;

/** Of any bytes: a Buffer around them costs more than what it is asked. */
const { latin1Slice, utf8Slice } = Buffer.prototype as unknown as Record<
  'latin1Slice' | 'utf8Slice',
  (this: Uint8Array, start: number, end: number) => string
>;

// What is being read. Nothing that is called from here reads anything else.
const NOTHING = new Uint8Array(0);
let bytes = NOTHING;
let at = 0;
let items = 0;
let itemsMax = 0;
/** Of the head that was read last; beyond 2^53-1 it is rounded, and only compared with smaller limits. */
let argument = 0;

/**
 * The value of the one item that fills `source` from `start` on.
 * @throws OneCardError `crypto.cbor-…` with `{ rule, offset }`, see CBOR_RULES
 */
export function readCbor(source: Uint8Array, limits: CborLimits, start: number): CborValue {
  if (source.length > limits.bytesMax) throw cborError('size', limits.bytesMax);
  bytes = source as Uint8Array<ArrayBuffer>;
  at = start;
  items = 0;
  itemsMax = limits.itemsMax;
  try {
    const value = readItem(0);
    if (at !== bytes.length) throw cborError('trailing-bytes', at);
    return value;
  } finally {
    bytes = NOTHING;
  }
}

/** @param depth containers around it: recursion ends at `CBOR_DEPTH_MAX` */
function readItem(depth: number): CborValue {
  const start = at;
  if (++items > itemsMax) throw cborError('items', start);
  const initial = readHead(start);
  switch (initial >> 5) {
    case MAJOR.unsigned:
      if (argument > Number.MAX_SAFE_INTEGER) throw cborError('integer-range', start);
      return argument;
    case MAJOR.negative:
      // The value is -1 - argument.
      if (argument >= Number.MAX_SAFE_INTEGER) throw cborError('integer-range', start);
      return -1 - argument;
    case MAJOR.bytes:
      return readBytes(start);
    case MAJOR.text:
      return readText(start);
    case MAJOR.array:
      return readArray(start, depth);
    case MAJOR.map:
      return readMap(start, depth);
    case MAJOR.tag:
      throw cborError('tag', start);
    default:
      return simpleOf(start, initial & 0x1f);
  }
}

/**
 * The head of a data item (RFC 8949 §3), in its shortest form:
 *
 *     | major type 3 bits | additional information 5 bits | argument 0, 1, 2, 4 or 8 bytes |
 *
 * Simple values and floats come back unjudged.
 * @returns the initial byte
 */
function readHead(start: number): number {
  const initial = bytes[start];
  if (initial === undefined) throw cborError('truncated', start);
  const information = initial & 0x1f;
  if (information < 24) {
    argument = information;
    at = start + 1;
    return initial;
  }
  const major = initial >> 5;
  if (information === INFORMATION_INDEFINITE && major >= MAJOR.bytes && major <= MAJOR.map) {
    throw cborError('definite-length', start);
  }
  if (information > 27) throw cborError('reserved-head', start);
  at = start + 1;
  if (major === MAJOR.simple) return initial;
  const argumentBytes = 1 << (information - 24);
  if (at + argumentBytes > bytes.length) throw cborError('truncated', start);
  argument = 0;
  for (let left = argumentBytes; left > 0; left--) argument = argument * 256 + bytes[at++]!;
  if (argument < ARGUMENT_MIN[information - 24]!) throw cborError('shortest-head', start);
  return initial;
}

/** The smallest argument that needs 1, 2, 4, 8 bytes. */
const ARGUMENT_MIN = [24, 2 ** 8, 2 ** 16, 2 ** 32] as const;

/** Every announced byte, and at least one byte for every announced item, must still be there. */
function assertThere(start: number, count: number): void {
  if (count > bytes.length - at) throw cborError('truncated', start);
}

/** A copy: it must not change when the caller reuses the buffer. */
function readBytes(start: number): Uint8Array {
  assertThere(start, argument);
  const length = argument;
  const copy = new Uint8Array(length);
  // The module's own variables are read once: what is in a loop may be anybody's.
  const [from, source] = [at, bytes];
  // Below this a loop is quicker than a call out of JavaScript.
  if (length > SHORT) copy.set(source.subarray(from, from + length));
  else for (let index = 0; index < length; index++) copy[index] = source[from + index]!;
  at = from + length;
  return copy;
}

function readText(start: number): string {
  assertThere(start, argument);
  const from = at;
  const end = from + argument;
  at = end;
  const source = bytes;
  for (let index = from; index < end; index++) {
    if (source[index]! > 0x7f) return textBeyondAscii(start, from, end);
  }
  return latin1Slice.call(source, from, end);
}

function textBeyondAscii(start: number, from: number, end: number): string {
  const text = utf8Slice.call(bytes, from, end);
  // What is no UTF-8 is read as U+FFFD: only a text that holds one may be wrong.
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(from, end))) {
    throw cborError('utf-8', start);
  }
  // U+FEFF at the beginning is no character of any record, and some readers drop it.
  if (bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) {
    throw cborError('byte-order-mark', start);
  }
  return text;
}

function readArray(start: number, depth: number): CborValue[] {
  const count = argument;
  assertThere(start, count);
  if (depth === CBOR_DEPTH_MAX) throw cborError('depth', start);
  const values: CborValue[] = [];
  for (let index = 0; index < count; index++) values.push(readItem(depth + 1));
  return values;
}

function readMap(start: number, depth: number): Map<number | string, CborValue> {
  const count = argument;
  assertThere(start, 2 * count);
  if (depth === CBOR_DEPTH_MAX) throw cborError('depth', start);
  const map = new Map<number | string, CborValue>();
  let before = at;
  let beforeEnd = at;
  for (let index = 0; index < count; index++) {
    const keyStart = at;
    const key = readKey();
    if (beforeEnd > before) {
      const order = compareRanges(before, beforeEnd, keyStart, at);
      if (order === 0) throw cborError('duplicate-key', keyStart);
      if (order > 0) throw cborError('key-order', keyStart);
    }
    before = keyStart;
    beforeEnd = at;
    map.set(key, readItem(depth + 1));
  }
  return map;
}

function readKey(): number | string {
  const start = at;
  if (++items > itemsMax) throw cborError('items', start);
  switch (readHead(start) >> 5) {
    case MAJOR.unsigned:
      if (argument > Number.MAX_SAFE_INTEGER) throw cborError('integer-range', start);
      return argument;
    case MAJOR.negative:
      if (argument >= Number.MAX_SAFE_INTEGER) throw cborError('integer-range', start);
      return -1 - argument;
    case MAJOR.text:
      return readName(start);
    default:
      throw cborError('key-type', start);
  }
}

/** A text that has often been read before. */
function readName(start: number): string {
  const length = argument;
  if (length > NAME_BYTES_MAX) return readText(start);
  assertThere(start, length);
  const source = bytes;
  const end = at + length;
  let hash = length;
  for (let index = at; index < end; index++) hash = (Math.imul(hash, 31) + source[index]!) | 0;
  const place = hash & (NAMES_KEPT - 1);
  const known = names[place]!;
  if (isNamed(known, length)) {
    at += length;
    return known;
  }
  const name = readText(start);
  // One character a byte: only such names are compared as quickly as that.
  if (name.length === length) names[place] = name;
  return name;
}

function isNamed(known: string, length: number): boolean {
  if (known.length !== length) return false;
  const [from, source] = [at, bytes];
  for (let index = 0; index < length; index++) {
    if (known.charCodeAt(index) !== source[from + index]) return false;
  }
  return true;
}

/** Additional information 20 false, 21 true, 22 null; 25 to 27 floats (RFC 8949 §3.3). */
function simpleOf(start: number, information: number): boolean | null {
  if (information >= 25) throw cborError('no-float', start);
  if (information < 20 || information > 22) throw cborError('simple-value', start);
  return information === 22 ? null : information === 21;
}

/** Bytewise lexicographic order of two ranges. */
function compareRanges(aStart: number, aEnd: number, bStart: number, bEnd: number): number {
  const shorter = Math.min(aEnd - aStart, bEnd - bStart);
  for (let index = 0; index < shorter; index++) {
    const difference = bytes[aStart + index]! - bytes[bStart + index]!;
    if (difference !== 0) return difference;
  }
  return aEnd - aStart - (bEnd - bStart);
}
