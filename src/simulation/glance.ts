/**
 * One field out of canonical CBOR, found by walking past all others: for who looks from outside at one
 * sum in a payload of kilobytes. Nothing is judged here; bytes that have not the form give nothing.
 */

import { type CborValue, decodeCbor } from '../crypto/index.ts';

const MAJOR_BYTES = 2;
const MAJOR_TEXT = 3;
const MAJOR_ARRAY = 4;
const MAJOR_MAP = 5;

let argument = 0;

/** The value under the names of `path`, one map in another; undefined when there is none. */
export function glance(bytes: Uint8Array, ...path: readonly string[]): CborValue | undefined {
  let at: number | undefined = 0;
  for (const name of path) {
    at = placeOf(bytes, at, name);
    if (at === undefined) return undefined;
  }
  return decodeCbor(bytes.subarray(at, endOf(bytes, at)));
}

/** Where the value under `name` begins, in the map that begins at `start`. */
function placeOf(bytes: Uint8Array, start: number, name: string): number | undefined {
  let at = headEnd(bytes, start);
  if (bytes[start]! >> 5 !== MAJOR_MAP) return undefined;
  for (let left = argument; left > 0; left--) {
    const from = headEnd(bytes, at);
    const isIt = bytes[at]! >> 5 === MAJOR_TEXT && isText(bytes, from, argument, name);
    const value = endOf(bytes, at);
    if (isIt) return value;
    at = endOf(bytes, value);
  }
  return undefined;
}

function isText(bytes: Uint8Array, from: number, length: number, name: string): boolean {
  if (length !== name.length) return false;
  for (let index = 0; index < length; index++) {
    if (bytes[from + index] !== name.charCodeAt(index)) return false;
  }
  return true;
}

/** Where the item that begins at `start` ends: every item has a byte at least, so it gets there. */
function endOf(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let items = 1; items > 0; items--) {
    const major = bytes[at]! >> 5;
    at = headEnd(bytes, at);
    if (major === MAJOR_BYTES || major === MAJOR_TEXT) at += argument;
    else if (major === MAJOR_ARRAY) items += argument;
    else if (major === MAJOR_MAP) items += 2 * argument;
    if (at > bytes.length) throw new RangeError('"bytes" end within an item');
  }
  return at;
}

/** Where the head at `start` ends (RFC 8949 §3). */
function headEnd(bytes: Uint8Array, start: number): number {
  const information = bytes[start]! & 0x1f;
  argument = information;
  if (information < 24) return start + 1;
  const end = start + 1 + (1 << (information - 24));
  argument = 0;
  for (let at = start + 1; at < end; at++) argument = argument * 256 + bytes[at]!;
  return end;
}
