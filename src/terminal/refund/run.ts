/**
 * 退费: the plan that the journal holds is carried out, from wherever a break left it.
 *
 * | what the journal shows of the old settlement | what is left to do |
 * |---|---|
 * | it stands, paid back by the hospital | name the sum that the hospital hands out |
 * | it stands, or is being reversed | go on reversing it |
 * | reversed, and the bill in its place stands | name that settlement |
 * | reversed | settle the bill in its place: its number makes it one settlement, however often it is tried |
 * | reversed, and the bill, or another one with its lines, stands at another terminal | nothing: this one was one too many |
 */

import type { CardTransport } from '../../card/index.ts';
import type { SettlementId } from '../../model/index.ts';
import { type Amount, subtract, ZERO } from '../../money.ts';
import type { Journal, JournalEntry } from '../../settlement/index.ts';
import { billStanding, cashTaken, checkedBill, intentOfId } from '../billStanding.ts';
import type { Equipment, SettleResult } from '../equipment.ts';
import { standsElsewhere } from '../saga/follow.ts';
import { type ReverseResult, stateOf } from '../saga/index.ts';
import type { Terminal } from '../terminal.ts';
import { handedOut, openRefund } from './open.ts';

/** What a desk for refunds works with. */
export interface RefundEquipment {
  readonly equipment: Equipment;
  readonly terminal: Pick<Terminal, 'settle' | 'reverse'>;
}

export type RefundRun =
  | {
      readonly outcome: 'refunded';
      /** What the patient gets back in cash; below zero: what the patient has to add. */
      readonly cashBack: Amount;
      /** In place of the old one. */
      readonly settlement?: SettlementId;
      /** Whether the new settlement asks another sum of the patient than the review found. */
      readonly differsFromAudit?: true;
      /** Whether it had been done before. */
      readonly isRepeated: boolean;
    }
  /** The old settlement is not taken back yet: the same call goes on. */
  | { readonly outcome: 'reversal-open'; readonly reversal?: ReverseResult }
  /** Taken back, and nothing stands in its place yet: the card again. */
  | { readonly outcome: 'replacement-open'; readonly visit?: SettleResult };

/** Goes on with the refund of `id`. @throws RangeError when none is open */
export async function runRefund(
  desk: RefundEquipment,
  id: SettlementId,
  transport: CardTransport | undefined,
): Promise<RefundRun> {
  const { journal } = desk.equipment;
  const plan = openRefund(journal, id);
  if (!plan) throw new RangeError('"id" expected a settlement with an open refund');
  if (!plan.bill) return ended(journal, id, plan, undefined);
  if (stateOf(journal.entriesOf(id)) !== 'reversed') {
    const { reason, operator, second } = plan;
    const options = {
      reason,
      operator,
      ...(second && { second }),
      ...(transport && { transport }),
    };
    const reversal = await desk.terminal.reverse(id, options);
    if (reversal.outcome !== 'reversed') return { outcome: 'reversal-open', reversal };
  }
  const standing = billStanding(journal, plan.bill);
  if (standing.outcome === 'stands') return ended(journal, id, plan, standing.id);
  if (!transport) return { outcome: 'replacement-open' };
  const { bill, statement } = intentOfId(journal, id)!;
  // A stay's bill that its own terminal took back meanwhile: its lines are paid for in another one.
  const isBilledAnew = await standsElsewhere(id, statement.home, desk.equipment);
  if (isBilledAnew) return ended(journal, id, plan, undefined);
  const visit = await desk.terminal.settle(transport, checkedBill(plan.bill));
  if (visit.outcome === 'settled') return ended(journal, id, plan, visit.entry.id);
  if (visit.outcome === 'already-settled' && intentOfId(journal, visit.id)) {
    return ended(journal, id, plan, visit.id);
  }
  // Settled once more at another terminal, and paid there: what is given back of that is given back there.
  // A number that the refund chose stands for who knows what.
  const isOwnNumber = bill.billNumber === plan.bill.billNumber;
  const isElsewhere =
    visit.outcome === 'already-settled' ||
    (isOwnNumber && visit.outcome === 'declined' && visit.reasons.includes('bill-already-settled'));
  if (isElsewhere) return ended(journal, id, plan, undefined);
  return { outcome: 'replacement-open', visit };
}

/** Why a refund ends though nothing was settled in the place of the old settlement. */
export interface RefundConclusion {
  readonly reason: string;
  readonly operator: string;
}

/**
 * Ends the refund of `id` whose remaining bill is not settled: the patient has back all that was paid, and pays
 * that bill as any other. As long as the old settlement may stand, or a visit of the new bill may come to stand,
 * nothing ends.
 * @throws RangeError when none is open
 */
export async function concludeRefund(
  desk: RefundEquipment,
  id: SettlementId,
  conclusion: RefundConclusion,
): Promise<RefundRun> {
  const { journal } = desk.equipment;
  const plan = openRefund(journal, id);
  if (!plan) throw new RangeError('"id" expected a settlement with an open refund');
  if (!plan.bill) return ended(journal, id, plan, undefined);
  if (stateOf(journal.entriesOf(id)) !== 'reversed') return { outcome: 'reversal-open' };
  const standing = billStanding(journal, plan.bill);
  if (standing.outcome === 'stands') return ended(journal, id, plan, standing.id);
  if (standing.outcome === 'open') return { outcome: 'replacement-open' };
  return ended(journal, id, plan, undefined, conclusion);
}

async function ended(
  journal: Journal,
  id: SettlementId,
  { audit, bill }: JournalEntry<'refunding'>,
  settlement: SettlementId | undefined,
  conclusion: Partial<RefundConclusion> = {},
): Promise<RefundRun> {
  const exact = cashPaid(journal, id);
  // Of the settlement that stands the review speaks to the fen; what is taken back was taken by the till.
  const cashBack = bill
    ? subtract(
        subtract(cashTaken(journal, id), handedOut(journal, id)),
        settlement ? cashTaken(journal, settlement) : ZERO,
      )
    : subtract(exact, audit?.cash ?? exact);
  const { reason, operator } = conclusion;
  await journal.append({
    kind: 'refunded',
    id,
    cashBack,
    ...(settlement && { settlement }),
    ...(operator !== undefined && { operator }),
    ...(reason !== undefined && { reason }),
  });
  return {
    outcome: 'refunded',
    cashBack,
    ...(settlement && { settlement }),
    ...(audit &&
      settlement &&
      cashOf(journal, settlement) !== audit.cash && { differsFromAudit: true as const }),
    isRepeated: false,
  };
}

/** What the patient paid in cash for `id`, less what the hospital handed out of it. */
export function cashPaid(journal: Journal, id: SettlementId): Amount {
  return subtract(cashOf(journal, id), handedOut(journal, id));
}

function cashOf(journal: Journal, id: SettlementId): Amount {
  return intentOfId(journal, id)?.adjudication.byPayer.cash ?? ZERO;
}
