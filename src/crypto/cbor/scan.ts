/**
 * The strict scanner: one pass over the bytes, no recursion, no allocation that the bytes could
 * blow up, before anything is decoded. It stands in front of cbor-x 1.6.9, which accepts nearly every
 * non-deterministic form (long heads, unsorted and duplicate keys, bad UTF-8, tags that build objects).
 */

import { isUtf8 } from 'node:buffer';
import { type Head, MAJOR, parseHead } from './head.ts';
import { CBOR_DEPTH_MAX, type CborLimits } from './limits.ts';
import { cborError } from './rules.ts';

/** An array or map that is still open. */
interface Container {
  readonly isMap: boolean;
  /** Items to come; in a map a key is next when it is even. */
  itemsLeft: number;
  /** The last key's bytes, [start, end). */
  keyStart: number;
  keyEnd: number;
}

/**
 * Accepts exactly one deterministic item of the profile that fills `bytes` from `start` on.
 * @param start where the item begins: 1 for a document whose one-byte tag the caller has read
 * @throws OneCardError `crypto.cbor-…` with `{ rule, offset }`, see CBOR_RULES
 */
export function scanCbor(bytes: Uint8Array, limits: CborLimits, start = 0): void {
  if (bytes.length > limits.bytesMax) throw cborError('size', limits.bytesMax);
  const open: Container[] = [];
  let offset = start;
  let items = 0;
  do {
    if (++items > limits.itemsMax) throw cborError('items', offset);
    const container = open.at(-1);
    const isKey = container?.isMap === true && container.itemsLeft % 2 === 0;
    const head = parseHead(bytes, offset);
    if (isKey && !KEY_MAJORS.has(head.major)) throw cborError('key-type', offset);
    const end = checkItem(bytes, offset, head);
    if (isKey) checkKeyOrder(bytes, container, offset, end);
    if (container) container.itemsLeft -= 1;
    if (head.major === MAJOR.array || head.major === MAJOR.map) {
      if (open.length === CBOR_DEPTH_MAX) throw cborError('depth', offset);
      const isMap = head.major === MAJOR.map;
      const itemsLeft = isMap ? 2 * head.argument : head.argument;
      open.push({ isMap, itemsLeft, keyStart: end, keyEnd: end });
    }
    while (open.at(-1)?.itemsLeft === 0) open.pop();
    offset = end;
  } while (open.length > 0);
  if (offset !== bytes.length) throw cborError('trailing-bytes', offset);
}

const KEY_MAJORS: ReadonlySet<number> = new Set([MAJOR.unsigned, MAJOR.negative, MAJOR.text]);

/** Judges one item but for its children. @returns where it (or, of a container, its head) ends */
function checkItem(bytes: Uint8Array, offset: number, head: Head): number {
  switch (head.major) {
    case MAJOR.unsigned:
      if (head.argument > Number.MAX_SAFE_INTEGER) throw cborError('integer-range', offset);
      return head.end;
    case MAJOR.negative:
      // The value is -1 - argument.
      if (head.argument >= Number.MAX_SAFE_INTEGER) throw cborError('integer-range', offset);
      return head.end;
    case MAJOR.bytes:
      return contentEnd(bytes, offset, head, head.argument);
    case MAJOR.text: {
      const end = contentEnd(bytes, offset, head, head.argument);
      checkText(bytes.subarray(head.end, end), offset);
      return end;
    }
    case MAJOR.array:
      contentEnd(bytes, offset, head, head.argument);
      return head.end;
    case MAJOR.map:
      contentEnd(bytes, offset, head, 2 * head.argument);
      return head.end;
    case MAJOR.tag:
      throw cborError('tag', offset);
    default:
      checkSimple(offset, head.information);
      return head.end;
  }
}

/** Every announced byte, and at least one byte for every announced item, must still be there. */
function contentEnd(bytes: Uint8Array, offset: number, head: Head, count: number): number {
  if (count > bytes.length - head.end) throw cborError('truncated', offset);
  return head.end + count;
}

function checkText(text: Uint8Array, offset: number): void {
  if (!isUtf8(text)) throw cborError('utf-8', offset);
  // cbor-x drops a leading U+FEFF from texts above 64 bytes; it is no character of any record.
  if (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf) {
    throw cborError('byte-order-mark', offset);
  }
}

/** Additional information 20 false, 21 true, 22 null; 25 to 27 floats (RFC 8949 §3.3). */
function checkSimple(offset: number, information: number): void {
  if (information >= 25) throw cborError('no-float', offset);
  if (information < 20 || information > 22) throw cborError('simple-value', offset);
}

function checkKeyOrder(bytes: Uint8Array, map: Container, start: number, end: number): void {
  if (map.keyEnd > map.keyStart) {
    const order = compareRanges(bytes, map.keyStart, map.keyEnd, start, end);
    if (order === 0) throw cborError('duplicate-key', start);
    if (order > 0) throw cborError('key-order', start);
  }
  map.keyStart = start;
  map.keyEnd = end;
}

/** Bytewise lexicographic order of two ranges of one array. */
function compareRanges(
  bytes: Uint8Array,
  aStart: number,
  aEnd: number,
  bStart: number,
  bEnd: number,
): number {
  const shorter = Math.min(aEnd - aStart, bEnd - bStart);
  for (let index = 0; index < shorter; index++) {
    const difference = bytes[aStart + index]! - bytes[bStart + index]!;
    if (difference !== 0) return difference;
  }
  return aEnd - aStart - (bEnd - bStart);
}
