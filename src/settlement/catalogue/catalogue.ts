/** 医保目录: what the county of treatment pays for, and up to which price. */

import type {
  Bilingual,
  BillLine,
  Brand,
  CountyCode,
  DocumentReference,
  ExplanationStep,
  MemberCategory,
  ProviderCode,
  ProviderLevel,
} from '../../model/index.ts';
import type { Quantity, Ratio, UnitPrice } from '../../money.ts';
import type { PlainDate } from '../../time.ts';

/** Where a rule stands, as the steps of an explanation carry it. */
export type Clause = ExplanationStep['clause'];

export type BenefitClass = 'A' | 'B' | 'C';

/** 项目类别 (list_type of the national interface): drug, herbal, service, material, bed and nursing. */
export const ITEM_KINDS = [
  'drug',
  'herb',
  'preparation',
  'service',
  'examination',
  'bed',
  'material',
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export type PriceByLevel = Readonly<Record<ProviderLevel, UnitPrice>>;

/** 限定支付: outside of these the item is not payable. Absent means unrestricted. */
export interface Restriction {
  /** ICD-10 codes or their beginnings, of which the visit must have one. */
  readonly diagnoses?: readonly string[];
  /** GB/T 2261.1: 1 male, 2 female. */
  readonly sex?: 1 | 2;
  /** Completed years, both ends included. */
  readonly ageMin?: number;
  readonly ageMax?: number;
  readonly levels?: readonly ProviderLevel[];
}

/** 常规用法: what is usual. A control finds what goes beyond; nothing here changes what is payable. */
export interface UsualUse {
  /** ICD-10 codes or their beginnings that the item is for. */
  readonly indications?: readonly string[];
  /** 日用量上限: the most that a day takes. */
  readonly dailyQuantity?: Quantity;
  /** 单次开药天数上限: days of supply of one visit. */
  readonly supplyDays?: number;
  /** Examinations of one group answer the same question. */
  readonly examinationGroup?: string;
  /** Days within which the examination's report still holds. */
  readonly repeatDays?: number;
  /** 处方权: the right a doctor needs to order it, by its name in the register. */
  readonly prescriptionRight?: string;
}

/** One item as it stands in one period. */
export interface CatalogueItem {
  readonly code: string;
  readonly name: Bilingual;
  /** Absent where the catalogue does not say. */
  readonly kind?: ItemKind;
  /** 甲 A fully payable, 乙 B after a share that the patient pays first, 丙 C not at all. */
  readonly benefitClass: BenefitClass;
  /** 先行自付比例 where no region or person type has its own; zero for A and C. */
  readonly selfPayFirst: Ratio;
  /** 限价 by level; absent where the catalogue sets none. */
  readonly ceilings?: PriceByLevel;
  /** 核定价格 by level: what the item costs there; absent where the catalogue sets none. */
  readonly prices?: PriceByLevel;
  /** 基本药物 bas_medn_flag */
  readonly isEssential: boolean;
  /** 中医药（含民族药） */
  readonly isTcm: boolean;
  readonly restriction?: Restriction;
  readonly usual?: UsualUse;
  /** First and last day of the period; absent where the catalogue's own days are the only ones. */
  readonly from?: PlainDate;
  readonly until?: PlainDate;
}

/** Whose bill it is, and where and when the item was charged. */
export interface Circumstances {
  /** 参合地: the home county, whose shares apply. */
  readonly region: CountyCode;
  readonly personType: MemberCategory;
  /** The day of the charge. */
  readonly date: PlainDate;
  readonly level: ProviderLevel;
}

/** What the catalogue says of an item in given circumstances. */
export interface ItemTerms {
  readonly item: CatalogueItem;
  readonly benefitClass: BenefitClass;
  /** 先行自付比例, exact; zero for A, one for C. */
  readonly selfPayShare: Ratio;
  /** 限价 of the level. */
  readonly ceiling?: UnitPrice;
  /** 核定价格 of the level. */
  readonly price?: UnitPrice;
  readonly isEssential: boolean;
  readonly isTcm: boolean;
  readonly restriction?: Restriction;
}

export interface CatalogueFields {
  readonly reference: DocumentReference;
  readonly county: { readonly code: CountyCode; readonly name: Bilingual };
  readonly from: PlainDate;
  /** Last day; absent while no newer version is published. */
  readonly until?: PlainDate;
  readonly clause: Clause;
  /** Periods of items: an item that changed once counts twice. */
  readonly itemCount: number;
  /** The terms of a line's item, in a time that does not grow with the catalogue; undefined when it is not listed that day. */
  termsFor(line: Pick<BillLine, 'itemCode'>, circumstances: Circumstances): ItemTerms | undefined;
  /** The item as it stands on `date`. */
  itemOn(code: string, date: PlainDate): CatalogueItem | undefined;
  /** 院内编码对照: the national code that a hospital's own code stands for on `date`. */
  codeOf(provider: ProviderCode, hospitalCode: string, date: PlainDate): string | undefined;
  /** Every item in every period, ascending by the UTF-8 bytes of the code, then by date. */
  periods(): Iterable<CatalogueItem>;
}

/** A catalogue that passed its door. */
export type Catalogue = Brand<CatalogueFields, 'Catalogue'>;
