/** Writing any value: its form is found out on the way. */

import { type CborInput, compareKeys } from './value.ts';
import {
  comesBefore,
  goBack,
  place,
  position,
  putArray,
  putBoolean,
  putBytes,
  putEnd,
  putInteger,
  putMap,
  putSimple,
  putText,
  writeBy,
} from './write.ts';

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);
const NULL = 22;

/**
 * The canonical bytes of `value`.
 * @throws TypeError for a value outside CborInput, RangeError for one beyond its range or a limit
 */
export function writeCbor(value: CborInput): Uint8Array {
  return writeBy(putItem, value);
}

/** Any item, found out on the way. */
export function putItem(value: CborInput): void {
  if (typeof value === 'string') putText(value);
  else if (typeof value === 'number') putInteger(value);
  else if (value instanceof Uint8Array) putBytes(value);
  else if (typeof value === 'bigint') putInteger(numberOf(value));
  else if (typeof value === 'boolean') putBoolean(value);
  else if (value === null) putSimple(NULL);
  else if (value instanceof Map) putMapOf(value);
  else if (Array.isArray(value)) putArrayOf(value);
  else {
    throw new TypeError('"value" expected integers, text, boolean, null, Uint8Array, array or Map');
  }
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
  const start = place();
  putMap(map.size);
  let before = 0;
  let beforeEnd = 0;
  let isAscending = true;
  for (const [key, item] of map) {
    const keyStart = position();
    putKey(key);
    isAscending = beforeEnd === 0 || comesBefore(before, beforeEnd, keyStart);
    if (!isAscending) break;
    before = keyStart;
    beforeEnd = position();
    putItem(item);
  }
  if (isAscending) {
    putEnd();
    return;
  }
  goBack(start);
  putSorted(map);
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

function numberOf(value: bigint): number {
  if (value > SAFE_MAX || value < -SAFE_MAX) {
    throw new RangeError('"value" expected integers within ±(2^53-1)');
  }
  return Number(value);
}
