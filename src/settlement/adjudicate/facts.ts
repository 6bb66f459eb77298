/** What the layers look at, once the bill, the person, the plan and the year are known: figures only. */

import type { BillFields, MemberCategory } from '../../model/index.ts';
import type { PlainDate } from '../../time.ts';
import type { Filing, Place, Visit } from '../plan/schema/vocabulary.ts';

/** Flags of a line, for rules that speak of some lines only. */
export const LINE_FLAGS = { essential: 1, tcm: 2, drug: 4, classA: 8, classB: 16 } as const;

/** A bill after the catalogue's split. The four parts, what the hospital bears and `eligible` add up to the total. */
export interface SplitTotals {
  readonly total: bigint;
  readonly excluded: bigint;
  readonly overCeiling: bigint;
  readonly selfPaidFirst: bigint;
  readonly eligible: bigint;
  /** What the controls put on the hospital before any layer. */
  readonly hospital: bigint;
}

/** The lines behind the totals, column by column. */
export interface SplitLines {
  readonly ids: readonly string[];
  readonly submitted: readonly bigint[];
  readonly excluded: readonly bigint[];
  readonly overCeiling: readonly bigint[];
  readonly selfPaidFirst: readonly bigint[];
  readonly eligible: readonly bigint[];
  readonly hospital: readonly bigint[];
  /** LINE_FLAGS of each. */
  readonly flags: readonly number[];
}

/** What the register or the card says of the person on the deciding date. */
export interface PersonFacts {
  /** Completed years; -1 when nobody said when the person was born. */
  readonly age: number;
  readonly category: MemberCategory;
  readonly attributes: readonly string[];
  /** Codes of diseases with a certificate that is valid on the day of the visit. */
  readonly certified: readonly string[];
  /** What the family account holds, in fen. */
  readonly account: bigint;
}

/** The year before this visit. Counters that nobody counted are zero. */
export interface YearFacts {
  readonly deductibleMet: bigint;
  readonly benefitDrawn: bigint;
  readonly admissions: number;
  readonly counters: Readonly<Record<string, bigint>>;
}

export interface VisitFacts {
  readonly visit: Visit;
  readonly filing: Filing;
  readonly place: Place;
  /** Whether the visit follows a referral. */
  readonly isReferred: boolean;
  /** 转诊单号, where the bill names one. */
  readonly referralNumber?: string;
  /** Days in hospital, one at least. */
  readonly days: number;
  readonly diagnoses: readonly string[];
  readonly procedures: readonly string[];
  readonly delivery?: BillFields['visit']['delivery'];
  readonly provider: string;
  readonly admittedOn: PlainDate;
  readonly dischargedOn: PlainDate;
  /** The day that picked version and year. */
  readonly decidedFor: PlainDate;
}

export interface Facts {
  /** The class of the institution, by its place in the version. */
  readonly institution: number;
  readonly split: SplitTotals;
  /** What the controls put on the hospital of the bill as a whole. */
  readonly hospitalOfBill: bigint;
  /** The lines, where a rule needs them; a decision on totals alone has none. */
  readonly lines: SplitLines | null;
  readonly visit: VisitFacts;
  readonly person: PersonFacts;
  readonly year: YearFacts;
}
