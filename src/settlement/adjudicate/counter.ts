/** 累计项: what is added up over a year or a part of it. */

import { CARD_COUNTERS, type Period } from '../plan/schema/vocabulary.ts';
import { type Course, count, counted } from './course.ts';
import type { Facts } from './facts.ts';

/** One counter as a layer uses it. */
export interface Counter {
  readonly read: (course: Course) => bigint;
  readonly add: (course: Course, amount: bigint) => void;
  /** Whether a card, which keeps the two figures of the year, cannot answer it. */
  readonly needsCentre: boolean;
}

export type CounterPeriod = Exclude<Period, 'visit'> | 'provider';

const PERIOD_KEYS: Readonly<Record<CounterPeriod, (facts: Facts) => string>> = {
  day: ({ visit }) => `@${visit.decidedFor}`,
  month: ({ visit }) => `@${visit.decidedFor.slice(0, 7)}`,
  quarter: ({ visit }) =>
    `@${visit.decidedFor.slice(0, 4)}-q${Math.ceil(Number(visit.decidedFor.slice(5, 7)) / 3)}`,
  year: () => '',
  provider: ({ visit }) => `@${visit.provider}`,
};

/** Prefix of what a whole household counts together. */
export const HOUSEHOLD = 'household.';

/** `deductible` and `benefit` of a member over the year stand on the card; all else is the centre's. */
export function compileCounter(
  name: string,
  over: CounterPeriod = 'year',
  sharedBy: 'member' | 'household' = 'member',
): Counter {
  const isKept = over === 'year' && sharedBy === 'member';
  if (isKept && name === CARD_COUNTERS.benefit) {
    return {
      read: (course) => course.benefitDrawn,
      add: (course, amount) => {
        course.benefitDrawn += amount;
      },
      needsCentre: false,
    };
  }
  if (isKept && name === CARD_COUNTERS.deductible) {
    return {
      read: (course) => course.deductibleMet,
      add: (course, amount) => {
        course.deductibleMet += amount;
      },
      needsCentre: false,
    };
  }
  const prefix = sharedBy === 'household' ? HOUSEHOLD : '';
  const periodKey = PERIOD_KEYS[over];
  const base = `${prefix}${name}`;
  const keyOf = over === 'year' ? () => base : (facts: Facts) => base + periodKey(facts);
  const alsoOnCard = name === CARD_COUNTERS.deductible;
  return {
    read: (course) => counted(course, keyOf(course.facts)),
    add: (course, amount) => {
      count(course, keyOf(course.facts), amount);
      if (alsoOnCard) course.deductibleMet += amount;
    },
    needsCentre: true,
  };
}

/** 就诊段: a stay as counters name it. */
export function stayName({ provider, admittedOn }: Facts['visit']): string {
  return `${provider}@${admittedOn}`;
}

/** Key of what a stay paid, so that a later bill of the stay, or after a referral, finds it. */
export function stayKey({ visit }: Facts): string {
  return `stay@${stayName(visit)}`;
}

/** How many bills a stay has so far. */
export function stayCountKey({ visit }: Facts): string {
  return `bills@${stayName(visit)}`;
}
