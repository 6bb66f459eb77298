/** 记账: what may be charged to a stay, and given back of it. */

import type { BillLine } from '../../model/index.ts';
import type { Rounding } from '../../money.ts';
import { type Charges, remainingLines } from '../../settlement/index.ts';
import type { PlainDate } from '../../time.ts';
import { openLines } from './bills.ts';
import { billedLines, chargedLines, type Stay } from './stay.ts';

/** Why charges are refused; `lineId` names the first line that it holds of. */
export type ChargeFault = {
  readonly reason:
    | 'line-known'
    | 'charged-in-future'
    | 'charged-before-admission'
    | 'unknown-line'
    /** It stands in a bill: what is given back of it is a refund of that settlement. */
    | 'line-billed'
    | 'more-than-charged'
    | 'quantity-not-positive';
  readonly lineId: string;
};

/** Whether every line of `charges` was charged before, alike: a call that is repeated after a break. */
export function isRepeated(stay: Stay, { lines, returned, paidIn }: Charges): boolean {
  if (lines.length === 0 || returned.length > 0 || paidIn !== 0n) return false;
  const known = new Map(chargedLines(stay).map((line) => [line.lineId, line] as const));
  return lines.every((line) => isSame(line, known.get(line.lineId)));
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

/** The first thing that is wrong with `charges`, if anything is. */
export function chargeFault(
  stay: Stay,
  { lines, returned }: Charges,
  today: PlainDate,
  rounding: Rounding,
): ChargeFault | undefined {
  const known = new Set(chargedLines(stay).map(({ lineId }) => lineId));
  const { admittedOn } = stay.admission.visit;
  for (const { lineId, chargedOn, isPreAdmission } of lines) {
    if (known.has(lineId)) return { reason: 'line-known', lineId };
    if (chargedOn > today) return { reason: 'charged-in-future', lineId };
    const isEarly = isPreAdmission ? chargedOn >= admittedOn : chargedOn < admittedOn;
    if (isEarly) return { reason: 'charged-before-admission', lineId };
  }
  const billed = billedLines(stay);
  const inBill = returned.find(({ lineId }) => billed.has(lineId));
  if (inBill) return { reason: 'line-billed', lineId: inBill.lineId };
  const remaining = remainingLines([...openLines(stay, rounding), ...lines], returned, rounding);
  if (remaining.outcome === 'remaining') return undefined;
  const { reason, lineId } = remaining;
  return { reason, lineId };
}
