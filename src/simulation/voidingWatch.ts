/** 跨年度退费: whether a clerk may take back what was settled, read out of the plan past the code that decides. */

import type { SettlementId } from '../model/index.ts';
import { chinaDate, yearOf } from '../time.ts';
import type { Desk, Running } from './desk.ts';

export type Voiding = 'allowed' | 'refused' | 'not-asked';

/** Nobody asks about what was never told to anybody, nor where a refund goes on that was judged before. */
export function voidingByPlan(
  desk: Desk,
  { journal, equipment }: Running,
  id: SettlementId,
): Voiding {
  const story = journal.entriesOf(id);
  const intent = story.find((entry) => entry.kind === 'intent');
  const stands = story.some(({ kind }) => kind === 'settled' || kind === 'without-card');
  const refund = story.findLast(({ kind }) => kind === 'refunding' || kind === 'refunded');
  const isGoing = refund?.kind === 'refunding' || story.some(({ kind }) => kind === 'reversing');
  if (intent?.kind !== 'intent' || !stands || isGoing) return 'not-asked';
  const { decidedFor, home, plan } = intent.adjudication;
  const today = chinaDate(desk.clock.now());
  const years = yearOf(today) - yearOf(decidedFor);
  if (years <= 0) return 'allowed';
  const version = equipment.counties
    .get(home)
    ?.plan.versions.find(({ reference }) => reference.version === plan.version);
  const voiding = version?.voiding;
  if (voiding?.acrossYears === 'allowed') return 'allowed';
  const isSoon = voiding?.acrossYears === 'within-days' && dayOfYear(today) <= voiding.days;
  return isSoon && years === 1 ? 'allowed' : 'refused';
}

/** 1 on 1 January. */
function dayOfYear(date: string): number {
  return (Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`)) / 86_400_000 + 1;
}

/** @param voidings before it was asked and after: it may have become another year meanwhile */
export function wrongVoiding(voidings: readonly Voiding[], outcome: string): string | undefined {
  if (outcome === 'reversed' && voidings[0] === 'refused') return 'taken back against its plan';
  const isRefused = outcome === 'voiding-refused';
  if (isRefused && !voidings.includes('refused'))
    return 'not taken back, though its plan allows it';
  return undefined;
}
