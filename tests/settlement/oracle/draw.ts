/** Years of random visits out of a seed. */

import type { Level, PaperLine, PaperPerson, PaperVisit, Place } from './paper.ts';

/** A number from 0 up to, not including, 1: mulberry32, the same everywhere for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Items of the catalogue that the bills are drawn from: class, first own share, ceiling. */
export const ITEMS: readonly Omit<PaperLine, 'price' | 'quantity'>[] = [
  { class: 'A' },
  { class: 'A' },
  { class: 'A', ceiling: '35' },
  { class: 'B', share: '10%' },
  { class: 'B', share: '7.5%' },
  { class: 'B', share: '20%', ceiling: '120' },
  { class: 'C' },
  { class: 'A', isDrug: true, isEssential: true },
  { class: 'B', share: '10%', isDrug: true },
  { class: 'C', isDrug: true },
];

export interface DrawnVisit extends PaperVisit {
  /** Places of its lines in ITEMS. */
  readonly items: readonly number[];
}

export interface DrawnYear {
  readonly person: Omit<PaperPerson, 'account'>;
  readonly accounts: readonly string[];
  readonly visits: readonly DrawnVisit[];
}

const PLACES: readonly Place[] = ['in-county', 'in-prefecture', 'in-province', 'outside-province'];
const LEVELS: readonly Level[] = ['village', 'township', 'county', 'prefecture', 'province'];
const CATEGORIES = [
  'ordinary',
  'ordinary',
  'destitute',
  'minimum-living-allowance',
  'special-care',
  'registered-poor',
] as const;
const FILINGS = ['resident', 'temporary', 'referral', 'emergency'] as const;
const CODES = ['I10', 'E11', 'C34', 'K35', 'J18'] as const;
const GRADES = ['first', 'second', 'third'] as const;
const VISITS_MAX = 6;
const DAY_MS = 86_400_000;

/** @param years the years that the plan knows, one of which is drawn */
export function drawYear(random: () => number, years: readonly number[]): DrawnYear {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const year = pick(years);
  const count = 1 + Math.floor(random() * VISITS_MAX);
  const certificates = random() < 0.5 ? [pick(CODES)] : [];
  const visits: DrawnVisit[] = [];
  let day = Math.floor(random() * 50);
  for (let at = 0; at < count; at++) {
    const visit = drawVisit(random, pick, year, day, certificates);
    visits.push(visit);
    day += 10 + Math.floor(random() * 40);
  }
  return {
    person: {
      category: pick(CATEGORIES),
      bornOn: `${1920 + Math.floor(random() * 85)}-0${1 + Math.floor(random() * 9)}-15`,
      certificates,
    },
    accounts: visits.map(() => (random() < 0.5 ? '0.00' : amountOf(random, 2))),
    visits,
  };
}

function drawVisit(
  random: () => number,
  pick: <T>(from: readonly T[]) => T,
  year: number,
  day: number,
  certificates: readonly string[],
): DrawnVisit {
  const kind = random() < 0.7 ? 'inpatient' : 'outpatient';
  const cares =
    kind === 'inpatient'
      ? (['emergency', 'accident', 'childbirth'] as const)
      : (['emergency', 'chronic', 'special'] as const);
  const care = random() < 0.3 ? pick(cares) : undefined;
  const days = kind === 'inpatient' ? 1 + Math.floor(random() * 9) : 0;
  const filing = { kind: pick(FILINGS), daysAfter: Math.floor(random() * 12) - 4 };
  const delivery = pick(['natural', 'caesarean', undefined] as const);
  const items = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
    Math.floor(random() * ITEMS.length),
  );
  const grade = random() < 0.5 ? pick(GRADES) : undefined;
  const scale = random() * (kind === 'inpatient' ? 5.4 : 3);
  return {
    kind,
    place: pick(PLACES),
    level: pick(LEVELS),
    ...(grade && { grade }),
    designated: random() < 0.9,
    admittedOn: dayOf(year, day),
    dischargedOn: dayOf(year, day + days),
    ...(care && { care }),
    ...(random() < 0.5 && { filing }),
    hasReferralForm: random() < 0.2,
    ...(care === 'childbirth' && delivery && { delivery }),
    diagnosis: `${pick([...CODES, ...certificates, ...certificates, ...certificates])}.900`,
    items,
    lines: items.map((item) => ({
      ...ITEMS[item]!,
      price: amountOf(random, scale),
      quantity: String(1 + Math.floor(random() * 3)),
    })),
  };
}

/** Yuan up to ten to the power of `digits`, with fen. */
function amountOf(random: () => number, digits: number): string {
  const fen = 1 + Math.floor(random() * 10 ** (2 + digits));
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

export function dayOf(year: number, day: number): string {
  return new Date(Date.UTC(year, 0, 1) + day * DAY_MS).toISOString().slice(0, 10);
}
