/**
 * A catalogue over its columns. An item is decoded when it is first asked for, and kept with its terms at
 * each level: what a desk asks for again and again costs a look-up.
 */

import { PROVIDER_LEVELS, type ProviderLevel } from '../../../model/index.ts';
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
import { type OwnShares, ownShare, ownSharesOf } from './ownShares.ts';
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
  const kept = Array.from<Decoded | undefined>({ length: textCount(items.keys) });
  const decodedAt = (row: number): Decoded => {
    kept[row] ??= { item: itemOf(tables, row), terms: {}, own: undefined };
    return kept[row];
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
      const decoded = decodedAt(row);
      const { item, terms } = decoded;
      const { level } = circumstances;
      if (hasOwnShares(traits[row]!) && item.benefitClass === 'B') {
        decoded.own ??= ownSharesOf(tables, itemCode);
        const share = ownShare(decoded.own, circumstances, day);
        if (share !== undefined) return termsOf(item, share, level);
      }
      terms[level] ??= termsOf(item, item.benefitClass === 'C' ? ALL : item.selfPayFirst, level);
      return terms[level];
    },
    itemOn(code, date) {
      const row = findRow(items, code, days.of(date));
      return row < 0 ? undefined : decodedAt(row).item;
    },
    codeOf(provider, hospitalCode, date) {
      const row = findRow(codes, `${provider} ${hospitalCode}`, days.of(date));
      return row < 0 ? undefined : textAt(targets, row);
    },
    *periods() {
      for (let row = 0; row < kept.length; row++) yield kept[row]?.item ?? itemOf(tables, row);
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

/** An item, and its terms where no region or person type has a share of its own. */
interface Decoded {
  readonly item: CatalogueItem;
  readonly terms: { [Level in ProviderLevel]?: ItemTerms };
  own: OwnShares | undefined;
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
