/** 筹资与预算: contributions and the outpatient budget of a plan, as functions. */

import { type Amount, DIVISIONS, multiply, parseYuan, subtract } from '../../money.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import { parseRatio } from '../document/ratio.ts';
import type { Contribution, Funding } from './plan.ts';
import type { VersionDocument } from './schema.ts';

type FundingDocument = NonNullable<VersionDocument['funding']>;

export function compileFunding(
  { contributions, outpatientBudget }: FundingDocument,
  clauseOf: (name: string) => Clause,
): Funding {
  const compiled = contributions.map(({ when, amount, paidBy, intoAccount, clause }) => ({
    categories: when?.categories,
    contribution: {
      amount: parseYuan(amount),
      paidBy,
      intoAccount: parseYuan(intoAccount),
      clause: clauseOf(clause),
    } satisfies Contribution,
  }));
  return {
    contributionOf: (category) =>
      compiled.find(({ categories }) => !categories || categories.includes(category))?.contribution,
    ...(outpatientBudget && { outpatientBudget: compileBudget(outpatientBudget) }),
  };
}

/** The fixed part is rounded down, so that the rest, which the county adjusts, is never negative. */
function compileBudget({
  fixed,
  workingCapital,
}: NonNullable<FundingDocument['outpatientBudget']>): NonNullable<Funding['outpatientBudget']> {
  const ratio = parseRatio(fixed.ratio);
  const divide = DIVISIONS[workingCapital.rounding];
  const twelfths = BigInt(workingCapital.twelfths);
  return (fund) => {
    const part = multiply(fund, ratio, 'down');
    return {
      fixed: part,
      adjustable: subtract(fund, part),
      workingCapital: divide(fund * twelfths, 12n) as Amount,
    };
  };
}
