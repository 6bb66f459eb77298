/** 脱机结算: the way round a centre that cannot be asked. The card is the commit point. */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Bill } from '../../model/index.ts';
import { billHash } from '../../settlement/index.ts';
import type { Equipment, HomeCounty, SettleOutcome } from '../equipment.ts';
import { type CardAtHand, finishAtCard } from '../saga/finish.ts';
import { type RecordedVisit, type RunContext, stateOf } from '../saga/recordedVisit.ts';
import type { Outbox } from './outbox.ts';

/**
 * The settlement that this terminal made of this very bill: nobody else can say so now.
 * One that is being taken back is not told as settled: nothing else may take its place before it is gone.
 * @returns undefined when there is none, or when the number stands for another bill
 */
export function settledHere(
  { journal }: Equipment,
  bill: Bill,
): Extract<SettleOutcome, { outcome: 'already-settled' | 'reversing' }> | undefined {
  const standing = journal.standingBill(bill.provider.code, bill.billNumber);
  if (!standing || !equalBytes(standing.adjudication.billHash, billHash(bill))) return undefined;
  const { id } = standing;
  if (stateOf(journal.entriesOf(id)) === 'reversing') {
    const cause = new OneCardError('terminal.still-standing', { id, at: 'settlement' });
    return { outcome: 'reversing', id, cause };
  }
  const entry = journal.settled(id);
  return { outcome: 'already-settled', id, ...(entry && { entry }), isUnasked: true };
}

/** Whether a visit that nobody could be asked about may go on by the county's limits. */
export function mayGoOffline(home: HomeCounty): boolean {
  return home.offlineLimits !== undefined;
}

/**
 * Writes the card and has both sign, as on line; the centre is handed it by the outbox. Where only its
 * ledger was behind, that is at once.
 */
export async function finishOffline(
  visit: RecordedVisit,
  card: CardAtHand,
  outbox: Outbox,
  run: RunContext,
): Promise<SettleOutcome> {
  const { intent } = visit;
  const result = await finishAtCard(visit, card, run, 'decided-off-line');
  if (result.outcome !== 'finished') return result;
  const { entry } = result;
  const county = intent.statement.home;
  const isTaken = intent.offline?.cause === 'ledger-behind' && (await handIn(visit, outbox));
  if (isTaken) return { outcome: 'settled', entry, confirmation: { outcome: 'confirmed' } };
  const cause = new OneCardError('offline.waits', { county });
  return { outcome: 'settled', entry, confirmation: { outcome: 'pending', cause } };
}

/** The settlement stands in any case: what goes wrong now waits for the next contact. */
async function handIn({ id, home, intent }: RecordedVisit, outbox: Outbox): Promise<boolean> {
  try {
    const { answers } = await outbox.sendOnce(intent.statement.home, home);
    return answers.some((each) => each.id === id && each.answer.outcome === 'settled');
  } catch {
    return false;
  }
}
