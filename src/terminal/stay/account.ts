/** 住院账户: what was paid in, what the settled bills took of it, and who owes whom. */

import type { SettlementId } from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';
import type { Journal } from '../../settlement/index.ts';
import { intentOfId, stands } from '../billStanding.ts';
import { paidIn, type Stay } from './stay.ts';

export interface StayAccount {
  /** 预交金 */
  readonly paidIn: Amount;
  /** 个人现金 of the bills that stand. */
  readonly cash: Amount;
  /** Above zero it is given back (应退), below zero it is due (应补). */
  readonly balance: Amount;
  /** Settlements of the stay that stand, those in place of refunded ones among them. */
  readonly settlements: readonly SettlementId[];
  /** Settled at another terminal: what they took is not known here. */
  readonly elsewhere: readonly SettlementId[];
}

/** A refund of a refund of a refund is followed no further. */
const REFUNDS_MAX = 100;

export function stayAccount(stay: Stay, journal: Journal): StayAccount {
  const named = stay.bills.flatMap(({ settlement }) => settlement ?? []);
  const elsewhere = named.filter((id) => !intentOfId(journal, id));
  const settlements = named
    .filter((id) => !elsewhere.includes(id))
    .flatMap((id) => standingIn(journal, id) ?? []);
  const cash = add(ZERO, ...settlements.map((id) => cashOf(journal, id)));
  const paid = paidIn(stay);
  return { paidIn: paid, cash, balance: subtract(paid, cash), settlements, elsewhere };
}

function cashOf(journal: Journal, id: SettlementId): Amount {
  return intentOfId(journal, id)?.adjudication.byPayer.cash ?? ZERO;
}

/** The settlement that stands for `id`: itself, or what a refund put in its place. */
export function standingIn(journal: Journal, id: SettlementId): SettlementId | undefined {
  let current: SettlementId | undefined = id;
  for (let step = 0; current && step < REFUNDS_MAX; step++) {
    if (stands(journal, current)) return current;
    current = journal.entriesOf(current).findLast((entry) => entry.kind === 'refunded')?.settlement;
  }
  return undefined;
}
