/**
 * 重复收费: what a bill holds may belong to another bill by now. A refund settles what remains under a number of
 * its own, a stay bills anew what was taken back. The hospital's system still has the old bill, and may bring it.
 */

import type { Bill, BillFields, SettlementId } from '../model/index.ts';
import { type Journal, type RefusalReason, refusal } from '../settlement/index.ts';
import { intentOfId, isOfBill, isPaid } from './billStanding.ts';
import { openRefund } from './refund/open.ts';
import { isTakenBack, standingIn } from './stay/account.ts';
import { type StayBill, stayOf } from './stay/stay.ts';

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
  const isThis = (each: StayBill) => each.bill !== undefined && isOfBill({ bill: each.bill }, bill);
  const at = stay.bills.findLastIndex(isThis);
  // Laid down later it would not have them, had this one not been taken back, here or elsewhere.
  const later = stay.bills.slice(at + 1).filter((each) => !isTakenBack(journal, each));
  const other = later.find((each) =>
    each.bill?.lines.some(({ lineId }) => lines.has(lineId)),
  )?.bill;
  if (other) return { stay: stay.id, ...named(other) };
  // A bill of the stay yet: due, standing, or reversed by itself with its lines in no other one.
  return at < 0 ? { stay: stay.id } : undefined;
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
