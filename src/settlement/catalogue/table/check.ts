/** What must hold between the columns of a file, so that no look-up can leave them. */

import { z } from 'zod';
import { daysOf, plainDate } from '../../../time.ts';
import { countyCode, dateText, freeText, partName } from '../../document/shapes.ts';
import { ITEM_KINDS } from '../catalogue.ts';
import { ALWAYS, type DatedKeys, FOREVER } from './datedKeys.ts';
import {
  CATALOGUE_PERIODS_MAX,
  CATALOGUE_RELATIONS_MAX,
  type CatalogueHead,
  type CatalogueTables,
  SHARE_SCALE,
} from './tables.ts';
import { type Texts, textAt, textCount } from './texts.ts';
import { isTraits } from './traits.ts';
import { isUse, parseUse, useText } from './use.ts';

const LEVEL_COUNT = 5;
const DAY_MIN = daysOf(plainDate('1900-01-01'));
const DAY_MAX = daysOf(plainDate('2199-12-31'));
/** Beyond any price that the doors let in: 9 digits and 6 decimals. */
const PRICE_END = 10n ** 15n;

const bilingual = z.strictObject({ zh: freeText(2_000), en: freeText(2_000) });
const HEAD = z.strictObject({
  id: partName,
  version: partName,
  county: z.strictObject({ code: countyCode, name: bilingual }),
  from: dateText,
  until: dateText.optional(),
  clause: z.strictObject({ document: freeText(2_000), text: bilingual, isAssumed: z.boolean() }),
  seeds: z.array(z.int().min(0).max(0xff)).length(3),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** The head of a file, or undefined when it is none. */
export function parseHead(text: string):
  | {
      readonly head: CatalogueHead;
      readonly seeds: readonly number[];
      readonly hash: string | undefined;
    }
  | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = HEAD.safeParse(value);
  if (!result.success) return undefined;
  const { seeds, hash, ...head } = result.data;
  return { head: head as CatalogueHead, seeds, hash };
}

/** The first part that does not hold, or undefined. */
export function checkTables(tables: CatalogueTables): string | undefined {
  const rows = textCount(tables.items.keys);
  const fives = tables.fives.length / LEVEL_COUNT;
  const uses = textCount(tables.uses);
  const checks: readonly (readonly [part: string, holds: () => boolean])[] = [
    ['items', () => isDated(tables.items, CATALOGUE_PERIODS_MAX)],
    ['shares', () => isDated(tables.shares, CATALOGUE_RELATIONS_MAX)],
    ['codes', () => isDated(tables.codes, CATALOGUE_RELATIONS_MAX)],
    ['names', () => isTexts(tables.names) && textCount(tables.names) === 2 * rows],
    ['uses', () => isTexts(tables.uses) && areUses(tables.uses)],
    ['targets', () => isTexts(tables.targets)],
    ['targets', () => textCount(tables.targets) === textCount(tables.codes.keys)],
    ['traits', () => tables.traits.length === rows && tables.traits.every(isKnownTraits)],
    ['selfPay', () => tables.selfPay.length === rows && isBelow(tables.selfPay, SHARE)],
    ['fives', () => Number.isInteger(fives) && tables.fives.every(isPrice)],
    ['ceilings', () => tables.ceilings.length === rows && isBelow(tables.ceilings, fives)],
    ['prices', () => tables.prices.length === rows && isBelow(tables.prices, fives)],
    ['useOf', () => tables.useOf.length === rows && isBelow(tables.useOf, uses)],
    ['shareOf', () => tables.shareOf.length === textCount(tables.shares.keys)],
    ['shareOf', () => isBelow(tables.shareOf, SHARE)],
  ];
  return checks.find(([, holds]) => !holds())?.[0];
}

const SHARE = Number(SHARE_SCALE);

function isBelow(column: Uint32Array, max: number): boolean {
  return column.every((value) => value <= max);
}

function isPrice(price: bigint): boolean {
  return price >= 0n && price < PRICE_END;
}

function isKnownTraits(packed: number): boolean {
  return isTraits(packed) && ((packed >> 2) & 7) <= ITEM_KINDS.length;
}

/** Offsets begin with 0, never fall, and end where the bytes end. */
function isTexts({ offsets, bytes }: Texts): boolean {
  if (offsets.length === 0 || offsets[0] !== 0 || offsets.at(-1) !== bytes.length) return false;
  for (let index = 1; index < offsets.length; index++) {
    if (offsets[index]! < offsets[index - 1]!) return false;
  }
  return true;
}

/** Uses are the texts that `useText` writes, and no others. */
function areUses(uses: Texts): boolean {
  for (let index = 0; index < textCount(uses); index++) {
    const text = textAt(uses, index);
    try {
      const use = parseUse(text);
      if (!isUse(use) || useText(use) !== text) return false;
    } catch {
      return false;
    }
  }
  return true;
}

/** A civil date, or none. */
function isDay(day: number): boolean {
  return day === ALWAYS || day === FOREVER || (day >= DAY_MIN && day <= DAY_MAX);
}

function isDated({ keys, from, until, slots }: DatedKeys, rowsMax: number): boolean {
  if (!isTexts(keys)) return false;
  const rows = textCount(keys);
  const capacity = slots.length / 2;
  if (rows > rowsMax || from.length !== rows || until.length !== rows) return false;
  if (capacity < 2 || (capacity & (capacity - 1)) !== 0) return false;
  if (!from.every(isDay) || !until.every(isDay)) return false;
  for (let row = 0; row < rows; row++) if (until[row]! < from[row]!) return false;
  let found = 0;
  for (let slot = 0; slot < capacity; slot++) {
    const first = slots[2 * slot]! - 1;
    const count = slots[2 * slot + 1]!;
    if (first < 0) continue;
    if (count === 0 || first + count > rows) return false;
    for (let row = first + 1; row < first + count; row++) {
      if (from[row]! <= until[row - 1]!) return false;
    }
    found += count;
  }
  return found === rows;
}
