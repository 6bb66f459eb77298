/** 统筹补偿: decides all that is still eligible. */

import type { LayerOf } from '../plan/schema/layers.ts';
import { type Course, ELIGIBLE, payerIndex } from './course.ts';
import type { LayerContext } from './figures.ts';
import { compileShare } from './share.ts';
import { fixed, note, stepRule, WHOLE_BILL } from './trace.ts';

export function compilePooling(document: LayerOf<'pooling'>, context: LayerContext) {
  const { id } = context;
  const target = {
    head: { id, payer: document.payer, isPooling: true },
    payer: payerIndex(document.payer),
    takes: null,
  };
  const share = compileShare(document, target, context);
  const eligibleRules = context.classes.map(({ id: classId, name, clause }) =>
    stepRule({
      id: `${id}.eligible`,
      clause,
      inputs: [fixed('class', classId)],
      formula: 'what of catalogue.eligible is still undecided',
      say: (_, result) => ({
        zh: `可报合计 ${result} 元，机构类别：${name.zh}`,
        en: `${result} yuan eligible in total, class of institution: ${name.en}`,
      }),
    }),
  );
  return (course: Course): void => {
    const base = course.parts[ELIGIBLE]!;
    if (course.trace !== null)
      note(course.trace, eligibleRules[course.facts.institution]!, WHOLE_BILL, base);
    share(course, base);
  };
}
