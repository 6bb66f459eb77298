/** 目录检索: the items of the catalogue by code, name or the initials of the name. */

import type { Catalogue, CatalogueItem } from '../../terminal/deskParts.ts';
import type { PlainDate } from '../../time.ts';
import { initialsOf } from './initials.ts';

interface Entry {
  readonly code: string;
  readonly name: string;
  readonly initials: string;
}

export interface ItemSearch {
  /** What fits, the best first, at most `count`, as it stands on `date`. */
  find(words: string, date: PlainDate, count: number): readonly CatalogueItem[];
}

/** Reads the catalogue once, at the first search. */
export function openItemSearch(catalogue: Catalogue): ItemSearch {
  let entries: readonly Entry[] | undefined;
  return {
    find(words, date, count) {
      const asked = words.trim().toLowerCase();
      if (asked === '') return [];
      entries ??= entriesOf(catalogue);
      const ranked = entries
        .map((entry) => ({ entry, rank: rankOf(entry, asked) }))
        .filter(({ rank }) => rank < UNFIT)
        .sort((a, b) => a.rank - b.rank);
      const found: CatalogueItem[] = [];
      for (const { entry } of ranked) {
        const item = catalogue.itemOn(entry.code, date);
        if (item) found.push(item);
        if (found.length === count) break;
      }
      return found;
    },
  };
}

const UNFIT = 9;

function rankOf({ code, name, initials }: Entry, asked: string): number {
  if (code.toLowerCase() === asked) return 0;
  if (name.startsWith(asked)) return 1;
  if (initials.startsWith(asked)) return 2;
  if (name.includes(asked)) return 3;
  if (initials.includes(asked)) return 4;
  return code.toLowerCase().startsWith(asked) ? 5 : UNFIT;
}

function entriesOf(catalogue: Catalogue): readonly Entry[] {
  const byCode = new Map<string, Entry>();
  for (const { code, name } of catalogue.periods()) {
    byCode.set(code, { code, name: name.zh.toLowerCase(), initials: initialsOf(name.zh) });
  }
  return [...byCode.values()];
}
