/** 年内累计 after a settlement: the two figures of the card, and the counters of the centre. */

import type { Usage } from '../../model/index.ts';
import type { Amount } from '../../money.ts';
import { yearOf } from '../../time.ts';
import type { PlanVersion } from '../plan/plan.ts';
import { stayCountKey, stayKey } from './counter.ts';
import { type Course, PAYER_NAMES, payerIndex, pooledOf } from './course.ts';
import { leftKey, usedReferralKey } from './referral.ts';

const FUND = payerIndex('pooled-fund');
const ACCOUNT = payerIndex('family-account');
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
  const { year } = course.facts;
  const admitted = admissionsOf(before, course, version);
  const common: Usage = {
    year: before.year,
    deductibleMet: (before.deductibleMet + course.deductibleMet - year.deductibleMet) as Amount,
    benefitDrawn: (before.benefitDrawn + course.benefitDrawn - year.benefitDrawn) as Amount,
    admissions: before.admissions + admitted,
  };
  if (before.counters === undefined) return common;
  const after: Record<string, bigint> = { ...before.counters };
  for (const [key, moved] of movedBy(course, cash, admitted, version)) {
    if (moved !== 0n) after[key] = (after[key] ?? 0n) + moved;
  }
  return { ...common, counters: after };
}

/** One, or none: an outpatient visit, a stay that the old year counted, a later bill of the same stay. */
function admissionsOf(before: Usage, { facts }: Course, version: PlanVersion): 0 | 1 {
  const { visit } = facts;
  if (!visit.visit.startsWith('inpatient')) return 0;
  const isAcrossYears = yearOf(visit.admittedOn) < yearOf(visit.decidedFor);
  if (isAcrossYears && !version.crossYearStay.countsAdmission) return 0;
  const isKnown = (before.counters?.[stayCountKey(facts)] ?? 0n) > 0n;
  return version.tallies.mergesMidway && isKnown ? 0 : 1;
}

/** Every counter is a sum: a centre that adds up what each settlement moved has the same. */
function movedBy(
  course: Course,
  cash: bigint,
  admitted: 0 | 1,
  { tallies, classes }: PlanVersion,
): readonly (readonly [string, bigint])[] {
  const { facts, paid, moved } = course;
  const { split, visit } = facts;
  const { deductible, counted } = pooledOf(course);
  const isInpatient = visit.visit.startsWith('inpatient');
  const kind = isInpatient ? 'inpatient' : 'outpatient';
  const figures = [
    [`${kind}.total`, split.total],
    [`${kind}.eligible`, split.eligible],
    [`${kind}.base`, counted],
    [`${kind}.pooled`, paid[FUND]!],
    [`${kind}.covered`, OTHERS.reduce((sum, at) => sum + paid[at]!, 0n)],
    [`${kind}.own`, cash + paid[ACCOUNT]!],
  ] as const;
  const stays = [
    [stayKey(facts), deductible],
    [stayCountKey(facts), 1n],
    [leftKey(facts), 1n],
    ...usedReferralKey(facts).map((key) => [key, 1n] as const),
  ] as const;
  const admissions = [
    [`admissions@class-${classes[facts.institution]!.id}`, BigInt(admitted)],
    [`admissions@${visit.provider}`, BigInt(admitted)],
  ] as const;
  return [
    ...(moved ?? []),
    ...figures.filter(([name]) => tallies.names.has(name)),
    ...(isInpatient && tallies.stays ? stays : []),
    ...(isInpatient && tallies.admissions ? admissions : []),
  ];
}
