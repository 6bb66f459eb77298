/**
 * The part of a module's file that changes, one CBOR map:
 *
 * ```
 * 1 latest time seen, seconds    3 day of the sum, days    5 [digests of the statements counted]
 * 2 uses so far                  4 sum of the day, fen     6 PIN tries left
 * ```
 */

import type { CborInput, CborValue, MapFields } from '../../crypto/index.ts';
import { amount } from '../../money.ts';
import { dateOfDays, daysOf, instant } from '../../time.ts';
import { COUNTED_STATEMENTS_MAX, SAM_PIN_TRIES, type SamMemory } from './policy.ts';

const HASH_BYTES = 32;
/** 2199-12-31 in seconds and in days: where an `Instant` ends. */
const SECONDS_MAX = 7_258_118_399;
const DAYS_MAX = 84_005;
const COUNT_MAX = Number.MAX_SAFE_INTEGER;

/** Seconds are rounded up: the module never believes an earlier time than it saw. */
export function memoryMap(memory: SamMemory): ReadonlyMap<number, CborInput> {
  return new Map<number, CborInput>([
    [1, Math.ceil(memory.latestSeen / 1000)],
    [2, memory.usedCount],
    [3, daysOf(memory.day)],
    [4, memory.daySum],
    [5, memory.counted],
    [6, memory.pinTriesLeft],
  ]);
}

export function parseMemory(fields: MapFields): SamMemory {
  const range = (max: number) => ({ min: 0, max });
  const memory = {
    latestSeen: instant(1000 * fields.integer(1, 'latest time', range(SECONDS_MAX))),
    usedCount: fields.integer(2, 'uses', range(COUNT_MAX)),
    day: dateOfDays(fields.integer(3, 'day', range(DAYS_MAX))),
    daySum: amount(BigInt(fields.integer(4, 'sum', range(COUNT_MAX)))),
    counted: digestsOf(fields),
    pinTriesLeft: fields.integer(6, 'PIN tries', range(SAM_PIN_TRIES)),
  };
  fields.end();
  return memory;
}

function digestsOf(fields: MapFields): readonly Uint8Array[] {
  const list: CborValue = fields.value(5, 'digests');
  const isList = (value: CborValue): value is readonly Uint8Array[] =>
    Array.isArray(value) &&
    value.length <= COUNTED_STATEMENTS_MAX &&
    value.every((each) => each instanceof Uint8Array && each.length === HASH_BYTES);
  if (!isList(list)) throw fields.refused('digests', `digests of ${HASH_BYTES} bytes`);
  return list;
}
