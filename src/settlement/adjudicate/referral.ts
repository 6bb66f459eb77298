/**
 * 转诊: what was paid before a referral, found in what the counters of the year say of stays. They are
 * sums of what stands, so that nothing is carried from a settlement that was reversed.
 *
 * | counter | what it says |
 * |---|---|
 * | `stay@<institution>@<admitted>` | the deductible that the stay paid, in all its bills |
 * | `left@<institution>@<admitted>@<day>` | how many of its bills speak of it up to that day |
 * | `referral@<institution>@<admitted>@<number>` | how many of its bills carried something in by that referral |
 */

import { addDays, type PlainDate, plainDate } from '../../time.ts';
import { stayName } from './counter.ts';
import type { Facts } from './facts.ts';

const LEFT = 'left@';
const REFERRAL = 'referral@';

export function leftKey({ visit }: Facts): string {
  return `${LEFT}${stayName(visit)}@${visit.dischargedOn}`;
}

/** None where nothing is carried in: not referred, or by a number that another stay has used. */
export function usedReferralKey(facts: Facts): readonly string[] {
  const { visit } = facts;
  if (!visit.isReferred || isUsedElsewhere(facts, usesOf(facts))) return [];
  return [`${REFERRAL}${stayName(visit)}@${visit.referralNumber ?? ''}`];
}

/**
 * What was paid in the stays that ended at most `withinDays` days before this one began; where such a stay
 * followed a referral itself, in those before it too. Each counts once, and this stay is none of them.
 * One referral's number carries into one stay.
 */
export function paidBeforeReferral(facts: Facts, withinDays: number): bigint {
  const { visit, year } = facts;
  if (!visit.isReferred) return 0n;
  const uses = usesOf(facts);
  if (isUsedElsewhere(facts, uses)) return 0n;
  const own = stayName(visit);
  const left = named(facts, LEFT);
  const found = new Set<string>();
  const admissions: PlainDate[] = [visit.admittedOn];
  let paid = 0n;
  // Ends: a stay is found once.
  for (const admittedOn of admissions) {
    const from = addDays(admittedOn, -withinDays);
    for (const { stay, rest: day } of left) {
      if (day < from || day > admittedOn || stay === own || found.has(stay)) continue;
      found.add(stay);
      paid += year.counters[`stay@${stay}`] ?? 0n;
      if (uses.some((use) => use.stay === stay)) admissions.push(admissionOf(stay));
    }
  }
  return paid;
}

interface NamedStay {
  readonly stay: string;
  /** What stands behind the stay in the counter's name. */
  readonly rest: string;
}

function usesOf(facts: Facts): readonly NamedStay[] {
  return named(facts, REFERRAL);
}

function isUsedElsewhere({ visit }: Facts, uses: readonly NamedStay[]): boolean {
  const { referralNumber } = visit;
  if (referralNumber === undefined) return false;
  const own = stayName(visit);
  return uses.some(({ stay, rest }) => rest === referralNumber && stay !== own);
}

/** Counters of the year that begin with `prefix` and were not taken back. */
function named({ year: { counters } }: Facts, prefix: string): readonly NamedStay[] {
  return Object.keys(counters)
    .filter((key) => key.startsWith(prefix) && counters[key]! > 0n)
    .map((key) => {
      const [, institution, admittedOn, rest] = key.split('@');
      return { stay: `${institution}@${admittedOn}`, rest: rest ?? '' };
    });
}

function admissionOf(stay: string): PlainDate {
  return plainDate(stay.slice(stay.indexOf('@') + 1));
}
