/** A checked catalogue document becomes values. */

import type { CountyCode, ProviderLevel } from '../../model/index.ts';
import { parseQuantity, parseUnitPrice, ratio } from '../../money.ts';
import { type PlainDate, plainDate } from '../../time.ts';
import { compileClause } from '../document/clause.ts';
import { parseRatio } from '../document/ratio.ts';
import type { CatalogueItem, PriceByLevel, UsualUse } from './catalogue.ts';
import type { CatalogueDocument, ItemDocument } from './schema.ts';
import type { CatalogueHead } from './table/tables.ts';

/** What stands above the items, in a text catalogue and in the head of tables alike. */
export function headOf(
  document: Pick<CatalogueDocument, 'id' | 'version' | 'county' | 'effective' | 'source'>,
): CatalogueHead {
  const { id, version, county, effective, source } = document;
  return {
    id,
    version,
    county: { code: county.code as CountyCode, name: county.name },
    from: effective.from,
    ...(effective.until === 'open' ? {} : { until: effective.until }),
    clause: compileClause(source.document, source.text, source.assumed),
  };
}

export function periodOf(effective: ItemDocument['effective']): {
  readonly from?: PlainDate;
  readonly until?: PlainDate;
} {
  if (effective === undefined) return {};
  const from = plainDate(effective.from);
  return effective.until === 'open' ? { from } : { from, until: plainDate(effective.until) };
}

export function itemOf(item: ItemDocument): CatalogueItem {
  const { ceiling, price, restriction, usual } = item;
  return {
    code: item.code,
    name: item.name,
    ...(item.kind === undefined ? {} : { kind: item.kind }),
    benefitClass: item.class,
    selfPayFirst: item.selfPayFirst === undefined ? ratio(0n, 1n) : parseRatio(item.selfPayFirst),
    ...(ceiling === undefined ? {} : { ceilings: pricesOf(ceiling) }),
    ...(price === undefined ? {} : { prices: pricesOf(price) }),
    isEssential: item.essential ?? false,
    isTcm: item.tcm ?? false,
    ...(restriction === undefined ? {} : { restriction: restrictionOf(restriction) }),
    ...(usual === undefined ? {} : { usual: usualOf(usual) }),
    ...periodOf(item.effective),
  };
}

/** The door has made sure that `all` or every level is given. */
function pricesOf(price: NonNullable<ItemDocument['ceiling']>): PriceByLevel {
  const at = (level: ProviderLevel) => parseUnitPrice((price.all ?? price[level])!);
  return {
    village: at('village'),
    township: at('township'),
    county: at('county'),
    prefecture: at('prefecture'),
    province: at('province'),
  };
}

function restrictionOf({ sex, ...rest }: NonNullable<ItemDocument['restriction']>) {
  return {
    ...withoutAbsent(rest),
    ...(sex === undefined ? {} : { sex: SEXES[sex] }),
  } as NonNullable<CatalogueItem['restriction']>;
}

/** GB/T 2261.1 */
export const SEXES = { male: 1, female: 2 } as const;

function usualOf({ dailyQuantity, ...rest }: NonNullable<ItemDocument['usual']>): UsualUse {
  return {
    ...withoutAbsent(rest),
    ...(dailyQuantity === undefined ? {} : { dailyQuantity: parseQuantity(dailyQuantity) }),
  } as UsualUse;
}

function withoutAbsent<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Fields;
}
