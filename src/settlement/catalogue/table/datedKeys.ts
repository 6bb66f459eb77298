/**
 * Rows found by a text and a day. Rows stand in order of key and first day; an open-addressing table
 * over the keys gives the group of a key in a few probes, however many rows there are:
 *
 *     slots   [ first row + 1, rows in the group ] × capacity, a power of two at least twice the keys
 *     from    first day of each row, days since 1970-01-01
 *     until   last day
 */

import { packTexts, type Texts, textAt } from './texts.ts';

/** No first day, no last day. */
export const ALWAYS = -0x80000000;
export const FOREVER = 0x7fffffff;

/**
 * Probes of one look-up: linear probing at half load stays below 60 with a million keys. Keys that
 * need more under each of SEEDS_MAX seeds were made to collide.
 */
export const PROBES_MAX = 128;
const SEEDS_MAX = 16;

export interface DatedKeys {
  readonly keys: Texts;
  readonly from: Int32Array;
  readonly until: Int32Array;
  readonly slots: Uint32Array;
  readonly seed: number;
}

export interface DatedKey {
  readonly key: string;
  readonly from: number;
  readonly until: number;
}

/** @param rows ascending by key and first day, without overlap; undefined when the keys collide on purpose */
export function packDatedKeys(rows: readonly DatedKey[]): DatedKeys | undefined {
  const keys = packTexts(rows.map(({ key }) => key));
  const from = Int32Array.from(rows, (row) => row.from);
  const until = Int32Array.from(rows, (row) => row.until);
  const groups: (readonly [first: number, count: number])[] = [];
  for (let first = 0; first < rows.length; ) {
    let end = first + 1;
    while (end < rows.length && rows[end]!.key === rows[first]!.key) end += 1;
    groups.push([first, end - first]);
    first = end;
  }
  for (let seed = 0; seed < SEEDS_MAX; seed++) {
    const slots = fill(rows, groups, seed);
    if (slots) return { keys, from, until, slots, seed };
  }
  return undefined;
}

function fill(
  rows: readonly DatedKey[],
  groups: readonly (readonly [number, number])[],
  seed: number,
): Uint32Array | undefined {
  let capacity = 2;
  while (capacity < 2 * groups.length) capacity *= 2;
  const slots = new Uint32Array(2 * capacity);
  for (const [first, count] of groups) {
    let slot = hashText(rows[first]!.key, seed) & (capacity - 1);
    let probes = 0;
    while (slots[2 * slot] !== 0) {
      if (++probes === PROBES_MAX) return undefined;
      slot = (slot + 1) & (capacity - 1);
    }
    slots[2 * slot] = first + 1;
    slots[2 * slot + 1] = count;
  }
  return slots;
}

/** The row of `key` that holds on `day`, or -1. */
export function findRow(rows: DatedKeys, key: string, day: number): number {
  const { slots, seed, from, until } = rows;
  const mask = slots.length / 2 - 1;
  let slot = hashText(key, seed) & mask;
  for (let probes = 0; probes < PROBES_MAX; probes++) {
    const first = slots[2 * slot]! - 1;
    if (first < 0) return -1;
    if (isKey(rows.keys, first, key)) {
      // The last row of the group that begins on that day or before.
      let low = first;
      let high = first + slots[2 * slot + 1]! - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (from[middle]! <= day) low = middle;
        else high = middle - 1;
      }
      return from[low]! <= day && day <= until[low]! ? low : -1;
    }
    slot = (slot + 1) & mask;
  }
  return -1;
}

function isKey(keys: Texts, row: number, key: string): boolean {
  const begin = keys.offsets[row]!;
  const length = keys.offsets[row + 1]! - begin;
  // UTF-8 has as many bytes as ASCII text has characters, and more for any other.
  if (length < key.length) return false;
  if (length > key.length) return textAt(keys, row) === key;
  for (let index = 0; index < length; index++) {
    if (keys.bytes[begin + index] !== key.charCodeAt(index)) return false;
  }
  return true;
}

/** FNV-1a over the UTF-16 units, from a basis that the seed moves, with a last mixing (MurmurHash3). */
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
