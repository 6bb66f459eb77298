/** 现金取整: what the till takes in place of the exact cash. It comes after both partitions and changes neither. */

import type { TillRounding } from '../../model/index.ts';
import { type Amount, roundCash, subtract, yuanText, ZERO } from '../../money.ts';
import type { PlanVersion } from '../plan/plan.ts';
import {
  fixed,
  note,
  roundingText,
  type StepRule,
  stepRule,
  type Trace,
  WHOLE_BILL,
  yuan,
} from './trace.ts';

const KNOWN = new WeakMap<NonNullable<PlanVersion['cashRounding']>, StepRule>();

/** Absent where the plan rounds no cash. The step's result is what is handed over. */
export function roundTill(
  cash: Amount,
  { cashRounding }: PlanVersion,
  trace: Trace,
): TillRounding | undefined {
  if (!cashRounding) return undefined;
  const till = roundCash(cash, cashRounding);
  const rule = KNOWN.get(cashRounding) ?? tillRule(cashRounding);
  KNOWN.set(cashRounding, rule);
  const more = till.difference > ZERO ? till.difference : ZERO;
  note(trace, rule, WHOLE_BILL, till.due, cash, more, subtract(more, till.difference));
  return till;
}

function tillRule({ unit, rounding, clause }: NonNullable<PlanVersion['cashRounding']>): StepRule {
  return stepRule({
    id: 'remainder.till',
    clause,
    inputs: [fixed('unit', `${yuanText(unit)} yuan`), yuan('cash'), yuan('more'), yuan('less')],
    formula: 'cash + more - less',
    rounding: roundingText(rounding, clause),
    say: ([, cash, more, less], due) => ({
      zh: `现金 ${cash} 元取整为 ${due} 元；误差多收 ${more} 元、少收 ${less} 元，另列误差账户`,
      en: `${cash} yuan in cash are rounded to ${due}; ${more} too much or ${less} too little, in an account of its own`,
    }),
  });
}
