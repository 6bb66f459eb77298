/** What a stay's next bill holds. */

import type { Bill, BillFields, BillLine } from '../../model/index.ts';
import { add, type Rounding, ZERO } from '../../money.ts';
import { remainingLines } from '../../settlement/index.ts';
import type { PlainDate } from '../../time.ts';
import { checkedBill } from '../billStanding.ts';
import { billedLines, chargedLines, type Stay } from './stay.ts';

/**
 * What was charged, less what was given back, and is in no bill yet.
 * @param rounding how the plan rounds a line of which a part is left
 */
export function openLines(stay: Stay, rounding: Rounding): readonly BillLine[] {
  const billed = billedLines(stay);
  const lines = chargedLines(stay).filter(({ lineId }) => !billed.has(lineId));
  const open = new Set(lines.map(({ lineId }) => lineId));
  const returned = stay.charges
    .flatMap((each) => each.returned)
    .filter(({ lineId }) => open.has(lineId));
  const remaining = remainingLines(lines, returned, rounding);
  // What was recorded was checked then: a return of more than there is was refused.
  if (remaining.outcome === 'refused')
    throw new RangeError(`"${remaining.lineId}" was returned twice`);
  return remaining.lines;
}

/**
 * 修改入院登记: what the hospital states of the visit after its admission. The bill says this instead of what
 * the admission said, absent parts included; person, hospital and day of admission are the admission's.
 */
export type RestatedVisit = Pick<BillFields['visit'], 'diagnoses' | 'referralNumber' | 'care'>;

export interface NextBill {
  readonly billNumber: string;
  /** Last day that the bill speaks of. */
  readonly until: PlainDate;
  readonly lines: readonly BillLine[];
  readonly restated?: RestatedVisit | undefined;
}

/**
 * The bill of `lines`, through the door that every bill passes.
 * @throws DocumentError `bill.invalid`
 */
export function stayBill(
  { admission }: Stay,
  { billNumber, until, lines, restated = admission.visit }: NextBill,
): Bill {
  const { provider, visit, holder } = admission;
  const { diagnoses: _, referralNumber: _referral, care: _care, ...fixed } = visit;
  const { diagnoses, referralNumber, care } = restated;
  return checkedBill({
    billNumber,
    provider,
    visit: {
      ...fixed,
      diagnoses,
      ...(referralNumber === undefined ? {} : { referralNumber }),
      ...(care === undefined ? {} : { care }),
      dischargedOn: until,
    },
    patient: holder,
    lines,
    total: add(ZERO, ...lines.map(({ submitted }) => submitted)),
  });
}
