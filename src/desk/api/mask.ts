/** Rule 9: what identifies a person or a card is shown in full only to a caller with that scope. */

import type { Caller } from '../routes.ts';

const KEPT_FIRST = 3;
const KEPT_LAST = 4;

/** `999***********0016`: enough to see that two are the same, not enough to use. */
export function masked(number: string): string {
  const hidden = Math.max(0, number.length - KEPT_FIRST - KEPT_LAST);
  return `${number.slice(0, KEPT_FIRST)}${'*'.repeat(hidden)}${number.slice(-KEPT_LAST)}`;
}

/** `number` as this caller may see it. */
export function shownTo(caller: Caller, number: string): string {
  return caller.scopes.has('identity') ? number : masked(number);
}
