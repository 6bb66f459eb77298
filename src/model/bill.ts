/**
 * What the hospital charges. The names of the national interface (2204/2301, 医保版) stand beside
 * each field, so that a hospital system finds its own.
 */

import type { Amount, Quantity, UnitPrice } from '../money.ts';
import type { PlainDate } from '../time.ts';
import type { Brand } from './brand.ts';
import type { CountyCode, MemberNumber, ProviderCode } from './identity.ts';

/** Level of the treating institution (五级价格 of the scheme's catalogue). */
export const PROVIDER_LEVELS = ['village', 'township', 'county', 'prefecture', 'province'] as const;
export type ProviderLevel = (typeof PROVIDER_LEVELS)[number];

/**
 * 医院等级 (medinslv 1, 2, 3; 医院分级管理办法): what the health authority assessed, beside the
 * administrative level. `ungraded` 未定级 stands where a bill says nothing.
 */
export const HOSPITAL_GRADES = ['first', 'second', 'third', 'ungraded'] as const;
export type HospitalGrade = (typeof HOSPITAL_GRADES)[number];

export type AssessedGrade = Exclude<HospitalGrade, 'ungraded'>;

export interface BillLine {
  /** feedetl_sn: unique in the visit, at most 30 characters. */
  readonly lineId: string;
  /** med_list_codg: national item code, at most 50 characters. */
  readonly itemCode: string;
  /** medins_list_codg: the hospital's own code. */
  readonly hospitalItemCode: string;
  readonly name: string;
  /** fee_ocur_time: civil day. */
  readonly chargedOn: PlainDate;
  /** pric */
  readonly unitPrice: UnitPrice;
  /** cnt */
  readonly quantity: Quantity;
  /** er_flag 2 入院前门诊检查: charged before the admission, and claimed with the stay. */
  readonly isPreAdmission?: true;
  /** det_item_fee_sumamt */
  readonly submitted: Amount;
  /** orders_dr_code: the doctor who ordered it, by the code in the county's register. */
  readonly doctorCode?: string;
  /** prd_days: days that the supply is meant to last. */
  readonly supplyDays?: number;
  /** hosp_appr_flag: whether the hospital declares the item's restriction met (1) or not (2). */
  readonly restrictedUse?: 'met' | 'not-met';
}

/**
 * 就诊类型 beyond the ordinary: emergency 13/24, accident 19 (意外伤害), childbirth 51/52,
 * family-planning 53, chronic and special disease outpatient 14 (慢性病、特殊病门诊).
 */
export const SPECIAL_CARES = [
  'emergency',
  'accident',
  'childbirth',
  'family-planning',
  'chronic',
  'special',
] as const;
export type SpecialCare = (typeof SPECIAL_CARES)[number];

/** 备案类别: resident 异地长期居住, temporary 临时外出, referral 转诊, emergency 急诊抢救. */
export const FILING_KINDS = ['resident', 'temporary', 'referral', 'emergency'] as const;

export interface BillFiling {
  readonly kind: (typeof FILING_KINDS)[number];
  readonly filedOn: PlainDate;
}

export interface BillFields {
  /** The hospital's bill number (setl number of the HIS), at most 30 characters. */
  readonly billNumber: string;
  readonly provider: {
    /** fixmedins_code */
    readonly code: ProviderCode;
    readonly name: string;
    /** mdtrtarea_admvs: county of treatment. */
    readonly county: CountyCode;
    readonly level: ProviderLevel;
    /** Absent where the hospital has none, or does not say. */
    readonly grade?: AssessedGrade;
    readonly isDesignated: boolean;
  };
  readonly visit: {
    /** med_type 21 (inpatient) or 11 (outpatient). */
    readonly kind: 'inpatient' | 'outpatient';
    readonly admittedOn: PlainDate;
    readonly dischargedOn: PlainDate;
    /** dise_codg: ICD-10 (医保版) codes, the main diagnosis first. */
    readonly diagnoses: readonly string[];
    /** Referral form number of the home county, when there is one. */
    readonly referralNumber?: string;
    /** What makes the visit another than an ordinary one; absent when nothing does. */
    readonly care?: SpecialCare;
    /** oprn_oprt_code: ICD-9-CM-3 codes of the operations. */
    readonly procedures?: readonly string[];
    /** 分娩方式, of a childbirth. */
    readonly delivery?: 'natural' | 'caesarean';
    /** 异地就医备案 (2501), when there is one. */
    readonly filing?: BillFiling;
  };
  readonly patient: { readonly name: string; readonly memberNumber: MemberNumber };
  readonly lines: readonly BillLine[];
  /** medfee_sumamt: equals the sum of the lines. */
  readonly total: Amount;
}

/** A bill that passed the door: every field checked once, lines and total adding up. */
export type Bill = Brand<BillFields, 'Bill'>;

/** An earlier visit of the same person that stands unreversed. */
export interface PastVisit {
  readonly provider: BillFields['provider']['code'];
  readonly billNumber: string;
  readonly kind: BillFields['visit']['kind'];
  readonly admittedOn: PlainDate;
  readonly dischargedOn: PlainDate;
  readonly diagnoses: readonly string[];
  readonly lines: readonly Pick<BillLine, 'itemCode' | 'chargedOn'>[];
}
