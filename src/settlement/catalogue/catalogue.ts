/** 医保目录: what the county of treatment pays for, and up to which price. */

import type {
  Bilingual,
  Brand,
  CountyCode,
  DocumentReference,
  ExplanationStep,
  ProviderLevel,
} from '../../model/index.ts';
import type { Ratio, UnitPrice } from '../../money.ts';
import type { PlainDate } from '../../time.ts';

/** Where a rule stands, as the steps of an explanation carry it. */
export type Clause = ExplanationStep['clause'];

export interface CatalogueItem {
  readonly code: string;
  readonly name: Bilingual;
  /** 甲 A fully payable, 乙 B after a share that the patient pays first, 丙 C not at all. */
  readonly benefitClass: 'A' | 'B' | 'C';
  /** 先行自付比例; zero for A and C. */
  readonly selfPayFirst: Ratio;
  /** 限价 by level; absent where the catalogue sets none. */
  readonly ceilings?: Readonly<Record<ProviderLevel, UnitPrice>>;
}

export interface CatalogueFields {
  readonly reference: DocumentReference;
  readonly county: { readonly code: CountyCode; readonly name: Bilingual };
  readonly from: PlainDate;
  /** Last day; absent while no newer version is published. */
  readonly until?: PlainDate;
  readonly clause: Clause;
  readonly items: ReadonlyMap<string, CatalogueItem>;
}

/** A catalogue that passed its door. */
export type Catalogue = Brand<CatalogueFields, 'Catalogue'>;
