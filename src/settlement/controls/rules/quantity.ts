import type { BillLine } from '../../../model/index.ts';
import { type Amount, multiply, type Quantity, type Rounding } from '../../../money.ts';

/** Lines grouped by a text; groups in the order of their keys, lines by their ids: the order of the bill does not matter. */
export function groups<Entry extends { readonly line: BillLine }>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): readonly (readonly Entry[])[] {
  const byKey = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = byKey.get(key);
    if (group) group.push(entry);
    else byKey.set(key, [entry]);
  }
  return [...byKey]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group.sort((a, b) => (a.line.lineId < b.line.lineId ? -1 : 1)));
}

export function totalQuantity(lines: readonly BillLine[]): Quantity {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0n) as Quantity;
}

/** An excess quantity, taken from the lines with the highest ids: what of each is too much. */
export function excessByLine(
  lines: readonly BillLine[],
  excess: bigint,
): readonly { readonly line: BillLine; readonly quantity: Quantity }[] {
  const taken: { line: BillLine; quantity: Quantity }[] = [];
  let left = excess;
  for (const line of lines.toReversed()) {
    if (left === 0n) break;
    const quantity = (line.quantity < left ? line.quantity : left) as Quantity;
    left -= quantity;
    taken.push({ line, quantity });
  }
  return taken.reverse();
}

/** The part of a line's amount that `part` of `whole` is. */
export function partOf(line: BillLine, part: bigint, whole: bigint, rounding: Rounding): Amount {
  return multiply(line.submitted, { numerator: part, denominator: whole }, rounding);
}
