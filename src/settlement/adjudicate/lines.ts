/** Amounts of the whole bill, shared out over its lines; the order of the lines does not matter. */

import { apportion } from '../../money.ts';
import type { LineGroup } from '../plan/schema/vocabulary.ts';
import { LINE_FLAGS, type SplitLines } from './facts.ts';

export interface LineBase {
  readonly line: number;
  readonly base: bigint;
}

/** What of `counted` stands on each line: what was taken before falls on the lines by their eligible amounts. */
export function lineBases(lines: SplitLines, counted: bigint): readonly LineBase[] {
  const { ids, eligible } = lines;
  const shares = apportion(
    eligible.reduce((sum, each) => sum + each, 0n) - counted,
    eligible.map((weight, line) => ({ id: ids[line]!, weight })),
  );
  return eligible
    .map((each, line) => ({ line, base: each - shares[line]! }))
    .filter(({ base }) => base > 0n);
}

const GROUP_FLAGS: Readonly<Record<LineGroup, number>> = {
  all: 0,
  essential: LINE_FLAGS.essential,
  tcm: LINE_FLAGS.tcm,
  'essential-or-tcm': LINE_FLAGS.essential | LINE_FLAGS.tcm,
  drugs: LINE_FLAGS.drug,
  'class-a': LINE_FLAGS.classA,
  'class-b': LINE_FLAGS.classB,
};

export function isInGroup(flags: number, group: LineGroup): boolean {
  return group === 'all' || (flags & GROUP_FLAGS[group]) !== 0;
}

/** Sum of a column over the lines of a group. */
export function sumOfGroup(lines: SplitLines, column: readonly bigint[], group: LineGroup): bigint {
  let sum = 0n;
  for (let line = 0; line < column.length; line++) {
    if (isInGroup(lines.flags[line]!, group)) sum += column[line]!;
  }
  return sum;
}

/** `total`, which lies on the eligible amounts, shared out over the lines by them. */
export function byEligible(lines: SplitLines, total: bigint): readonly bigint[] {
  const { ids, eligible } = lines;
  if (total === 0n) return eligible.map(() => 0n);
  return apportion(
    total,
    eligible.map((weight, line) => ({ id: ids[line]!, weight })),
  );
}

/** 甲类先用封顶: what lies above a cap falls on class B first, by amount, then on the rest. */
export function aboveByClass(lines: SplitLines, above: bigint): readonly bigint[] {
  const { ids, eligible, flags } = lines;
  const weightsOf = (isB: boolean) =>
    eligible.map((each, line) => ({
      id: ids[line]!,
      weight: ((flags[line]! & LINE_FLAGS.classB) !== 0) === isB ? each : 0n,
    }));
  const sum = sumOfGroup(lines, eligible, 'class-b');
  const ofB = above < sum ? above : sum;
  const onB = apportion(ofB, weightsOf(true));
  const onRest = apportion(above - ofB, weightsOf(false));
  return onB.map((each, line) => each + onRest[line]!);
}
