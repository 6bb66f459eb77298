/** What a run came by, and what not: every state and edge of the saga, every kind of referral, fault and event. */

import { REVIEW_RESOLUTIONS } from '../model/index.ts';
import { SAGA, SAGA_STATES } from '../terminal/index.ts';
import { FAULT_KINDS } from './faults.ts';
import { REFERRAL_KINDS } from './referralKinds.ts';
import { EVENT_KINDS } from './steps.ts';
import { YEAR_NAMES } from './years.ts';

/** How often each thing came, by the names of `SimulationResult.counts`. */
export type Counts = ReadonlyMap<string, number>;

/** Where a visit begins: nothing leads there. */
const FIRST = 'opened';

export const SAGA_NAMES: readonly string[] = [
  ...Object.keys(SAGA_STATES)
    .filter((state) => state !== FIRST)
    .map((state) => `state ${state}`),
  ...SAGA.map(({ from, event, to }) => `edge ${from} ${event} ${to}`),
];

/** Settlements by a referral, of each kind. */
export const REFERRAL_NAMES: readonly string[] = REFERRAL_KINDS.map((kind) => `referral ${kind}`);

/** Ends of what people look at afterwards. */
const REVIEW_NAMES: readonly string[] = REVIEW_RESOLUTIONS.map((end) => `review ${end}`);

const REQUIRED: readonly string[] = [...SAGA_NAMES, ...REFERRAL_NAMES, ...REVIEW_NAMES];

const NAMES: readonly string[] = [
  ...REQUIRED,
  ...YEAR_NAMES,
  ...FAULT_KINDS.map((kind) => `fault ${kind}`),
  ...EVENT_KINDS.map((kind) => `event ${kind}`),
];

/** Everything with a name, what never came with 0, in the order of the table; then how visits ended. */
export function coverage(counts: Counts): readonly (readonly [name: string, count: number])[] {
  const others = [...counts.keys()].filter((name) => !NAMES.includes(name)).sort();
  return [...NAMES, ...others].map((name) => [name, counts.get(name) ?? 0] as const);
}

/**
 * States, edges, kinds of referrals and ends of reviews that came less often than `times`, and what happens at
 * the end of a year that came less than half as often: a card lives through three of them.
 */
export function tooRare(counts: Counts, times: number): readonly string[] {
  const came = (name: string) => counts.get(name) ?? 0;
  return [
    ...REQUIRED.filter((name) => came(name) < times),
    ...YEAR_NAMES.filter((name) => came(name) < times / 2),
  ];
}

export function addCounts(sum: Map<string, number>, counts: Iterable<readonly [string, number]>) {
  for (const [name, count] of counts) sum.set(name, (sum.get(name) ?? 0) + count);
}
