/** 记账: what may be charged to a stay, and given back of it. */

import type { BillLine } from '../../model/index.ts';
import type { Rounding } from '../../money.ts';
import { type Charges, remainingLines } from '../../settlement/index.ts';
import type { PlainDate } from '../../time.ts';
import { billedLines, chargedLines, type Stay } from './stay.ts';

/** Why charges are refused. */
export interface ChargeFault {
  readonly reason:
    | 'line-known'
    | 'charged-in-future'
    | 'charged-before-admission'
    | 'unknown-line'
    /** It stands in a bill: what is given back of it is a refund of that settlement. */
    | 'line-billed'
    | 'more-than-charged'
    | 'quantity-not-positive'
    /** Another charge of the stay has its number. */
    | 'number-used';
  /** The first line that it holds of; absent for `number-used`. */
  readonly lineId?: string;
}

/**
 * Whether `charges` came before, alike: a call that is repeated after a break. Known by their number, or
 * where they have none and are lines alone, by these.
 */
export function isRepeated(stay: Stay, charges: Charges): boolean {
  const { number, lines, returned, paidIn } = charges;
  if (number !== undefined) {
    const before = stay.charges.find((each) => each.number === number);
    return before !== undefined && isSameCharge(charges, before);
  }
  if (lines.length === 0 || returned.length > 0 || paidIn !== 0n) return false;
  const known = new Map(chargedLines(stay).map((line) => [line.lineId, line] as const));
  return lines.every((line) => isSame(line, known.get(line.lineId)));
}

function isSameCharge(one: Charges, other: Charges): boolean {
  const { lines, returned, paidIn } = one;
  return (
    paidIn === other.paidIn &&
    lines.length === other.lines.length &&
    returned.length === other.returned.length &&
    lines.every((line, index) => {
      const there = other.lines[index];
      return line.lineId === there?.lineId && isSame(line, there);
    }) &&
    returned.every(({ lineId, quantity }, index) => {
      const there = other.returned[index];
      return lineId === there?.lineId && quantity === there.quantity;
    })
  );
}

function isSame(line: BillLine, other: BillLine | undefined): boolean {
  return (
    other !== undefined &&
    line.itemCode === other.itemCode &&
    line.chargedOn === other.chargedOn &&
    line.unitPrice === other.unitPrice &&
    line.quantity === other.quantity &&
    line.submitted === other.submitted
  );
}

/**
 * The first thing that is wrong with `charges`, if anything is.
 * @param figures what is in no bill yet, and how the plan rounds a line of which a part is left
 */
export function chargeFault(
  stay: Stay,
  { number, lines, returned }: Charges,
  today: PlainDate,
  { open, rounding }: { readonly open: readonly BillLine[]; readonly rounding: Rounding },
): ChargeFault | undefined {
  if (number !== undefined && stay.charges.some((each) => each.number === number)) {
    return { reason: 'number-used' };
  }
  const known = new Set(chargedLines(stay).map(({ lineId }) => lineId));
  const { admittedOn } = stay.admission.visit;
  for (const { lineId, chargedOn, isPreAdmission } of lines) {
    if (known.has(lineId)) return { reason: 'line-known', lineId };
    if (chargedOn > today) return { reason: 'charged-in-future', lineId };
    const isEarly = isPreAdmission ? chargedOn >= admittedOn : chargedOn < admittedOn;
    if (isEarly) return { reason: 'charged-before-admission', lineId };
  }
  const billed = billedLines(stay);
  const free = new Set(open.map(({ lineId }) => lineId));
  const inBill = returned.find(({ lineId }) => billed.has(lineId) && !free.has(lineId));
  if (inBill) return { reason: 'line-billed', lineId: inBill.lineId };
  const remaining = remainingLines([...open, ...lines], returned, rounding);
  if (remaining.outcome === 'remaining') return undefined;
  const { reason, lineId } = remaining;
  return { reason, lineId };
}
