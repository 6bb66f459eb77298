import { isWellFormed } from '../../bytes.ts';
import { CBOR_DEPTH_MAX, DOCUMENT_LIMITS } from './limits.ts';

/** What a record may hold: integers within ±(2^53-1), text, truth values, null, bytes, arrays, maps. */
export type CborValue =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<number | string, CborValue>;

/** The same with bigint accepted wherever an integer may stand; it comes back as a number. */
export type CborInput =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborInput[]
  | ReadonlyMap<number | string, CborInput>;

/** Unsigned arguments from here on take 8 bytes, which cbor-x writes for bigint alone. */
const EIGHT_BYTE_ARGUMENT_MIN = 2 ** 32;
const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * `value` in the one shape that the encoder turns into deterministic bytes: maps sorted by encoded
 * key, integers as the type that gets the shortest head, byte strings as plain Uint8Array.
 * @throws TypeError for a value outside CborInput, RangeError for one beyond its range or a limit
 */
export function normalise(value: CborInput): unknown {
  return normaliseItem(value, 0, { items: 0 });
}

// Recursion is over the program's own values or over bytes that the scanner has passed: depth 8 at most.
function normaliseItem(value: CborInput, depth: number, count: { items: number }): unknown {
  if (++count.items > DOCUMENT_LIMITS.itemsMax) throw new RangeError('"value" has too many items');
  if (typeof value === 'number') return integer(value);
  if (typeof value === 'bigint') return integer(numberOf(value));
  if (typeof value === 'string') return text(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (value instanceof Uint8Array) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (depth === CBOR_DEPTH_MAX) throw new RangeError(`"value" is deeper than ${CBOR_DEPTH_MAX}`);
  if (Array.isArray(value)) {
    // Array.from visits holes too, so that a sparse array is refused and not closed up.
    return Array.from(value, (item: CborInput) => normaliseItem(item, depth + 1, count));
  }
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<number | string, CborInput>)];
    const sorted = entries.sort(([a], [b]) => compareKeys(a, b));
    return new Map(
      sorted.map(([key, item]) => [
        normaliseKey(key, count),
        normaliseItem(item, depth + 1, count),
      ]),
    );
  }
  throw new TypeError('"value" expected integers, text, boolean, null, Uint8Array, array or Map');
}

function normaliseKey(key: unknown, count: { items: number }): unknown {
  count.items += 1;
  if (typeof key === 'number') return integer(key);
  if (typeof key === 'string') return text(key);
  throw new TypeError('"value" expected map keys to be integers or text');
}

function integer(value: number): number | bigint {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw new RangeError('"value" expected integers within ±(2^53-1)');
  }
  const argument = value < 0 ? -1 - value : value;
  return argument >= EIGHT_BYTE_ARGUMENT_MIN ? BigInt(value) : value;
}

function numberOf(value: bigint): number {
  if (value > SAFE_MAX || value < -SAFE_MAX) {
    throw new RangeError('"value" expected integers within ±(2^53-1)');
  }
  return Number(value);
}

function text(value: string): string {
  if (!isWellFormed(value)) throw new TypeError('"value" expected well-formed Unicode text');
  if (value.startsWith(BYTE_ORDER_MARK)) {
    throw new RangeError('"value" expected text without a leading byte order mark');
  }
  return value;
}

/**
 * The order of two keys' encoded bytes without encoding them: unsigned before negative before text
 * by major type; shortest heads ascend with their argument; text goes by length, then by bytes.
 */
export function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a >= 0 !== b >= 0) return a >= 0 ? -1 : 1;
    return a >= 0 ? a - b : b - a;
  }
  if (typeof a === 'string' && typeof b === 'string') {
    // Names of fields are ASCII nearly always: as text they compare as their bytes do.
    if (isAscii(a) && isAscii(b)) return a.length - b.length || (a < b ? -1 : Number(a > b));
    const [aBytes, bBytes] = [Buffer.from(a), Buffer.from(b)];
    return aBytes.length - bBytes.length || Buffer.compare(aBytes, bBytes);
  }
  return typeof a === 'number' ? -1 : 1;
}

/** One byte a character: no other text has as many bytes as code units. */
function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
