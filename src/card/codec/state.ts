/**
 * The body of a state slot: what the card remembers of the year, in the bytes that the security
 * module's CMAC covers.
 *
 * | key | content |
 * |---|---|
 * | 1 | sequence, 0 at issue |
 * | 2 | attempt, 1 to 255 |
 * | 3 | settlement id, 16 bytes; absent exactly when the sequence is 0 |
 * | 4 | usage: {1 year, 2 deductible met, 3 benefit drawn, 4 admissions}, fen |
 * | 5 | when it was written, seconds |
 * | 6 | security module that made the CMAC, 8 bytes |
 * | 7 | digest of the log record of this settlement, 32 bytes; zeros at issue |
 * | 8 | off line since the centre was met: [count, fen, when it was met in seconds] |
 */

import type { CborValue } from '../../crypto/index.ts';
import type { CardState, Usage } from '../../model/index.ts';
import {
  amountOf,
  bytesOf,
  decodeFile,
  encodeChecked,
  inside,
  integerOf,
  listOf,
  malformed,
  mapOf,
  type Place,
  secondsOf,
  toFen,
  toSeconds,
} from './fields.ts';
import { idBytes, samIdOf, settlementIdBytes, settlementIdOf } from './identifiers.ts';

/** 32 bits, like the card's own transaction counter. */
export const SEQUENCE_MAX = 0xffff_ffff;
/** A settlement that was voided 254 times on one card belongs on the county's desk. */
export const ATTEMPT_MAX = 255;
/** Admissions and off-line settlements of one person in one year: 16 bits are beyond any. */
const COUNT_MAX = 0xffff;
export const HASH_BYTES = 32;

/**
 * @param file the file it came from, for errors
 * @throws OneCardError `card.malformed-file`.
 */
export function parseState(body: Uint8Array, file = 'EF.STATE'): CardState {
  const root: Place = { file, field: '' };
  const fields = mapOf(decodeFile(body, file), root, [1, 2, 4, 5, 6, 7, 8], [3]);
  const sequence = integerOf(fields.get(1), inside(root, 1), 0, SEQUENCE_MAX);
  if (fields.has(3) !== sequence > 0) throw malformed(inside(root, 3), 'presence');
  const [count, sum, centreMetAt] = listOf(fields.get(8), inside(root, 8), 3, 3);
  return {
    sequence,
    attempt: integerOf(fields.get(2), inside(root, 2), 1, ATTEMPT_MAX),
    ...(fields.has(3) && { settlementId: settlementIdOf(fields.get(3), inside(root, 3)) }),
    usage: usageOf(fields.get(4)!, inside(root, 4)),
    writtenAt: secondsOf(fields.get(5), inside(root, 5)),
    samId: samIdOf(fields.get(6), inside(root, 6)),
    logHash: bytesOf(fields.get(7), inside(root, 7), HASH_BYTES),
    offline: {
      count: integerOf(count, inside(root, '8.0'), 0, COUNT_MAX),
      sum: amountOf(sum, inside(root, '8.1'), 0),
      centreMetAt: secondsOf(centreMetAt, inside(root, '8.2')),
    },
  };
}

function usageOf(value: CborValue, place: Place): Usage {
  const fields = mapOf(value, place, [1, 2, 3, 4]);
  return {
    year: integerOf(fields.get(1), inside(place, 1), 1900, 2199),
    deductibleMet: amountOf(fields.get(2), inside(place, 2), 0),
    benefitDrawn: amountOf(fields.get(3), inside(place, 3), 0),
    admissions: integerOf(fields.get(4), inside(place, 4), 0, COUNT_MAX),
  };
}

/** @throws RangeError when a field is out of its limits. */
export function encodeState(state: CardState): Uint8Array {
  const { usage, offline } = state;
  const id: [number, CborValue][] =
    state.settlementId === undefined ? [] : [[3, settlementIdBytes(state.settlementId)]];
  const fields = new Map<number, CborValue>([
    [1, state.sequence],
    [2, state.attempt],
    ...id,
    [
      4,
      new Map([
        [1, usage.year],
        [2, toFen(usage.deductibleMet)],
        [3, toFen(usage.benefitDrawn)],
        [4, usage.admissions],
      ]),
    ],
    [5, toSeconds(state.writtenAt)],
    [6, idBytes(state.samId)],
    [7, state.logHash],
    [8, [offline.count, toFen(offline.sum), toSeconds(offline.centreMetAt)]],
  ]);
  return encodeChecked(fields, parseState);
}
