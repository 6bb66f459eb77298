/** Where a county's lists of statuses speak of a card or a security module: [list number, index]. */

import type { CborInput, CborValue } from '../cbor/value.ts';
import { isInRange, type WholeRange, within } from '../forms.ts';

export interface StatusPlace {
  /** Which of the county's lists. From 1. */
  readonly listNumber: number;
  /** From 0. */
  readonly index: number;
}

const LIST_NUMBER_RANGE: WholeRange = { min: 1, max: 2 ** 32 - 1 };
const INDEX_RANGE: WholeRange = { min: 0, max: 2 ** 32 - 1 };

/** @throws RangeError for a number that has not its form */
export function encodeStatusPlace({ listNumber, index }: StatusPlace): CborInput {
  return [
    within(listNumber, 'statusPlace.listNumber', LIST_NUMBER_RANGE),
    within(index, 'statusPlace.index', INDEX_RANGE),
  ];
}

/** The place, or nothing for a value of another form. */
export function parseStatusPlace(value: CborValue): StatusPlace | undefined {
  const [listNumber, index] = Array.isArray(value) && value.length === 2 ? value : [];
  const isPlace = isInRange(listNumber, LIST_NUMBER_RANGE) && isInRange(index, INDEX_RANGE);
  return isPlace ? { listNumber, index } : undefined;
}
