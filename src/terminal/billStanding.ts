/** What this terminal's journal knows of a bill: whether it stands, or may come to. */

import { equalBytes } from '../bytes.ts';
import type { Bill, BillFields, SettlementId } from '../model/index.ts';
import { type Amount, ZERO } from '../money.ts';
import {
  billHash,
  encodeBill,
  type Journal,
  type JournalEntry,
  parseBill,
} from '../settlement/index.ts';
import { stateOf } from './saga/index.ts';

export type BillStanding =
  | { readonly outcome: 'stands'; readonly id: SettlementId }
  /** A visit of it is not over: it may come to stand. */
  | { readonly outcome: 'open'; readonly id: SettlementId }
  | { readonly outcome: 'none' };

/** By the bill's contents: the same number may have stood for other lines before. */
export function billStanding(journal: Journal, bill: BillFields): BillStanding {
  const standing = journal.standingBill(bill.provider.code, bill.billNumber);
  // Also while its card, which came back, is being written: the money stands all the time.
  const isStanding = (id: SettlementId) => stateOf(journal.entriesOf(id)) !== 'reversing';
  if (standing && isOfBill(standing, bill) && isStanding(standing.id)) {
    return { outcome: 'stands', id: standing.id };
  }
  const open = journal.openIntents().find((intent) => isOfBill(intent, bill));
  return open ? { outcome: 'open', id: open.id } : { outcome: 'none' };
}

/** Whether it was decided for this very bill. */
export function isOfBill({ bill }: { readonly bill: BillFields }, other: BillFields): boolean {
  return equalBytes(billHash(bill), billHash(other));
}

/** Whether the settlement of `id` is done and is not taken back: also while its card, which came back, is written. */
export function stands(journal: Journal, id: SettlementId): boolean {
  const entries = journal.entriesOf(id);
  const hasStood = entries.some(({ kind }) => kind === 'settled' || kind === 'without-card');
  return hasStood && !entries.some(({ kind }) => kind === 'reversing' || kind === 'reversed');
}

/** Whether what was paid for `id` is with the hospital yet: also while a reversal of it has no end. */
export function isPaid(journal: Journal, id: SettlementId): boolean {
  const kinds = journal.entriesOf(id).map(({ kind }) => kind);
  const hasStood = kinds.includes('settled') || kinds.includes('without-card');
  return hasStood && !kinds.includes('reversed');
}

/** What was decided for `id`, if this journal has it. */
export function intentOfId(journal: Journal, id: SettlementId): JournalEntry<'intent'> | undefined {
  return journal.entriesOf(id).find((entry) => entry.kind === 'intent');
}

/** What the till took of the patient for `id`: the exact cash, or what the plan rounds it to (现金取整). */
export function cashTaken(journal: Journal, id: SettlementId): Amount {
  const decided = intentOfId(journal, id)?.adjudication;
  return decided?.till?.due ?? decided?.byPayer.cash ?? ZERO;
}

/** A bill of the journal, or one made of it, through the door of all bills. @throws DocumentError `bill.invalid`. */
export function checkedBill(bill: BillFields): Bill {
  return parseBill(encodeBill(bill), `${bill.billNumber}.json`);
}
