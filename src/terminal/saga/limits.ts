/** Limits of a visit that waits, each with its reason. */

/** Before the first repeated question: a reply that was merely slow is there by then. */
export const QUERY_FIRST_WAIT_MS = 1_000;

/** Each wait is twice the one before, up to this: an outage ends sooner than people believe. */
export const QUERY_WAIT_MS_MAX = 15_000;

/**
 * How long a visit is asked for, with the patient before the desk. A request that is not at the centre
 * by then was lost, and its id is taken by a reversal. The centre's own time-out is far below.
 */
export const QUERY_DEADLINE_MS = 60_000;

/** Rounds of questions of one recovery: with the waits above they last about five minutes. */
export const RECOVERY_ROUNDS_MAX = 24;

/** Compensations of one settlement: the settlement, a discharge, an admission, and room for more. */
export const COMPENSATIONS_MAX = 16;

/** The wait before question number `index`, from 0. */
export function queryWaitMs(index: number): number {
  return Math.min(QUERY_FIRST_WAIT_MS * 2 ** index, QUERY_WAIT_MS_MAX);
}
