/** 统筹补偿: decides all that is still eligible. */

import type { LayerOf } from '../plan/schema/layers.ts';
import { ABOVE_CAP, CO_PAYMENT, type Course, DEDUCTIBLE, ELIGIBLE, payerIndex } from './course.ts';
import type { LayerContext } from './figures.ts';
import { compileShare } from './share.ts';
import { fixed, stepRule, WHOLE_BILL } from './trace.ts';

const FUND = payerIndex('pooled-fund');

export function compilePooling(document: LayerOf<'pooling'>, context: LayerContext) {
  const share = compileShare(document, context);
  const { id } = context;
  const eligibleRules = context.classes.map(({ id: classId, name, clause }) =>
    stepRule({
      id: `${id}.eligible`,
      clause,
      inputs: [fixed('class', classId)],
      formula: 'sum of catalogue.eligible',
      say: (_, result) => ({
        zh: `可报合计 ${result} 元，机构类别：${name.zh}`,
        en: `${result} yuan eligible in total, class of institution: ${name.en}`,
      }),
    }),
  );
  return (course: Course): void => {
    const { parts, paid, trace, facts } = course;
    const base = parts[ELIGIBLE]!;
    trace?.push(eligibleRules[facts.institution]!, WHOLE_BILL, base);
    const outcome = share(course, base, base);
    parts[ELIGIBLE] = 0n;
    parts[DEDUCTIBLE] = parts[DEDUCTIBLE]! + outcome.deductible;
    parts[CO_PAYMENT] = parts[CO_PAYMENT]! + outcome.coPayment;
    parts[ABOVE_CAP] = parts[ABOVE_CAP]! + outcome.aboveCap;
    paid[FUND] = paid[FUND]! + outcome.paid;
    course.base += outcome.counted;
    course.layers.push({ id, payer: 'pooled-fund', base, paid: outcome.paid });
  };
}
