/** 退费: what remains of charged lines once some, or a part of some, were given back. */

import type { BillLine } from '../../model/index.ts';
import { lineAmount, type Quantity, type Rounding } from '../../money.ts';

/** A line that was given back, whole or in part. */
export interface LineReturn {
  readonly lineId: string;
  /** Above zero. */
  readonly quantity: Quantity;
}

export type RemainingLines =
  | {
      readonly outcome: 'remaining';
      /** In their order; none when everything was given back. */
      readonly lines: readonly BillLine[];
    }
  | {
      readonly outcome: 'refused';
      readonly reason: 'unknown-line' | 'more-than-charged' | 'quantity-not-positive';
      readonly lineId: string;
    };

/**
 * What remains of `lines`. A line of which a part is left costs price × quantity, rounded as the plan
 * rounds lines, and never more than it cost before.
 */
export function remainingLines(
  lines: readonly BillLine[],
  returned: readonly LineReturn[],
  rounding: Rounding,
): RemainingLines {
  const known = new Map(lines.map((line) => [line.lineId, line] as const));
  const taken = new Map<string, bigint>();
  for (const { lineId, quantity } of returned) {
    const line = known.get(lineId);
    if (!line) return { outcome: 'refused', reason: 'unknown-line', lineId };
    if (quantity <= 0n) return { outcome: 'refused', reason: 'quantity-not-positive', lineId };
    const sum = (taken.get(lineId) ?? 0n) + quantity;
    if (sum > line.quantity) return { outcome: 'refused', reason: 'more-than-charged', lineId };
    taken.set(lineId, sum);
  }
  const left = lines.flatMap((line) => {
    const back = taken.get(line.lineId) ?? 0n;
    if (back === 0n) return [line];
    return back === line.quantity
      ? []
      : [reduced(line, (line.quantity - back) as Quantity, rounding)];
  });
  return { outcome: 'remaining', lines: left };
}

function reduced(line: BillLine, quantity: Quantity, rounding: Rounding): BillLine {
  const submitted = lineAmount(line.unitPrice, quantity, rounding);
  return { ...line, quantity, submitted: submitted < line.submitted ? submitted : line.submitted };
}
