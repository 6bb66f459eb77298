/** What a stay's next bill holds. */

import type { Bill, BillFields, BillLine } from '../../model/index.ts';
import { add, type Rounding, ZERO } from '../../money.ts';
import { type LineReturn, remainingLines } from '../../settlement/index.ts';
import type { PlainDate } from '../../time.ts';
import { checkedBill } from '../billStanding.ts';
import { billedLines, chargedLines, type Stay } from './stay.ts';

/**
 * What was charged, less what was given back, and is in no bill yet.
 * @param rounding how the plan rounds a line of which a part is left
 * @param refunded what refunds took back of bills that were cancelled since
 */
export function openLines(
  stay: Stay,
  rounding: Rounding,
  refunded: readonly LineReturn[],
): readonly BillLine[] {
  const billed = billedLines(stay);
  const lines = chargedLines(stay).filter(({ lineId }) => !billed.has(lineId));
  const open = new Set(lines.map(({ lineId }) => lineId));
  const returned = [...stay.charges.flatMap((each) => each.returned), ...refunded].filter(
    ({ lineId }) => open.has(lineId),
  );
  const remaining = remainingLines(lines, returned, rounding);
  // What was recorded was checked then: a return of more than there is was refused.
  if (remaining.outcome === 'refused')
    throw new RangeError(`"${remaining.lineId}" was returned twice`);
  return remaining.lines;
}

/**
 * 入院信息变更: what of the admission's visit is another by now, as a whole: what is left out is none. Day,
 * institution and person are those of the admission for good.
 */
export type ChangedVisit = Pick<
  BillFields['visit'],
  'diagnoses' | 'procedures' | 'referralNumber' | 'care'
>;

export interface NextBill {
  readonly billNumber: string;
  /** Last day that the bill speaks of. */
  readonly until: PlainDate;
  readonly lines: readonly BillLine[];
  readonly changed?: ChangedVisit | undefined;
}

/**
 * The bill of `lines`, through the door that every bill passes.
 * @throws DocumentError `bill.invalid`
 */
export function stayBill(
  { admission }: Stay,
  { billNumber, until, lines, changed }: NextBill,
): Bill {
  const { provider, holder } = admission;
  const {
    diagnoses: _,
    procedures: __,
    referralNumber: ___,
    care: ____,
    ...lasting
  } = admission.visit;
  const visit = changed ? { ...lasting, ...changed } : admission.visit;
  return checkedBill({
    billNumber,
    provider,
    visit: { ...visit, dischargedOn: until },
    patient: holder,
    lines,
    total: add(ZERO, ...lines.map(({ submitted }) => submitted)),
  });
}
