/**
 * 重复收费: what a bill holds may belong to another bill by now. A refund settles what remains under a number of
 * its own, a stay bills anew what was taken back. The hospital's system still has the old bill, and may bring it.
 */

import type { Bill, BillFields, SettlementId } from '../model/index.ts';
import { type Journal, type RefusalReason, refusal } from '../settlement/index.ts';
import { intentOfId, isOfBill, isPaid } from './billStanding.ts';
import { laidDownSince } from './laidDown.ts';
import { openRefund } from './refund/open.ts';
import { isTakenBack } from './stay/account.ts';
import { type StayBill, stayOf } from './stay/stay.ts';

/**
 * Why this terminal does not settle `bill`; undefined where no other bill has what it holds.
 * @param isTrial nothing will be kept: what a stay took back may be tried as its next bill, before that is laid down
 */
export function billedAnew(
  journal: Journal,
  bill: Bill,
  { isTrial = false }: { readonly isTrial?: boolean } = {},
): RefusalReason | undefined {
  const found = refundOf(journal, bill) ?? stayWith(journal, bill, isTrial);
  return found && refusal('billed-anew', 'billNumber', found);
}

type Found = Readonly<Record<string, string>>;

/**
 * A refund put what remains of one bill under another number, or is about to: of all bills that refunds made of
 * one another one stands. Under the same number the centre knows the one from the other.
 */
function refundOf(journal: Journal, bill: Bill): Found | undefined {
  const { provider, billNumber } = bill;
  const refunds = refundsSince(journal, bill);
  const numbers = new Set([billNumber]);
  // Each round adds a number, or is the last.
  for (let known = 0; known < numbers.size; ) {
    known = numbers.size;
    for (const { old, left } of refunds) {
      if (numbers.has(old) || numbers.has(left)) numbers.add(old).add(left);
    }
  }
  for (const { id, old, left } of refunds) {
    if (!numbers.has(old)) continue;
    const planned = isPaid(journal, id) ? undefined : openRefund(journal, id)?.bill;
    if (planned && !isOfBill({ bill: planned }, bill)) return { refund: id, ...named(planned) };
    for (const other of [old, left]) {
      const standing = other !== billNumber && journal.standingBill(provider.code, other);
      if (standing && isOfPatient(standing.bill, bill))
        return { refund: id, ...named(standing.bill) };
    }
  }
  return undefined;
}

interface Refund {
  readonly id: SettlementId;
  /** Number of the bill that was refunded, and of the one that holds what remains. */
  readonly old: string;
  readonly left: string;
}

/** Nothing is refunded before it is settled, nor settled before the discharge. */
function refundsSince(journal: Journal, bill: Bill): readonly Refund[] {
  return laidDownSince(journal, bill.visit.dischargedOn).flatMap((each): readonly Refund[] => {
    if (each.kind !== 'refunding' || each.provider !== bill.provider.code) return [];
    const old = intentOfId(journal, each.id)?.bill;
    if (!old || !isOfPatient(old, bill)) return [];
    return [{ id: each.id, old: old.billNumber, left: each.billNumber }];
  });
}

/** A number that is free again may be another patient's by now. */
function isOfPatient({ patient }: BillFields, other: Bill): boolean {
  return patient.memberNumber === other.patient.memberNumber;
}

/** A stay laid the bill down, and took it back or has its lines in another one. */
function stayWith(journal: Journal, bill: Bill, isTrial: boolean): Found | undefined {
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
  return at < 0 && !isTrial ? { stay: stay.id } : undefined;
}

/** The stay whose entries hold this very bill. None is older than the admission. */
function laidDownBy(journal: Journal, bill: Bill): SettlementId | undefined {
  const { kind, admittedOn } = bill.visit;
  if (kind !== 'inpatient') return undefined;
  const { code } = bill.provider;
  for (const each of laidDownSince(journal, admittedOn)) {
    const isOfStay = each.kind !== 'refunding' && each.provider === code;
    if (!isOfStay || each.billNumber !== bill.billNumber) continue;
    const entry = journal.entry(each.sequence);
    const isDue = entry?.kind === 'interim' || entry?.kind === 'discharged';
    if (!isDue || entry.step !== 'due' || !entry.bill) continue;
    if (isOfBill({ bill: entry.bill }, bill)) return entry.id;
  }
  return undefined;
}

function named({ billNumber }: BillFields): Found {
  return { billNumber };
}
