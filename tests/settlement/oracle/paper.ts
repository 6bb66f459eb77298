/** A bill, a person and a year as they would lie on a clerk's desk, and what all plans do alike. Nothing of the library is used here. */

import { above, type Decimal, dec, ZERO } from './decimal.ts';

export interface PaperLine {
  readonly class: 'A' | 'B' | 'C';
  readonly price: string;
  readonly quantity: string;
  /** 乙类先行自付 */
  readonly share?: string;
  /** 限价 of one */
  readonly ceiling?: string;
  readonly isDrug?: true;
  /** 基本药物 */
  readonly isEssential?: true;
}

export type Place = 'in-county' | 'in-prefecture' | 'in-province' | 'outside-province';
export type Level = 'village' | 'township' | 'county' | 'prefecture' | 'province';

export interface PaperVisit {
  readonly kind: 'inpatient' | 'outpatient';
  readonly care?: 'emergency' | 'accident' | 'childbirth' | 'chronic' | 'special';
  readonly place: Place;
  readonly level: Level;
  /** 医院等级; absent where the hospital has none. */
  readonly grade?: 'first' | 'second' | 'third';
  readonly designated: boolean;
  readonly admittedOn: string;
  readonly dischargedOn: string;
  readonly filing?: {
    readonly kind: 'resident' | 'temporary' | 'referral' | 'emergency';
    /** Days after the admission; negative before it. */
    readonly daysAfter: number;
  };
  readonly hasReferralForm: boolean;
  readonly delivery?: 'natural' | 'caesarean';
  readonly diagnosis: string;
  readonly lines: readonly PaperLine[];
}

export interface PaperPerson {
  readonly category:
    | 'ordinary'
    | 'destitute'
    | 'minimum-living-allowance'
    | 'special-care'
    | 'registered-poor';
  readonly bornOn: string;
  readonly certificates: readonly string[];
  /** What the family account holds before this visit. */
  readonly account: string;
}

/** What the oracle remembers of the year, under names of its own. */
export type PaperYear = Map<string, Decimal>;

export function remembered(year: PaperYear, name: string): Decimal {
  return year.get(name) ?? ZERO;
}

export function remember(year: PaperYear, name: string, amount: Decimal): void {
  year.set(name, remembered(year, name).plus(amount));
}

/** Room below a yearly cap. */
export function roomBelow(year: PaperYear, name: string, cap: string): Decimal {
  return above(dec(cap), remembered(year, name));
}

export interface PaperAnswer {
  /** Payers and what each gives, cash among them; null where the plan pays nothing at all there. */
  readonly payers: Readonly<Record<string, string>> | null;
  readonly derivation: readonly string[];
}

export type Oracle = (visit: PaperVisit, person: PaperPerson, year: PaperYear) => PaperAnswer;

export const REFUSED: PaperAnswer = { payers: null, derivation: ['not paid there at all'] };

export interface Sorted {
  readonly total: Decimal;
  readonly excluded: Decimal;
  readonly overCeiling: Decimal;
  readonly firstOwn: Decimal;
  readonly eligible: Decimal;
}

/** 目录: class C out, then what is above the ceiling, then the class B share of the rest. */
export function sortLines(lines: readonly PaperLine[]): Sorted {
  let [total, excluded, overCeiling, firstOwn, eligible] = [ZERO, ZERO, ZERO, ZERO, ZERO];
  for (const line of lines) {
    const amount = dec(line.price).times(dec(line.quantity)).toFen();
    total = total.plus(amount);
    if (line.class === 'C') {
      excluded = excluded.plus(amount);
      continue;
    }
    const ceiling = line.ceiling ? dec(line.ceiling).times(dec(line.quantity)).toFen() : amount;
    const over = above(amount, ceiling);
    const rest = amount.minus(over);
    const own = line.share ? rest.times(dec(line.share)).toFen() : ZERO;
    overCeiling = overCeiling.plus(over);
    firstOwn = firstOwn.plus(own);
    eligible = eligible.plus(rest.minus(own));
  }
  return { total, excluded, overCeiling, firstOwn, eligible };
}

/** Cash is what nobody else pays. */
export function answer(
  total: Decimal,
  paid: Readonly<Record<string, Decimal>>,
  derivation: readonly string[],
): PaperAnswer {
  let cash = total;
  for (const amount of Object.values(paid)) cash = cash.minus(amount);
  const payers = Object.fromEntries(
    Object.entries({ ...paid, cash }).map(([name, amount]) => [name, amount.toFen().text()]),
  );
  return { payers, derivation };
}
