/**
 * What a history is like: one favours two or three faults, another has the same few people come again and
 * again, a third waits for days. Even odds for everything in every history would make whatever takes two
 * rare things rarer than anybody waits for.
 */

import type { FaultKind } from './faults.ts';
import type { SeededRandom } from './random.ts';
import type { EventKind } from './steps.ts';

export interface Temper {
  /** Of a hundred turns: something between visits, two visits at a time, a course of several steps. */
  readonly eventsPercent: number;
  readonly pairsPercent: number;
  readonly coursesPercent: number;
  /** Of two visits, how many have a fault; of three. */
  readonly faultyOf: readonly [number, number];
  /** Drawn from, the favoured ones several times in it. */
  readonly faults: readonly FaultKind[];
  readonly events: readonly EventKind[];
  /** Who comes every other time. */
  readonly regulars: readonly number[];
}

const FAVOURED = 3;
const FAVOUR = 6;

export function drawTemper(
  random: SeededRandom,
  shape: {
    readonly persons: number;
    readonly faults: readonly FaultKind[];
    readonly events: readonly EventKind[];
  },
): Temper {
  const first = random.below(shape.persons);
  return {
    eventsPercent: random.pick([8, 16, 24]),
    pairsPercent: random.pick([4, 8, 16]),
    coursesPercent: random.pick([42, 54, 66]),
    faultyOf: random.pick([
      [1, 2],
      [1, 3],
      [2, 3],
    ] as const),
    faults: weighted(random, shape.faults),
    events: weighted(random, shape.events),
    regulars: [first, (first + 1) % shape.persons],
  };
}

/** As they are in every other history; else some of them come oftener. */
function weighted<T>(random: SeededRandom, kinds: readonly T[]): readonly T[] {
  if (kinds.length <= FAVOURED || random.oneIn(2)) return kinds;
  const favoured = Array.from({ length: FAVOURED }, () => random.pick(kinds));
  return [...kinds, ...favoured.flatMap((kind) => Array.from({ length: FAVOUR }, () => kind))];
}
