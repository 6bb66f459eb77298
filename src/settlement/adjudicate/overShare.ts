/** 自费比例超限: what the patient was given beyond the allowed share of self-paid items, the hospital bears. */

import type { LayerOf } from '../plan/schema/layers.ts';
import { type Course, partIndex } from './course.ts';
import type { SplitLines } from './facts.ts';
import { byClass, figureAt, fractionOf, type LayerContext } from './figures.ts';
import { sumOfGroup } from './lines.ts';
import { compilePayment } from './simpleLayer.ts';
import {
  fixed,
  note,
  percent,
  roundingText,
  type StepRule,
  stepRule,
  WHOLE_BILL,
  yuan,
} from './trace.ts';

export function compileOverShare(document: LayerOf<'over-share'>, context: LayerContext) {
  const { lines: group, selfPaid } = document;
  const { id, divide, rounding, roundingClause } = context;
  const limits = byClass(document.limits, context, fractionOf);
  const clause = context.clauseOf(document.clause);
  const payment = compilePayment({ payer: 'hospital', takes: selfPaid, caps: [] }, clause, context);
  const columns = selfPaid.map(partIndex).map((part) => COLUMNS[part]!);
  const rules: readonly (StepRule | undefined)[] = limits.map(
    (figure) =>
      figure &&
      stepRule({
        id: `${id}.excess`,
        clause: figure.clause,
        inputs: [
          fixed('lines', group),
          yuan('selfPaid'),
          yuan('whole'),
          percent('limit', figure.value.denominator),
        ],
        formula: 'max(0, selfPaid - whole × limit)',
        rounding: roundingText(rounding, roundingClause),
        say: ([, own, whole, limit], result) => ({
          zh: `自费 ${own} 元，限 ${whole} × ${limit}，超出 ${result} 元由医疗机构承担`,
          en: `${own} yuan self-paid, ${whole} × ${limit} allowed, ${result} borne by the hospital`,
        }),
      }),
  );
  return (course: Course): void => {
    const { lines, institution } = course.facts;
    if (lines === null) throw new RangeError('a rule on some lines needs the lines');
    let own = 0n;
    for (const column of columns) own += sumOfGroup(lines, column(lines), group);
    const whole = sumOfGroup(lines, lines.submitted, group);
    const { numerator, denominator } = figureAt(limits, institution).value;
    const allowed = divide(whole * numerator, denominator);
    const excess = own > allowed ? own - allowed : 0n;
    if (course.trace !== null)
      note(course.trace, rules[institution]!, WHOLE_BILL, excess, own, whole, numerator);
    payment(course, own, excess);
  };
}

/** By the order of PARTS; the layer takes line parts only. */
const COLUMNS: readonly ((lines: SplitLines) => readonly bigint[])[] = [
  (lines) => lines.excluded,
  (lines) => lines.overCeiling,
  (lines) => lines.selfPaidFirst,
];
