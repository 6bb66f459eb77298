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

/** One byte a character. */
function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}
