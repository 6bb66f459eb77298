/** What a card's number makes of it: its serial and its place in the status lists. */

import { STATUS_LIST_CARDS_MAX, type StatusPlace } from '../../crypto/index.ts';
import type { CardSerial, CountyCode, SamId } from '../../model/index.ts';

/** The digits behind the county's six: ten thousand million cards. */
const SERIAL_DIGITS = 10;
/** The digits behind the county's six and the letter A, which no card serial has. */
const SAM_DIGITS = 9;

export function serialOf(county: CountyCode, number: number): CardSerial {
  return `${county}${String(number).padStart(SERIAL_DIGITS, '0')}` as CardSerial;
}

export function samIdOf(county: CountyCode, number: number): SamId {
  return `${county}A${String(number).padStart(SAM_DIGITS, '0')}` as SamId;
}

/** Cards fill list 1, then list 2, and so on; modules likewise in lists of their own. */
export function placeOf(number: number): StatusPlace {
  const index = number - 1;
  const listNumber = Math.floor(index / STATUS_LIST_CARDS_MAX) + 1;
  return { listNumber, index: index % STATUS_LIST_CARDS_MAX };
}

/** Lists that numbers below `next` have places in, at least the first. */
export function listCount(next: number): number {
  return placeOf(Math.max(1, next - 1)).listNumber;
}
