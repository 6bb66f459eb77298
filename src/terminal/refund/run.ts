/**
 * 退费: the plan that the journal holds is carried out, from wherever a break left it.
 *
 * | what the journal shows of the old settlement | what is left to do |
 * |---|---|
 * | it stands, paid back by the hospital | name the sum that the hospital hands out |
 * | it stands, or is being reversed | go on reversing it |
 * | reversed, and the bill in its place stands | name that settlement |
 * | reversed | settle the bill in its place: its number makes it one settlement, however often it is tried |
 */

import type { CardTransport } from '../../card/index.ts';
import type { SettlementId } from '../../model/index.ts';
import { type Amount, subtract, ZERO } from '../../money.ts';
import type { Journal, JournalEntry } from '../../settlement/index.ts';
import { billStanding, checkedBill, intentOfId } from '../billStanding.ts';
import type { Equipment, SettleResult } from '../equipment.ts';
import { type ReverseResult, stateOf } from '../saga/index.ts';
import type { Terminal } from '../terminal.ts';
import { openRefund } from './open.ts';

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
  | { readonly outcome: 'reversal-open'; readonly reversal: ReverseResult }
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
  const visit = await desk.terminal.settle(transport, checkedBill(plan.bill));
  if (visit.outcome === 'settled') return ended(journal, id, plan, visit.entry.id);
  if (visit.outcome === 'already-settled') return ended(journal, id, plan, visit.id);
  return { outcome: 'replacement-open', visit };
}

async function ended(
  journal: Journal,
  id: SettlementId,
  { audit }: JournalEntry<'refunding'>,
  settlement: SettlementId | undefined,
): Promise<RefundRun> {
  const before = cashOf(journal, id);
  const due = settlement ? cashOf(journal, settlement) : (audit?.cash ?? before);
  const cashBack = subtract(before, due);
  await journal.append({ kind: 'refunded', id, cashBack, ...(settlement && { settlement }) });
  return {
    outcome: 'refunded',
    cashBack,
    ...(settlement && { settlement }),
    ...(audit && due !== audit.cash && { differsFromAudit: true as const }),
    isRepeated: false,
  };
}

function cashOf(journal: Journal, id: SettlementId): Amount {
  return intentOfId(journal, id)?.adjudication.byPayer.cash ?? ZERO;
}
