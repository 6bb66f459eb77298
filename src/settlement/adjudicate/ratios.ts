/** 补偿比例: by class of institutions and band, raised and lowered as the plan says. */

import type { z } from 'zod';
import type { Clause } from '../catalogue/catalogue.ts';
import type { adjustments, ratios } from '../plan/schema/shapes.ts';
import { requiredCondition } from './condition.ts';
import type { Course } from './course.ts';
import { byClass, figureAt, type LayerContext, RATIO_SCALE, ratioOf } from './figures.ts';
import { fixed, note, percent, stepRule, WHOLE_BILL } from './trace.ts';

export type RatiosDocument = z.output<typeof ratios>;
export type AdjustmentsDocument = z.output<typeof adjustments>;

export interface CompiledRatios {
  /** Numerators over `denominator`, one a band, or one for all. Adjustments are traced. */
  readonly of: (course: Course) => readonly bigint[];
  readonly denominator: bigint;
  /** By class of institutions where there is one ratio each and nothing adjusts it. */
  readonly plain: readonly (bigint | undefined)[] | null;
  readonly clauseAt: (institution: number) => Clause | undefined;
}

export function compileRatios(
  document: RatiosDocument,
  adjust: AdjustmentsDocument | undefined,
  context: LayerContext,
): CompiledRatios {
  // Each `times` needs a scale of its own to stay exact.
  const times = adjust?.list.filter(({ change }) => change === 'times').length ?? 0;
  const extra = RATIO_SCALE ** BigInt(times);
  const denominator = RATIO_SCALE * extra;
  const figures = byClass(document, context, ({ ratio, byBand }) =>
    (byBand ?? [ratio!]).map((text) => ratioOf(text) * extra),
  );
  const clauseAt = (institution: number) => figures[institution]?.clause;
  const plain = (course: Course) => figureAt(figures, course.facts.institution).value;
  if (!adjust) {
    const hasOne = figures.every((figure) => figure === undefined || figure.value.length === 1);
    const only = hasOne ? figures.map((figure) => figure?.value[0]) : null;
    return { of: plain, denominator, plain: only, clauseAt };
  }
  const adjusted = compileAdjustments(adjust, denominator, context);
  return {
    of: (course) => adjusted(course, plain(course)),
    denominator,
    plain: null,
    clauseAt,
  };
}

function compileAdjustments(
  { list, together, atMost, atLeast }: AdjustmentsDocument,
  denominator: bigint,
  { id, names, clauseOf }: LayerContext,
) {
  const scale = denominator / RATIO_SCALE;
  const most = ratioOf(atMost) * scale;
  const least = ratioOf(atLeast) * scale;
  const compiled = list.map(({ when, change, by, clause }) => {
    const amount = ratioOf(by);
    return {
      holds: requiredCondition(when, names),
      apply: CHANGES[change](amount, scale),
      amount,
      rule: stepRule({
        id: `${id}.adjusted`,
        clause: clauseOf(clause),
        inputs: [
          fixed('change', change),
          percent('by', RATIO_SCALE),
          percent('ratio', denominator),
          percent('adjusted', denominator),
        ],
        formula: FORMULAS[change],
        say: ([, share, before, after]) => ({
          zh: `补偿比例由 ${before} ${CHANGE_TEXTS[change].zh} ${share}，为 ${after}`,
          en: `ratio ${before} ${CHANGE_TEXTS[change].en} ${share}: ${after}`,
        }),
      }),
    };
  });
  const clamp = (ratio: bigint) => (ratio > most ? most : ratio < least ? least : ratio);
  return (course: Course, plain: readonly bigint[]): readonly bigint[] => {
    let result = plain;
    for (const { holds, apply, amount, rule } of compiled) {
      if (!holds(course.facts)) continue;
      const before = result;
      result = result.map((ratio) => clamp(apply(ratio)));
      for (const [band, ratio] of result.entries()) {
        if (course.trace !== null)
          note(course.trace, rule, WHOLE_BILL, 0n, amount, before[band]!, ratio);
      }
      if (together === 'first') break;
    }
    return result;
  };
}

type Change = AdjustmentsDocument['list'][number]['change'];

const CHANGES: Readonly<Record<Change, (by: bigint, scale: bigint) => (ratio: bigint) => bigint>> =
  {
    'raise-by-points': (by, scale) => (ratio) => ratio + by * scale,
    'lower-by-points': (by, scale) => (ratio) => ratio - by * scale,
    times: (by) => (ratio) => (ratio * by) / RATIO_SCALE,
  };

const FORMULAS: Readonly<Record<Change, string>> = {
  'raise-by-points': 'ratio + by',
  'lower-by-points': 'ratio - by',
  times: 'ratio × by',
};

const CHANGE_TEXTS: Readonly<Record<Change, { zh: string; en: string }>> = {
  'raise-by-points': { zh: '提高', en: 'raised by' },
  'lower-by-points': { zh: '降低', en: 'lowered by' },
  times: { zh: '乘以', en: 'times' },
};
