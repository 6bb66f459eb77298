/** 年内累计 as the card holds it: what a decision without the centre goes by. */

import type { OfflineLimits, Usage, VerifiedRecord } from '../../model/index.ts';
import { type Amount, larger, subtract, ZERO } from '../../money.ts';
import { finding, type OfflineFinding } from './findings.ts';

export type CardUsage =
  | { readonly outcome: 'known'; readonly usage: Usage }
  | { readonly outcome: 'not-known'; readonly finding: OfflineFinding };

/**
 * The usage of an insurance year out of the proven state. It has no counters: a layer that needs one
 * is refused by name and never guessed (`fact-missing`). A year after the card's begins with nothing,
 * where the county lets cards roll over and its signed EF.INS holds the year.
 */
export function cardUsage(
  { proven, insurance }: VerifiedRecord,
  year: number,
  { yearRollover }: Pick<OfflineLimits, 'yearRollover'>,
): CardUsage {
  const { usage } = proven.current.state;
  const { deductibleMet, benefitDrawn, admissions } = usage;
  if (usage.year === year) {
    return { outcome: 'known', usage: { year, deductibleMet, benefitDrawn, admissions } };
  }
  const facts = { year: String(year), card: String(usage.year) };
  if (usage.year > year) return { outcome: 'not-known', finding: finding('year-gone', facts) };
  const isCovered = insurance.participation.some((each) => each.year === year);
  if (yearRollover !== 'participating' || !isCovered) {
    return { outcome: 'not-known', finding: finding('year-not-covered', facts) };
  }
  return {
    outcome: 'known',
    usage: { year, deductibleMet: ZERO, benefitDrawn: ZERO, admissions: 0 },
  };
}

/**
 * What the household's account may still pay through this card: its pre-split share less everything
 * that the funds paid off line since the centre was met. The card counts one sum and not the account's
 * own, so that this is the least that can be left.
 */
export function allowanceLeft({ family, proven }: VerifiedRecord): Amount {
  const { sum } = proven.current.state.offline;
  return larger(subtract(family.allowance, sum), ZERO);
}
