import { cborError } from './rules.ts';

/**
 * The head of a data item (RFC 8949 §3):
 *
 *     | major type 3 bits | additional information 5 bits | argument 0, 1, 2, 4 or 8 bytes |
 *
 * `argument` beyond 2^53-1 is rounded; callers only compare it with smaller limits.
 */
export interface Head {
  readonly major: number;
  /** Additional information: 0-23 the argument itself, 24-27 a longer argument. */
  readonly information: number;
  readonly argument: number;
  /** Where the content begins. */
  readonly end: number;
}

export const MAJOR = {
  unsigned: 0,
  negative: 1,
  bytes: 2,
  text: 3,
  array: 4,
  map: 5,
  tag: 6,
  simple: 7,
} as const;

const INFORMATION_INDEFINITE = 31;

/** Reads one head in its shortest form. Simple values and floats come back unjudged. */
export function parseHead(bytes: Uint8Array, offset: number): Head {
  const initial = bytes[offset];
  if (initial === undefined) throw cborError('truncated', offset);
  const major = initial >> 5;
  const information = initial & 0x1f;
  if (information < 24) return { major, information, argument: information, end: offset + 1 };
  if (information === INFORMATION_INDEFINITE && major >= MAJOR.bytes && major <= MAJOR.map) {
    throw cborError('definite-length', offset);
  }
  if (information > 27) throw cborError('reserved-head', offset);
  if (major === MAJOR.simple) return { major, information, argument: 0, end: offset + 1 };

  const argumentBytes = 1 << (information - 24);
  const end = offset + 1 + argumentBytes;
  if (end > bytes.length) throw cborError('truncated', offset);
  let argument = 0;
  for (let index = offset + 1; index < end; index++) argument = argument * 256 + bytes[index]!;
  if (argument < ARGUMENT_MIN[argumentBytes]!) throw cborError('shortest-head', offset);
  return { major, information, argument, end };
}

/** By the count of argument bytes, the smallest argument that needs as many. */
const ARGUMENT_MIN: Readonly<Record<number, number>> = { 1: 24, 2: 2 ** 8, 4: 2 ** 16, 8: 2 ** 32 };
