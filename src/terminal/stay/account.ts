/** 住院账户: what was paid in, what the settled bills took of it, and who owes whom. */

import type { SettlementId } from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';
import type { Journal, LineReturn } from '../../settlement/index.ts';
import { billStanding, cashTaken, intentOfId, isPaid } from '../billStanding.ts';
import { handedOut, openRefund } from '../refund/open.ts';
import { paidIn, type Stay, type StayBill } from './stay.ts';

export interface StayAccount {
  /** 预交金 */
  readonly paidIn: Amount;
  /** 个人现金 of the bills that stand, and of others what the hospital handed out: it is not given back again. */
  readonly cash: Amount;
  /** Above zero it is given back (应退), below zero it is due (应补). */
  readonly balance: Amount;
  /** Settlements of the stay that stand or are being taken back, those in place of refunded ones among them. */
  readonly settlements: readonly SettlementId[];
  /** Settled at another terminal: what they took is not known here. */
  readonly elsewhere: readonly SettlementId[];
}

/** A refund of a refund of a refund is followed no further. */
const REFUNDS_MAX = 100;

export function stayAccount(stay: Stay, journal: Journal): StayAccount {
  const named = stay.bills.flatMap(({ settlement }) => settlement ?? []);
  const elsewhere = named.filter((id) => !intentOfId(journal, id));
  const all = named.filter((id) => !elsewhere.includes(id)).flatMap((id) => inPlaceOf(journal, id));
  const settlements = all.filter((id) => isPaid(journal, id));
  const gone = all.filter((id) => !isPaid(journal, id));
  const cash = add(
    ZERO,
    ...settlements.map((id) => cashTaken(journal, id)),
    ...gone.map((id) => handedOut(journal, id)),
  );
  const paid = paidIn(stay);
  return { paidIn: paid, cash, balance: subtract(paid, cash), settlements, elsewhere };
}

/** The settlement that was paid for `id` and is not taken back: itself, or what a refund put in its place. */
export function standingIn(journal: Journal, id: SettlementId): SettlementId | undefined {
  return inPlaceOf(journal, id).find((each) => isPaid(journal, each));
}

/** How far `id` is taken back where nothing is to be settled in its place: neither by a refund, nor after one. */
export function reversalOf(
  journal: Journal,
  id: SettlementId,
): 'reversing' | 'reversed' | undefined {
  const kinds = journal.entriesOf(inPlaceOf(journal, id).at(-1)!).map(({ kind }) => kind);
  if (kinds.includes('refunding')) return undefined;
  if (kinds.includes('reversed')) return 'reversed';
  return kinds.includes('reversing') ? 'reversing' : undefined;
}

/**
 * The settlement of a bill that was reversed by itself, with nothing in its place. Its lines go into the next bill:
 * bills after it, of a year that is over, may be there for good, so that nobody could cancel it any more.
 */
export function isTakenBack(journal: Journal, { bill, settlement }: StayBill): boolean {
  return (
    bill !== undefined &&
    settlement !== undefined &&
    reversalOf(journal, settlement) === 'reversed' &&
    billStanding(journal, bill).outcome === 'none'
  );
}

/** Whether a refund that has no end may yet put something in the place of `id`. */
export function isBeingRefunded(journal: Journal, id: SettlementId): boolean {
  return inPlaceOf(journal, id).some((each) => openRefund(journal, each));
}

/** What refunds took back of the lines of `id`, and of what they put in its place. */
export function returnedOf(journal: Journal, id: SettlementId): readonly LineReturn[] {
  return inPlaceOf(journal, id)
    .flatMap((each) => journal.entriesOf(each))
    .flatMap((entry) => (entry.kind === 'refunding' ? entry.returned : []));
}

/** `id`, and what refunds put in its place one after the other. */
function inPlaceOf(journal: Journal, id: SettlementId): readonly SettlementId[] {
  const all: SettlementId[] = [];
  let current: SettlementId | undefined = id;
  while (current && all.length < REFUNDS_MAX) {
    all.push(current);
    current = journal.entriesOf(current).findLast((entry) => entry.kind === 'refunded')?.settlement;
  }
  return all;
}
