/** Items, shares and hospital codes in any order become a catalogue; what contradicts is named. */

import { PROVIDER_LEVELS } from '../../../model/index.ts';
import type { Ratio } from '../../../money.ts';
import { daysOf, type PlainDate } from '../../../time.ts';
import type { CatalogueItem, PriceByLevel } from '../catalogue.ts';
import { ALWAYS, type DatedKey, FOREVER, packDatedKeys } from './datedKeys.ts';
import { type CatalogueHead, type CatalogueTables, SHARE_SCALE } from './tables.ts';
import { packTexts } from './texts.ts';
import { packTraits } from './traits.ts';
import { useText } from './use.ts';

/** A row and where it came from; later ones of the same place lose against earlier ones. */
export interface Sourced<Row> {
  readonly row: Row;
  readonly line: number;
}

/** 1319: the share of one region and person type; `*` stands for any. */
export interface ShareRow {
  readonly code: string;
  readonly region: string;
  readonly personType: string;
  readonly share: Ratio;
  readonly from?: PlainDate;
  readonly until?: PlainDate;
}

/** 3301: a hospital's own code and the national one that it stands for. */
export interface CodeRow {
  readonly provider: string;
  readonly hospitalCode: string;
  readonly code: string;
  readonly from?: PlainDate;
  readonly until?: PlainDate;
}

export interface CatalogueRows {
  readonly items: readonly Sourced<CatalogueItem>[];
  readonly shares: readonly Sourced<ShareRow>[];
  readonly codes: readonly Sourced<CodeRow>[];
}

export type TableName = keyof CatalogueRows;

/** Two rows that cannot both stand, or one that speaks of an item that is not there. */
export interface Contradiction {
  readonly table: TableName;
  readonly line: number;
  readonly rule: 'row-overlaps' | 'code-unknown' | 'share-unwanted';
  readonly facts: Readonly<Record<string, string>>;
}

/** Key of each row in its table. */
const KEYS = {
  items: ({ code }: CatalogueItem) => code,
  shares: ({ code, region, personType }: ShareRow) => `${code} ${region} ${personType}`,
  codes: ({ provider, hospitalCode }: CodeRow) => `${provider} ${hospitalCode}`,
};

/** @param report every row that is left out @returns undefined when the keys were made to collide */
export function buildTables(
  head: CatalogueHead,
  rows: CatalogueRows,
  report: (contradiction: Contradiction) => void,
): CatalogueTables | undefined {
  const items = ordered('items', rows.items, KEYS.items, report);
  const classes = classesOf(items);
  const known = <Row extends { readonly code: string }>(
    table: TableName,
    all: readonly Sourced<Row>[],
  ) =>
    all.filter(({ row, line }) => {
      const found = classes.get(row.code);
      const rule =
        found === undefined
          ? 'code-unknown'
          : table === 'shares' && !found.has('B')
            ? 'share-unwanted'
            : undefined;
      if (rule) report({ table, line, rule, facts: { code: row.code } });
      return rule === undefined;
    });
  const shares = ordered('shares', known('shares', rows.shares), KEYS.shares, report);
  const codes = ordered('codes', known('codes', rows.codes), KEYS.codes, report);

  const withShares = new Set(shares.map(({ row }) => row.code));
  const fives = new Fives();
  const uses = new Numbered();
  const packed = {
    items: packDatedKeys(items),
    shares: packDatedKeys(shares),
    codes: packDatedKeys(codes),
  };
  if (!packed.items || !packed.shares || !packed.codes) return undefined;
  return {
    head,
    items: packed.items,
    names: packTexts(items.flatMap(({ row }) => [row.name.zh, row.name.en])),
    traits: Uint16Array.from(items, ({ row }) => packTraits(row, withShares.has(row.code))),
    selfPay: Uint32Array.from(items, ({ row }) => shareNumber(row.selfPayFirst)),
    ceilings: Uint32Array.from(items, ({ row }) => fives.numberOf(row.ceilings)),
    prices: Uint32Array.from(items, ({ row }) => fives.numberOf(row.prices)),
    fives: fives.column(),
    useOf: Uint32Array.from(items, ({ row }) => uses.numberOf(useText(row))),
    uses: packTexts(uses.texts),
    shares: packed.shares,
    shareOf: Uint32Array.from(shares, ({ row }) => shareNumber(row.share)),
    codes: packed.codes,
    targets: packTexts(codes.map(({ row }) => row.code)),
  };
}

type Ordered<Row> = DatedKey & Sourced<Row>;

/** Ascending by key and first day; a row that overlaps one of an earlier line is left out. */
function ordered<Row extends { readonly from?: PlainDate; readonly until?: PlainDate }>(
  table: TableName,
  rows: readonly Sourced<Row>[],
  keyOf: (row: Row) => string,
  report: (contradiction: Contradiction) => void,
): readonly Ordered<Row>[] {
  const sorted = rows
    .map((sourced): Ordered<Row> => {
      const { row } = sourced;
      return {
        ...sourced,
        key: keyOf(row),
        from: row.from === undefined ? ALWAYS : daysOf(row.from),
        until: row.until === undefined ? FOREVER : daysOf(row.until),
      };
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.from - b.from || a.line - b.line));
  const kept: Ordered<Row>[] = [];
  for (const next of sorted) {
    const last = kept.at(-1);
    if (last?.key !== next.key || last.until < next.from) {
      kept.push(next);
      continue;
    }
    const isLater = next.line > last.line;
    const [lost, stands] = isLater ? [next, last] : [last, next];
    const facts = { key: next.key, line: String(stands.line) };
    report({ table, line: lost.line, rule: 'row-overlaps', facts });
    if (!isLater) kept[kept.length - 1] = next;
  }
  return kept;
}

function classesOf(items: readonly Ordered<CatalogueItem>[]): ReadonlyMap<string, Set<string>> {
  const classes = new Map<string, Set<string>>();
  for (const { row } of items) {
    const of = classes.get(row.code);
    if (of) of.add(row.benefitClass);
    else classes.set(row.code, new Set([row.benefitClass]));
  }
  return classes;
}

function shareNumber({ numerator, denominator }: Ratio): number {
  const scaled = numerator * SHARE_SCALE;
  if (scaled % denominator !== 0n) throw new RangeError('"share" expected at most 4 decimals');
  return Number(scaled / denominator);
}

/** Different texts by the order in which they came, counted from 1; 0 for none. */
class Numbered {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    if (text === '') return 0;
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text);
      this.#numbers.set(text, number);
    }
    return number;
  }
}

/** Different groups of five prices. */
class Fives {
  readonly #groups = new Numbered();

  numberOf(prices: PriceByLevel | undefined): number {
    if (prices === undefined) return 0;
    return this.#groups.numberOf(PROVIDER_LEVELS.map((level) => prices[level]).join(' '));
  }

  column(): BigInt64Array {
    return BigInt64Array.from(this.#groups.texts.flatMap((text) => text.split(' ').map(BigInt)));
  }
}
