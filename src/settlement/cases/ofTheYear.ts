/** Cases of what no bill decides: the end of the year, contributions, the outpatient budget. */

import type { MemberNumber } from '../../model/index.ts';
import { parseYuan } from '../../money.ts';
import type { MemberYear } from '../adjudicate/yearEnd.ts';
import type { Path } from '../document/tree.ts';
import type { Plan, PlanVersion } from '../plan/plan.ts';
import { countersOf } from './arrange.ts';
import type { Comparison } from './compare.ts';
import type { FundingCase, YearEndCase } from './schema.ts';

function versionNamed(plan: Plan, name: string): PlanVersion | undefined {
  return plan.versions.find(({ reference }) => reference.version === name);
}

export function runYearEnd(plan: Plan, one: YearEndCase, path: Path, compare: Comparison): void {
  const rule = versionNamed(plan, one.version)?.yearEnd.find(({ id }) => id === one.rule);
  if (!rule) {
    compare.word(path, `${one.version} ${one.rule}`, 'no such rule');
    return;
  }
  const result = rule.settle({
    members: one.members.map((member, at) => memberYear(plan, member, at)),
    participants: one.participants,
    ...(one.fund === undefined ? {} : { fund: parseYuan(one.fund) }),
  });
  const { fund, claims, paid } = one.expect;
  compare.amount([...path, 'fund'], fund, result.fund ?? 0n);
  const count = result.payments.length;
  if (claims && claims.length !== count) compare.word([...path, 'claims'], claims.length, count);
  if (paid.length !== count) {
    compare.word([...path, 'paid'], paid.length, count);
    return;
  }
  result.payments.forEach((payment, at) => {
    compare.amount([...path, 'claims', at], claims?.[at], payment.claim);
    compare.amount([...path, 'paid', at], paid[at], payment.paid);
  });
}

/** A grown-up, where a case does not say the age. */
const AGE = 40;

function memberYear(plan: Plan, member: YearEndCase['members'][number], at: number): MemberYear {
  const { category = 'ordinary', age = AGE, deductible = '0', benefit = '0' } = member;
  return {
    memberNumber: `${plan.county.code}-01-01-01-001-${at + 1}` as MemberNumber,
    person: { age, category, attributes: [], certified: [], account: 0n },
    deductibleMet: parseYuan(deductible),
    benefitDrawn: parseYuan(benefit),
    counters: countersOf(member.counters),
  };
}

export function runFunding(plan: Plan, one: FundingCase, path: Path, compare: Comparison): void {
  const funding = versionNamed(plan, one.version)?.funding;
  if (!funding) {
    compare.word(path, one.version, 'no funding');
    return;
  }
  const { expect } = one;
  if (one.category !== undefined) {
    const contribution = funding.contributionOf(one.category);
    if (!contribution) {
      compare.word(path, one.category, 'no contribution');
      return;
    }
    compare.amount([...path, 'contribution'], expect.contribution, contribution.amount);
    compare.word([...path, 'paidBy'], expect.paidBy, contribution.paidBy);
    compare.amount([...path, 'intoAccount'], expect.intoAccount, contribution.intoAccount);
  }
  if (one.outpatientFund !== undefined) {
    const budget = funding.outpatientBudget?.(parseYuan(one.outpatientFund));
    if (!budget) {
      compare.word(path, 'a budget', 'none');
      return;
    }
    compare.amount([...path, 'fixed'], expect.fixed, budget.fixed);
    compare.amount([...path, 'adjustable'], expect.adjustable, budget.adjustable);
    compare.amount([...path, 'workingCapital'], expect.workingCapital, budget.workingCapital);
  }
}
