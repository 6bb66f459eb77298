/** 年内累计 after a settlement: the two figures of the card, and the counters of the centre. */

import type { Usage } from '../../model/index.ts';
import type { Amount } from '../../money.ts';
import { yearOf } from '../../time.ts';
import type { PlanVersion } from '../plan/plan.ts';
import { dischargeKey, stayKey } from './counter.ts';
import { type Course, PAYER_NAMES, payerIndex, pooledOf } from './course.ts';

const FUND = payerIndex('pooled-fund');
const OTHERS = PAYER_NAMES.flatMap((payer, at) =>
  payer === 'family-account' || payer === 'hospital' || payer === 'cash' ? [] : [at],
);

/** @param cash what the patient pays */
export function usageAfter(
  before: Usage,
  course: Course,
  cash: bigint,
  version: PlanVersion,
): Usage {
  const { visit, year } = course.facts;
  const isInpatient = visit.visit.startsWith('inpatient');
  const isAcrossYears = yearOf(visit.admittedOn) < yearOf(visit.decidedFor);
  const isCounted = !isAcrossYears || version.crossYearStay.countsAdmission;
  // A later bill of the same stay (中途结算) is no admission of its own.
  const isSameStay = before.counters !== undefined && stayKey(course.facts) in before.counters;
  const admitted = isInpatient && isCounted && !isSameStay ? 1 : 0;
  const common: Usage = {
    year: before.year,
    deductibleMet: (before.deductibleMet + course.deductibleMet - year.deductibleMet) as Amount,
    benefitDrawn: (before.benefitDrawn + course.benefitDrawn - year.benefitDrawn) as Amount,
    admissions: before.admissions + admitted,
  };
  if (before.counters === undefined) return common;
  const classId = version.classes[course.facts.institution]!.id;
  return {
    ...common,
    counters: countersAfter(before.counters, course, cash, isInpatient, admitted, classId),
  };
}

/** Every counter is a sum: a centre that adds up what each settlement moved has the same. */
function countersAfter(
  before: Readonly<Record<string, bigint>>,
  course: Course,
  cash: bigint,
  isInpatient: boolean,
  admitted: number,
  classId: string,
): Readonly<Record<string, bigint>> {
  const { facts, paid, moved } = course;
  const { deductible, counted } = pooledOf(course);
  const after: Record<string, bigint> = { ...before };
  const add = (key: string, amount: bigint) => {
    after[key] = (after[key] ?? 0n) + amount;
  };
  for (const [key, amount] of moved ?? []) add(key, amount);
  const { split, visit } = facts;
  const kind = isInpatient ? 'inpatient' : 'outpatient';
  const covered = OTHERS.reduce((sum, at) => sum + paid[at]!, 0n);
  add(`${kind}.total`, split.total);
  add(`${kind}.eligible`, split.eligible);
  add(`${kind}.base`, counted);
  add(`${kind}.pooled`, paid[FUND]!);
  add(`${kind}.covered`, covered);
  add(`${kind}.own`, cash + paid[payerIndex('family-account')]!);
  if (!isInpatient) return after;
  add(stayKey(facts), deductible);
  add(dischargeKey(visit.dischargedOn), deductible);
  add(`admissions@class-${classId}`, BigInt(admitted));
  add(`admissions@${visit.provider}`, BigInt(admitted));
  return after;
}
