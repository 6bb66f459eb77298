/** 补偿方案: the rules of a home county, compiled. */

import type {
  Bilingual,
  BillFields,
  Brand,
  CountyCode,
  DocumentReference,
  ProviderLevel,
} from '../../model/index.ts';
import type { Amount, Rounding } from '../../money.ts';
import type { PlainDate } from '../../time.ts';
import type { LayerFunction } from '../adjudicate/layer.ts';
import type { SplitLine } from '../adjudicate/split.ts';
import type { Clause } from '../catalogue/catalogue.ts';

export type Place = 'in-county' | 'outside-county';
export type VisitKind = BillFields['visit']['kind'];
/** The date of a visit that picks the version and the insurance year. */
export type DecidingDate = 'admission' | 'discharge' | 'settlement';

/** Institutions that a plan treats alike. */
export interface InstitutionClass {
  /** Its id in the plan, by which figures are looked up. */
  readonly id: string;
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
  readonly ratioApplied: 'in-total' | 'per-line';
  readonly clause: Clause;
}

export interface PlanVersion {
  readonly reference: DocumentReference;
  readonly from: { readonly date: PlainDate; readonly clause: Clause };
  /** Without a date: in force until a newer version is published. */
  readonly until: { readonly date?: PlainDate; readonly clause: Clause };
  readonly rounding: PlanRounding;
  /** How far a line may be from price × quantity. */
  readonly lineTolerance: { readonly amount: Amount; readonly clause: Clause };
  readonly classOf: (place: Place, level: ProviderLevel, isDesignated: boolean) => InstitutionClass;
  readonly splitLine: SplitLine;
  /** The layers for a kind of visit, in order; none when the plan does not pay for it. */
  readonly layersFor: (visit: VisitKind) => readonly LayerFunction[];
  readonly remainderClause: Clause;
}

export interface PlanFields {
  readonly id: string;
  readonly name: Bilingual;
  readonly county: { readonly code: CountyCode; readonly name: Bilingual; readonly clause: Clause };
  readonly decidingDate: { readonly is: DecidingDate; readonly clause: Clause };
  readonly insuranceYearClause: Clause;
  /** 32 bytes; the same in the reference of every version. */
  readonly hash: Uint8Array;
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
