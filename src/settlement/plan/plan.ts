/** 补偿方案: the rules of a home county, compiled. */

import type {
  Bilingual,
  BillFields,
  Brand,
  CountyCode,
  DocumentReference,
  MemberCategory,
  ProviderLevel,
} from '../../model/index.ts';
import type { Amount, CashRounding, Rounding } from '../../money.ts';
import type { PlainDate } from '../../time.ts';
import type { Condition, FactNeed } from '../adjudicate/condition.ts';
import type { Evaluate } from '../adjudicate/evaluate.ts';
import type { Split } from '../adjudicate/split.ts';
import type { YearEndRule } from '../adjudicate/yearEnd.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import type { ControlsDocument } from '../controls/schema.ts';
import type { Institution } from './institutions.ts';
import type { Filing, Place, Visit } from './schema/vocabulary.ts';
import type { VersionDocument } from './schema.ts';

/** The date of a visit that picks the version and the insurance year. */
export type DecidingDate = 'admission' | 'discharge' | 'settlement';

/** Institutions that a plan treats alike. */
export interface InstitutionClass {
  /** Its id in the plan, by which figures are looked up. */
  readonly id: string;
  /** Its place among the classes of the version. */
  readonly index: number;
  readonly name: Bilingual;
  readonly isPaid: boolean;
  readonly clause: Clause;
}

/** How fractions of a fen become whole fen. */
export interface PlanRounding {
  /** Price × quantity. */
  readonly line: Rounding;
  /** The share of a class B item. */
  readonly selfPayFirst: Rounding;
  readonly ratio: Rounding;
  readonly ratioApplied: 'in-total' | 'per-band' | 'per-line';
  readonly clause: Clause;
}

/** 跨县就医: what of the home county's rules depends on where the bill comes from. */
export interface CrossCounty {
  /** The level that an institution of another county counts as here. */
  readonly levelOf: (county: string, level: ProviderLevel) => ProviderLevel;
  /** Days after admission within which a filing counts; undefined until the settlement. */
  readonly lateDays?: number;
  readonly emergencyCountsAsFiled: boolean;
  readonly referralCountsAsFiled: boolean;
  readonly clause: Clause;
}

/** Everything that a version says of one kind of visit. */
export interface VisitRules {
  /** Ids of the layers that may run, in their order; none when the plan does not pay for such a visit. */
  readonly layerIds: readonly string[];
  /** What must be known to decide at all. */
  readonly needs: readonly FactNeed[];
  readonly evaluate: Evaluate;
}

export interface PlanVersion {
  readonly reference: DocumentReference;
  readonly from: { readonly date: PlainDate; readonly clause: Clause };
  /** Without a date: in force until a newer version is published. */
  readonly until: { readonly date?: PlainDate; readonly clause: Clause };
  readonly rounding: PlanRounding;
  /** How far a line may be from price × quantity. */
  readonly lineTolerance: { readonly amount: Amount; readonly clause: Clause };
  readonly annualTotals: {
    readonly from: VersionDocument['annualTotals']['from'];
    readonly clause: Clause;
  };
  readonly crossYearStay: { readonly countsAdmission: boolean; readonly clause: Clause };
  readonly preAdmission?: {
    readonly days: number;
    readonly lines: 'examinations' | 'all';
    readonly clause: Clause;
  };
  readonly crossCounty?: CrossCounty;
  /** 先诊疗后付费: who pays no deposit. */
  readonly payAfterTreatment?: { readonly holds: Condition; readonly clause: Clause };
  /** 少报退还 */
  readonly underpayment?: { readonly refundedBy: 'hospital' | 'fund'; readonly clause: Clause };
  /**
   * 未写卡: what becomes of a settlement whose card was not written within these hours of its intent. A
   * version without it lets such a settlement wait for its card.
   */
  readonly withoutCard?: {
    readonly afterHours: number;
    readonly outcome: 'post-and-review' | 'reverse';
    readonly clause: Clause;
  };
  /** 跨年度退费冲正; a plan that says nothing of it lets nobody do it. */
  readonly voiding?: Voiding;
  /** Which controls run before money is decided, as written. */
  readonly controls?: ControlsDocument;
  /** What is counted beyond the layers' own counters: only what some rule of the version reads. */
  readonly tallies: Tallies;
  /** Every name under which the year is counted; what is not among them nobody adds up. */
  readonly counters: ReadonlySet<string>;
  readonly classes: readonly InstitutionClass[];
  readonly classOf: (institution: Institution, filing: Filing) => InstitutionClass;
  readonly split: Split;
  readonly rulesOf: (visit: Visit) => VisitRules;
  /** 现金取整; absent where the till takes the exact cash. */
  readonly cashRounding?: CashRounding & { readonly clause: Clause };
  readonly yearEnd: readonly YearEndRule[];
  readonly funding?: Funding;
  readonly clauseOf: (name: string) => Clause;
}

/** Whether a settlement of an earlier insurance year may be reversed at the desk. */
export type Voiding = { readonly clause: Clause } & (
  | { readonly acrossYears: 'allowed' | 'refused' }
  /** Counted from the first day of the new year, that day included. */
  | { readonly acrossYears: 'within-days'; readonly days: number }
);

/** Counters that no layer moves. */
export interface Tallies {
  /** `inpatient.total` and the like, which the year's end reads. */
  readonly names: ReadonlySet<string>;
  /** What stays paid, for bills of the same stay, after a referral, or across years. */
  readonly stays: boolean;
  /** Whether a later bill of the same stay (中途结算) is no admission of its own. */
  readonly mergesMidway: boolean;
  /** Admissions by class of institutions and by institution. */
  readonly admissions: boolean;
}

/** 病种目录: a list of diseases that rules of the plan name. */
export interface DiseaseList {
  readonly name: Bilingual;
  /** ICD-10 codes; a shorter one holds all below it. */
  readonly codes: readonly string[];
}

/** 筹资与预算, as figures. */
export interface Funding {
  /** 筹资标准 of a person, the first that holds. */
  readonly contributionOf: (category: MemberCategory) => Contribution | undefined;
  readonly outpatientBudget?: (fund: Amount) => OutpatientBudget;
}

export interface Contribution {
  readonly amount: Amount;
  readonly paidBy: 'member' | 'government';
  readonly intoAccount: Amount;
  readonly clause: Clause;
}

/** 乡镇门诊总额: fixed and adjustable add up to the fund. */
export interface OutpatientBudget {
  readonly fixed: Amount;
  readonly adjustable: Amount;
  /** 预拨周转金 of the whole fund. */
  readonly workingCapital: Amount;
}

export interface PlanFields {
  readonly id: string;
  readonly name: Bilingual;
  readonly county: { readonly code: CountyCode; readonly name: Bilingual; readonly clause: Clause };
  readonly decidingDate: { readonly is: DecidingDate; readonly clause: Clause };
  readonly insuranceYearClause: Clause;
  /** 32 bytes; the same in the reference of every version. */
  readonly hash: Uint8Array;
  readonly diseases: readonly DiseaseList[];
  readonly leftOut: readonly { readonly clause: Clause; readonly reason: Bilingual }[];
  /** Ascending, without gap or overlap. */
  readonly versions: readonly PlanVersion[];
}

/** A plan that passed its door. */
export type Plan = Brand<PlanFields, 'Plan'>;

/** The day that picks version and insurance year. @param settledOn the day of settlement */
export function decisionDate(plan: Plan, bill: BillFields, settledOn: PlainDate): PlainDate {
  switch (plan.decidingDate.is) {
    case 'admission':
      return bill.visit.admittedOn;
    case 'discharge':
      return bill.visit.dischargedOn;
    case 'settlement':
      return settledOn;
  }
}

/** The version in force on `date`, if the plan has one. */
export function versionOn(plan: Plan, date: PlainDate): PlanVersion | undefined {
  return plan.versions.find(
    ({ from, until }) => from.date <= date && (until.date === undefined || date <= until.date),
  );
}

export type { Place };
