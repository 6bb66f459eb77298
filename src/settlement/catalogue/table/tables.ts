/** A catalogue as columns: compact, immutable, and the same in memory as in its file (docs/formats/catalogue.md). */

import type { Bilingual, CountyCode } from '../../../model/index.ts';
import type { Clause } from '../catalogue.ts';
import type { DatedKeys } from './datedKeys.ts';
import type { Texts } from './texts.ts';

/** Periods of items in one catalogue: the national lists have about 230,000 items; with their history twice that. */
export const CATALOGUE_PERIODS_MAX = 500_000;
/** Regional shares and hospital codes of one catalogue. */
export const CATALOGUE_RELATIONS_MAX = 1_000_000;

/** Denominator of every share: 10⁻⁴ of a percent. */
export const SHARE_SCALE = 1_000_000n;

/** What stands above the rows. */
export interface CatalogueHead {
  readonly id: string;
  readonly version: string;
  readonly county: { readonly code: CountyCode; readonly name: Bilingual };
  readonly from: string;
  readonly until?: string;
  readonly clause: Clause;
}

export interface CatalogueTables {
  readonly head: CatalogueHead;
  /** Key: item code. One row for each period. */
  readonly items: DatedKeys;
  /** Two texts a row: the name in Chinese, in English. */
  readonly names: Texts;
  /** Class, kind and flags, see traits.ts. */
  readonly traits: Uint16Array;
  /** Self-paid first, numerator over SHARE_SCALE. */
  readonly selfPay: Uint32Array;
  /** Which five prices of `fives`, counted from 1; 0 where there are none. */
  readonly ceilings: Uint32Array;
  readonly prices: Uint32Array;
  /** 10⁻⁶ yuan, village to province. */
  readonly fives: BigInt64Array;
  /** Which of `uses`, counted from 1; 0 where there is none. */
  readonly useOf: Uint32Array;
  /** Restriction and usual use as JSON; many items share one. */
  readonly uses: Texts;
  /** Key: `code region type`, region `*` and type `*` for any. */
  readonly shares: DatedKeys;
  readonly shareOf: Uint32Array;
  /** Key: `provider hospitalCode`. */
  readonly codes: DatedKeys;
  readonly targets: Texts;
}
