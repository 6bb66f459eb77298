/** A catalogue over its columns. An item is decoded when it is first asked for, and kept. */

import { type CountyCode, PROVIDER_LEVELS, type ProviderLevel } from '../../../model/index.ts';
import { type Ratio, ratio, type UnitPrice } from '../../../money.ts';
import { dateOfDays, daysOf, plainDate } from '../../../time.ts';
import type {
  Catalogue,
  CatalogueFields,
  CatalogueItem,
  Circumstances,
  ItemTerms,
  PriceByLevel,
} from '../catalogue.ts';
import { ALWAYS, FOREVER, findRow } from './datedKeys.ts';
import { type CatalogueTables, SHARE_SCALE } from './tables.ts';
import { textAt, textCount } from './texts.ts';
import { hasOwnShares, traitsOf } from './traits.ts';
import { parseUse } from './use.ts';

const ALL: Ratio = ratio(1n, 1n);
const LEVEL_COUNT = PROVIDER_LEVELS.length;

/** Columns behind each catalogue, for its file and for comparing. */
const TABLES = new WeakMap<CatalogueFields, CatalogueTables>();

/** @param hash digest of the catalogue, 32 bytes */
export function catalogueOver(tables: CatalogueTables, hash: Uint8Array): Catalogue {
  const { head, items, traits, codes, targets } = tables;
  const decoded = new Array<CatalogueItem | undefined>(textCount(items.keys));
  const itemAt = (row: number): CatalogueItem => {
    decoded[row] ??= itemOf(tables, row);
    return decoded[row];
  };
  const days = new DayCache();
  const fields: CatalogueFields = {
    reference: { id: head.id, version: head.version, hash },
    county: head.county,
    from: plainDate(head.from),
    ...(head.until === undefined ? {} : { until: plainDate(head.until) }),
    clause: head.clause,
    itemCount: textCount(items.keys),
    termsFor({ itemCode }, circumstances) {
      const day = days.of(circumstances.date);
      const row = findRow(items, itemCode, day);
      if (row < 0) return undefined;
      const item = itemAt(row);
      const share =
        item.benefitClass === 'B' && hasOwnShares(traits[row]!)
          ? (ownShare(tables, itemCode, circumstances, day) ?? item.selfPayFirst)
          : item.selfPayFirst;
      return termsOf(item, item.benefitClass === 'C' ? ALL : share, circumstances.level);
    },
    itemOn(code, date) {
      const row = findRow(items, code, days.of(date));
      return row < 0 ? undefined : itemAt(row);
    },
    codeOf(provider, hospitalCode, date) {
      const row = findRow(codes, `${provider} ${hospitalCode}`, days.of(date));
      return row < 0 ? undefined : textAt(targets, row);
    },
    *periods() {
      for (let row = 0; row < decoded.length; row++) yield decoded[row] ?? itemOf(tables, row);
    },
  };
  TABLES.set(fields, tables);
  return fields as Catalogue;
}

/** @throws TypeError when `catalogue` was made by hand */
export function tablesOf(catalogue: Catalogue): CatalogueTables {
  const tables = TABLES.get(catalogue);
  if (!tables) throw new TypeError('"catalogue" expected one that this library opened');
  return tables;
}

/** The lines of a bill share few days: the last one asked for is remembered. */
class DayCache {
  #date = '';
  #day = 0;

  of(date: Circumstances['date']): number {
    if (date !== this.#date) {
      this.#day = daysOf(date);
      this.#date = date;
    }
    return this.#day;
  }
}

function termsOf(item: CatalogueItem, selfPayShare: Ratio, level: ProviderLevel): ItemTerms {
  const { benefitClass, isEssential, isTcm, ceilings, prices, restriction } = item;
  return {
    item,
    benefitClass,
    selfPayShare,
    ...(ceilings === undefined ? {} : { ceiling: ceilings[level] }),
    ...(prices === undefined ? {} : { price: prices[level] }),
    isEssential,
    isTcm,
    ...(restriction === undefined ? {} : { restriction }),
  };
}

/**
 * 1319: the share of the nearest region (county, its prefecture, its province, any), and within a
 * region that of the person type before that of any.
 */
function ownShare(
  { shares, shareOf }: CatalogueTables,
  code: string,
  { region, personType }: Circumstances,
  day: number,
): Ratio | undefined {
  for (const place of regionsOf(region)) {
    for (const type of [personType, '*']) {
      const row = findRow(shares, `${code} ${place} ${type}`, day);
      if (row >= 0) return ratio(BigInt(shareOf[row]!), SHARE_SCALE);
    }
  }
  return undefined;
}

function regionsOf(region: CountyCode): readonly string[] {
  return [region, `${region.slice(0, 4)}00`, `${region.slice(0, 2)}0000`, '*'];
}

function itemOf(tables: CatalogueTables, row: number): CatalogueItem {
  const { items, names, traits, selfPay, ceilings, prices, useOf, uses } = tables;
  const from = items.from[row]!;
  const until = items.until[row]!;
  const use = useOf[row]!;
  const ceiling = pricesAt(tables, ceilings[row]!);
  const price = pricesAt(tables, prices[row]!);
  return {
    code: textAt(items.keys, row),
    name: { zh: textAt(names, 2 * row), en: textAt(names, 2 * row + 1) },
    ...traitsOf(traits[row]!),
    selfPayFirst: ratio(BigInt(selfPay[row]!), SHARE_SCALE),
    ...(ceiling === undefined ? {} : { ceilings: ceiling }),
    ...(price === undefined ? {} : { prices: price }),
    ...(use === 0 ? {} : parseUse(textAt(uses, use - 1))),
    ...(from === ALWAYS ? {} : { from: dateOfDays(from) }),
    ...(until === FOREVER ? {} : { until: dateOfDays(until) }),
  };
}

function pricesAt({ fives }: CatalogueTables, five: number): PriceByLevel | undefined {
  if (five === 0) return undefined;
  const at = (level: ProviderLevel) =>
    fives[(five - 1) * LEVEL_COUNT + PROVIDER_LEVELS.indexOf(level)]! as UnitPrice;
  return {
    village: at('village'),
    township: at('township'),
    county: at('county'),
    prefecture: at('prefecture'),
    province: at('province'),
  };
}
