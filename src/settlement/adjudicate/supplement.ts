/** 补充层: a share of what the layers before left to the patient. */

import type { LayerOf } from '../plan/schema/layers.ts';
import type { LineGroup } from '../plan/schema/vocabulary.ts';
import {
  ABOVE_CAP,
  CO_PAYMENT,
  type Course,
  DEDUCTIBLE,
  ELIGIBLE,
  EXCLUDED,
  OVER_CEILING,
  openOf,
  partIndex,
  payerIndex,
  pooledOf,
  SELF_PAID_FIRST,
} from './course.ts';
import type { SplitLines } from './facts.ts';
import type { LayerContext } from './figures.ts';
import { aboveByClass, byEligible, sumOfGroup } from './lines.ts';
import { compileShare } from './share.ts';
import { fixed, note, stepRule, WHOLE_BILL } from './trace.ts';

export function compileSupplement(document: LayerOf<'supplement'>, context: LayerContext) {
  const { base: baseDocument, payer, takes } = document;
  const { id, clauseOf } = context;
  const target = {
    head: { id, payer, isPooling: false },
    payer: payerIndex(payer),
    takes: takes.map(partIndex),
  };
  const share = compileShare(document, target, context);
  const baseOf = compileBase(baseDocument, context);
  const rule = stepRule({
    id: `${id}.base`,
    clause: clauseOf(baseDocument.clause),
    inputs: [fixed('of', baseDocument.of.join(' + ')), fixed('lines', baseDocument.lines)],
    formula: 'sum of the parts',
    say: (_, result) => ({ zh: `计算基数 ${result} 元`, en: `base ${result} yuan` }),
  });
  return (course: Course): void => {
    const base = baseOf(course);
    if (course.trace !== null) note(course.trace, rule, WHOLE_BILL, base);
    share(course, base);
  };
}

type BaseDocument = LayerOf<'supplement'>['base'];

function compileBase(
  { of, lines: group, beforeDeductible = true }: BaseDocument,
  { fillsClassAFirst }: LayerContext,
): (course: Course) => bigint {
  const parts = of.map(partIndex);
  if (group === 'all') return (course) => openOf(course, parts);
  return (course) => {
    const { lines } = course.facts;
    if (lines === null) throw new RangeError('a rule on some lines needs the lines');
    let sum = 0n;
    for (const part of parts) {
      sum += partOfGroup(course, lines, part, group, beforeDeductible, fillsClassAFirst);
    }
    return sum;
  };
}

/** What of a part lies on the lines of a group. */
function partOfGroup(
  course: Course,
  lines: SplitLines,
  part: number,
  group: LineGroup,
  beforeDeductible: boolean,
  fillsClassAFirst: boolean,
): bigint {
  const open = course.parts[part]!;
  switch (part) {
    case EXCLUDED:
      return smaller(open, sumOfGroup(lines, lines.excluded, group));
    case OVER_CEILING:
      return smaller(open, sumOfGroup(lines, lines.overCeiling, group));
    case SELF_PAID_FIRST:
      return smaller(open, sumOfGroup(lines, lines.selfPaidFirst, group));
    case ELIGIBLE: {
      const eligible = sumOfGroup(lines, lines.eligible, group);
      if (beforeDeductible) return eligible;
      return eligible - sumOfGroup(lines, byEligible(lines, pooledOf(course).deductible), group);
    }
    case ABOVE_CAP: {
      const shares = fillsClassAFirst ? aboveByClass(lines, open) : byEligible(lines, open);
      return sumOfGroup(lines, shares, group);
    }
    case DEDUCTIBLE:
    case CO_PAYMENT:
      return sumOfGroup(lines, byEligible(lines, open), group);
    default:
      throw new RangeError('no such part');
  }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
