/** 定额补偿: a fixed sum for a visit or a day, never beyond the cost. */

import type { LayerOf } from '../plan/schema/layers.ts';
import { type Course, openOf, partIndex } from './course.ts';
import { byClass, fenOf, figureAt, type LayerContext } from './figures.ts';
import { compilePayment, leaveToPatient } from './simpleLayer.ts';
import { fixed, note, type StepRule, stepRule, WHOLE_BILL, word, yuan } from './trace.ts';

export function compileQuota(document: LayerOf<'quota'>, context: LayerContext) {
  const { per, daysMax = 1, rest, takes } = document;
  const amounts = byClass(document.amounts, context, fenOf);
  const payment = compilePayment(document, context.clauseOf(document.clause), context);
  const parts = takes.map(partIndex);
  const isDaily = per === 'day';
  const rules: readonly (StepRule | undefined)[] = amounts.map(
    (figure) =>
      figure &&
      stepRule({
        id: `${context.id}.quota`,
        clause: figure.clause,
        inputs: [fixed('per', per), yuan('amount'), word('days')],
        formula: isDaily ? `amount × min(days, ${daysMax})` : 'amount',
        say: ([, amount, days], result) => ({
          zh: isDaily ? `定额 ${amount} 元 × ${days} 日 = ${result} 元` : `定额 ${result} 元`,
          en: isDaily ? `quota ${amount} yuan × ${days} days = ${result}` : `quota ${result} yuan`,
        }),
      }),
  );
  return (course: Course): void => {
    const { institution, visit } = course.facts;
    const { value } = figureAt(amounts, institution);
    const days = isDaily ? Math.min(visit.days, daysMax) : 1;
    const quota = value * BigInt(days);
    if (course.trace !== null)
      note(course.trace, rules[institution]!, WHOLE_BILL, quota, value, String(days));
    payment(course, openOf(course, parts), quota);
    if (rest === 'patient') leaveToPatient(course);
  };
}
