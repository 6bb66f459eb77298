/** Inputs for decoders: chance alone, and right bytes that were damaged. */

import { concat } from '../../../src/bytes.ts';
import type { ErrorCode } from '../../../src/errors/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type { Random } from './random.ts';

/** Numbers at which length fields, counters and signs turn over. */
const EDGES = [0x00, 0x01, 0x7e, 0x7f, 0x80, 0x81, 0x82, 0xfe, 0xff];
const DAMAGES_MAX = 4;

/** A whole number from 0 to `below - 1`. */
export function pickNumber(random: Random, below: number): number {
  return Math.floor(random() * below);
}

export function pickOne<T>(random: Random, values: readonly T[]): T {
  return values[pickNumber(random, values.length)]!;
}

/** Bytes of chance, 0 to `bytesMax`: each order of magnitude as often as any other. */
export function pickBytes(random: Random, bytesMax: number): Uint8Array {
  const length = Math.floor((bytesMax + 2) ** random()) - 1;
  const bytes = new Uint8Array(length);
  // Two draws an input, however long it is: a numerical recipe makes the bytes.
  let word = Math.floor(random() * 2 ** 32);
  for (let index = 0; index < length; index++) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = byteOf(word >>> 16);
  }
  return bytes;
}

/** Any byte, and each fourth time one at which something turns over. */
export function pickByte(random: Random): number {
  return byteOf(pickNumber(random, 2 ** 16));
}

function byteOf(word: number): number {
  return word < 2 ** 14 ? EDGES[word % EDGES.length]! : word & 0xff;
}

/** One of `seeds` with one to four damages: bytes changed, put in, taken out, doubled, the end cut. */
export function damaged(random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  let bytes = Uint8Array.from(pickOne(random, seeds));
  const damages = 1 + pickNumber(random, DAMAGES_MAX);
  for (let damage = 0; damage < damages; damage++) bytes = damagedOnce(random, bytes);
  return bytes;
}

function damagedOnce(random: Random, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = pickNumber(random, bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + pickNumber(random, 8));
  const [head, piece, tail] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (pickNumber(random, 6)) {
    case 0:
      return Uint8Array.from(concat([head, pickBytes(random, 8), bytes.subarray(at)]));
    case 1:
      return Uint8Array.from(concat([head, tail]));
    case 2:
      return Uint8Array.from(concat([head, piece, piece, tail]));
    case 3:
      return Uint8Array.from(head);
    default: {
      if (at < bytes.length) bytes[at] = pickByte(random);
      return bytes;
    }
  }
}

/**
 * Runs a decoder that may refuse: with a OneCardError of one of `areas` (the part before the point),
 * and in no other way.
 * @returns what was decoded, undefined when it was refused
 */
export function unlessRefused<T>(areas: readonly string[], decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof OneCardError && areas.includes(areaOf(error.code))) return undefined;
    throw error;
  }
}

function areaOf(code: ErrorCode): string {
  return code.slice(0, code.indexOf('.'));
}

/** Throws unless `holds`. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`does not hold: ${what}`);
}
