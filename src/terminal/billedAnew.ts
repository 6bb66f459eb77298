/**
 * 重复收费: what a bill holds may belong to another bill by now. A refund settles what remains under a number of
 * its own, a stay bills anew what was taken back. The hospital's system still has the old bill, and may bring it.
 */

import type { Bill, BillFields, SettlementId } from '../model/index.ts';
import { type Journal, type RefusalReason, refusal } from '../settlement/index.ts';
import { intentOfId, isOfBill, isPaid } from './billStanding.ts';
import { openRefund } from './refund/open.ts';
import { standingIn, takenBackOf } from './stay/account.ts';
import { stayOf } from './stay/stay.ts';

/** Why this terminal does not settle `bill`; undefined where no other bill has what it holds. */
export function billedAnew(journal: Journal, bill: Bill): RefusalReason | undefined {
  const found = refundOf(journal, bill) ?? stayWith(journal, bill);
  return found && refusal('billed-anew', 'billNumber', found);
}

type Found = Readonly<Record<string, string>>;

/** A settlement under the bill's number was refunded, and another bill has what remains, or is to have it. */
function refundOf(journal: Journal, bill: Bill): Found | undefined {
  const { provider, billNumber } = bill;
  for (const id of journal.billed(provider.code, billNumber)) {
    const planned = isPaid(journal, id) ? undefined : openRefund(journal, id)?.bill;
    if (planned && !isOfBill({ bill: planned }, bill)) return { refund: id, ...named(planned) };
    const standing = standingIn(journal, id);
    const inPlace = standing && intentOfId(journal, standing)?.bill;
    // Under the same number the centre knows the one from the other.
    if (inPlace && inPlace.billNumber !== billNumber) return { refund: id, ...named(inPlace) };
  }
  return undefined;
}

/** A stay laid the bill down, and took it back or has its lines in another one. */
function stayWith(journal: Journal, bill: Bill): Found | undefined {
  const id = laidDownBy(journal, bill);
  const stay = id && stayOf(journal.entriesOf(id));
  if (!stay) return undefined;
  const lines = new Set(bill.lines.map(({ lineId }) => lineId));
  const isThis = (each: BillFields) => isOfBill({ bill: each }, bill);
  const bills = stay.bills.flatMap((each) => {
    return each.bill && !takenBackOf(journal, each) ? each.bill : [];
  });
  if (bills.some(isThis)) return undefined;
  const other = bills.find((each) => each.lines.some(({ lineId }) => lines.has(lineId)));
  if (other) return { stay: stay.id, ...named(other) };
  // Reversed by itself it is a bill of the stay yet, and may stand again until the next one takes its lines.
  return stay.bills.some((each) => each.bill && isThis(each.bill)) ? undefined : { stay: stay.id };
}

/** The stay whose entries hold this very bill. None is older than the admission. */
function laidDownBy(journal: Journal, bill: Bill): SettlementId | undefined {
  const { kind, admittedOn } = bill.visit;
  if (kind !== 'inpatient') return undefined;
  let from = 1;
  for (const { date, sequence } of journal.closedDays()) {
    if (date >= admittedOn) continue;
    from = sequence + 1;
    break;
  }
  for (const entry of journal.entries({ from, kinds: ['interim', 'discharged'] })) {
    if (entry.step !== 'due' || entry.bill?.billNumber !== bill.billNumber) continue;
    if (isOfBill({ bill: entry.bill }, bill)) return entry.id;
  }
  return undefined;
}

function named({ billNumber }: BillFields): Found {
  return { billNumber };
}
