/** 家庭账户: pays what it may, as long as it lasts. */

import type { LayerOf } from '../plan/schema/layers.ts';
import { type Course, openOf, partIndex } from './course.ts';
import type { LayerContext } from './figures.ts';
import { compilePayment } from './simpleLayer.ts';
import { fixed, note, stepRule, WHOLE_BILL } from './trace.ts';

export function compileAccount(document: LayerOf<'family-account'>, context: LayerContext) {
  const { sharedBy, takes, caps, clause: clauseName } = document;
  const clause = context.clauseOf(clauseName);
  context.names.need('familyAccount');
  const parts = takes.map(partIndex);
  const payment = compilePayment({ payer: 'family-account', takes, caps }, clause, context);
  const rule = stepRule({
    id: `${context.id}.balance`,
    clause,
    inputs: [fixed('sharedBy', sharedBy), fixed('pays', takes.join(' + '))],
    formula: 'balance of the account',
    say: (_, result) => ({
      zh: `家庭账户余额 ${result} 元`,
      en: `the account holds ${result} yuan`,
    }),
  });
  return (course: Course): void => {
    if (course.trace !== null) note(course.trace, rule, WHOLE_BILL, course.account);
    const paid = payment(course, openOf(course, parts), course.account);
    course.account -= paid;
  };
}
