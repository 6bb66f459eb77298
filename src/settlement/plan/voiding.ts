import { addDays, type PlainDate, plainDate, yearOf } from '../../time.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import type { PlanVersion } from './plan.ts';

export type VoidingAnswer =
  | { readonly outcome: 'allowed' }
  | {
      readonly outcome: 'refused';
      /** `plan-silent`: the plan does not speak of reversals across years, so nobody may. */
      readonly reason: 'across-years' | 'days-passed' | 'plan-silent';
      readonly clause?: Clause;
    };

/**
 * 跨年度退费冲正: whether a clerk may take back a settlement of an insurance year that is over. Within
 * the year always; afterwards as the plan says. Recovery after a break is no voiding and never asks.
 * @param version the version that the settlement was decided by
 * @param decidedFor the day that picked its insurance year @param today civil day of the reversal
 */
export function mayVoid(
  { voiding }: Pick<PlanVersion, 'voiding'>,
  decidedFor: PlainDate,
  today: PlainDate,
): VoidingAnswer {
  const year = yearOf(decidedFor);
  if (yearOf(today) <= year) return { outcome: 'allowed' };
  if (!voiding) return { outcome: 'refused', reason: 'plan-silent' };
  const { clause } = voiding;
  switch (voiding.acrossYears) {
    case 'allowed':
      return { outcome: 'allowed' };
    case 'refused':
      return { outcome: 'refused', reason: 'across-years', clause };
    case 'within-days': {
      const lastDay = addDays(plainDate(`${year + 1}-01-01`), voiding.days - 1);
      if (today <= lastDay) return { outcome: 'allowed' };
      return { outcome: 'refused', reason: 'days-passed', clause };
    }
  }
}
