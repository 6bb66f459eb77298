/** What one version of a catalogue changes in another. */

import type { Catalogue, CatalogueItem } from './catalogue.ts';

/** Fields of an item in the order in which changes are told. */
const FIELDS = [
  'name',
  'kind',
  'benefitClass',
  'selfPayFirst',
  'ceilings',
  'prices',
  'isEssential',
  'isTcm',
  'restriction',
  'usual',
  'until',
] as const satisfies readonly (keyof CatalogueItem)[];
export type ItemField = (typeof FIELDS)[number];

/** One period of one item that is not the same in both. Periods are the same by code and first day. */
export type CatalogueChange =
  | { readonly change: 'added'; readonly after: CatalogueItem }
  | { readonly change: 'removed'; readonly before: CatalogueItem }
  | {
      readonly change: 'changed';
      readonly before: CatalogueItem;
      readonly after: CatalogueItem;
      readonly fields: readonly ItemField[];
    };

/** Every difference between the items of two catalogues, ascending by code; reads each once. */
export function* catalogueChanges(
  before: Catalogue,
  after: Catalogue,
): Generator<CatalogueChange, void, undefined> {
  const olds = before.periods()[Symbol.iterator]();
  const news = after.periods()[Symbol.iterator]();
  let old = olds.next();
  let next = news.next();
  while (!old.done || !next.done) {
    const order = old.done ? 1 : next.done ? -1 : compare(old.value, next.value);
    if (order < 0) {
      yield { change: 'removed', before: old.value as CatalogueItem };
      old = olds.next();
    } else if (order > 0) {
      yield { change: 'added', after: next.value as CatalogueItem };
      next = news.next();
    } else {
      const [a, b] = [old.value as CatalogueItem, next.value as CatalogueItem];
      const fields = FIELDS.filter((field) => valueText(a[field]) !== valueText(b[field]));
      if (fields.length > 0) yield { change: 'changed', before: a, after: b, fields };
      old = olds.next();
      next = news.next();
    }
  }
}

function compare(a: CatalogueItem, b: CatalogueItem): number {
  if (a.code !== b.code) return a.code < b.code ? -1 : 1;
  const [from, other] = [a.from ?? '', b.from ?? ''];
  return from < other ? -1 : from > other ? 1 : 0;
}

/** A field as text that is equal where the values are. */
function valueText(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each)) ?? '';
}
