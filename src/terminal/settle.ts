/**
 * A settlement, from the card's first byte to the centre's confirmation.
 *
 * The order is the safety: the intent is durable before the centre hears of it, the centre has
 * answered before the card is written, the card is written before anyone signs.
 */

import { type CardSession, type PreparedCommit, prepareCommit } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { Bill, SettleAnswer, SettlementId } from '../model/index.ts';
import { type JournalEntry, makeIntent } from '../settlement/index.ts';
import type {
  Adjudicated,
  Confirmation,
  Equipment,
  HomeCounty,
  SettleResult,
} from './equipment.ts';
import { confirmSettled, finishSettlement } from './finish.ts';
import { resumeCard } from './resume.ts';
import { newSettlementId } from './settlementId.ts';
import { decideVisit, homeOf, openVisit, proveCard } from './visit.ts';
import { wholeSeconds } from './wholeSeconds.ts';

/** Settles `bill` for the card in `session`. */
export async function settleBill(
  session: CardSession,
  bill: Bill,
  equipment: Equipment,
): Promise<SettleResult> {
  let proven = await proveCard(session, bill, equipment);
  if (proven.outcome !== 'proven') return proven;
  const home = homeOf(proven.record.insurance.county, equipment);
  if ('outcome' in home) return home;

  const { finished, cardWasWritten } = await resumeCard(session, proven.record, home, equipment);
  if (cardWasWritten) {
    proven = await proveCard(session, bill, equipment);
    if (proven.outcome !== 'proven') return proven;
  }

  await confirm(home, { ...equipment, onStep: () => {} });

  const visit = await openVisit(proven.record, home);
  if (visit.outcome !== 'opened') return visit;
  const decided = decideVisit(visit, bill, equipment);
  if (decided.outcome !== 'adjudicated') return decided;

  const result = await settleDecided(session, decided, home, equipment);
  return result.outcome === 'settled' ? { ...result, finished } : result;
}

async function settleDecided(
  session: CardSession,
  decided: Adjudicated,
  home: HomeCounty,
  equipment: Equipment,
): Promise<SettleResult> {
  const { record, bill, adjudication } = decided;
  const id = newSettlementId(equipment.clock, equipment.random);
  const prepared = await prepare(id, decided, equipment);
  const request = { statement: prepared.statement, adjudication, bill };

  const quote = await home.centre.quote(request);
  if (quote.outcome !== 'settled') return refusedByCentre(id, quote, equipment);

  await equipment.journal.append(intentOf(decided, prepared));
  equipment.onStep?.('intent-durable');

  let answer: SettleAnswer;
  try {
    answer = await home.centre.settle(id, { ...request, journalHead: equipment.journal.head() });
  } catch (cause) {
    return { outcome: 'unknown', id, cause };
  }
  if (answer.outcome === 'declined') {
    await equipment.journal.append({ kind: 'declined', id, reasons: answer.reasons });
  }
  if (answer.outcome !== 'settled') return refusedByCentre(id, answer, equipment);
  equipment.onStep?.('centre-settled');

  let entry: JournalEntry<'settled'>;
  try {
    entry = await finishSettlement(session, record, prepared, equipment);
  } catch (cause) {
    return { outcome: 'card-pending', id, cause };
  }
  return { outcome: 'settled', entry, finished: [], confirmation: await confirm(home, equipment) };
}

/** The card's new state, its log record and the statement, all fixed before the intent is written. */
async function prepare(
  id: SettlementId,
  { record, bill, adjudication }: Adjudicated,
  equipment: Equipment,
): Promise<PreparedCommit> {
  const core = {
    id,
    home: adjudication.home,
    planId: adjudication.plan.id,
    planVersion: adjudication.plan.version,
    billHash: adjudication.billHash,
    total: adjudication.total,
    byPayer: adjudication.byPayer,
    provider: bill.provider.code,
    terminalId: equipment.terminalId,
    samId: await equipment.sam.id(),
    settledAt: wholeSeconds(equipment.clock),
  };
  return prepareCommit(record, core, adjudication.usageAfter);
}

function intentOf({ record, bill, adjudication }: Adjudicated, prepared: PreparedCommit) {
  const { statement, logRecord, stateBody, slot } = prepared;
  return makeIntent({
    adjudication,
    bill,
    holder: { name: record.holder.name, memberNumber: record.insurance.memberNumber },
    statement,
    cardWrite: { logRecord, stateBody, slot },
  });
}

function refusedByCentre(
  id: SettlementId,
  answer: Exclude<SettleAnswer, { outcome: 'settled' }>,
  { journal }: Equipment,
): SettleResult {
  if (answer.outcome === 'conflict') throw new OneCardError('terminal.id-conflict', { id });
  if (answer.settledAs === undefined) return { outcome: 'declined', id, reasons: answer.reasons };
  const entry = journal.settled(answer.settledAs);
  return { outcome: 'already-settled', id: answer.settledAs, ...(entry ? { entry } : {}) };
}

/**
 * Hands in what the centre has not acknowledged. The settlements stand in any case: a centre that
 * cannot take their signatures now gets them at the next visit.
 */
async function confirm(home: HomeCounty, equipment: Equipment): Promise<Confirmation> {
  try {
    await confirmSettled(home, equipment.journal, equipment.terminalId);
  } catch (cause) {
    return { outcome: 'pending', cause };
  }
  equipment.onStep?.('confirmed');
  return { outcome: 'confirmed' };
}

/** Decides `bill` for the card in `session` and keeps nothing. */
export async function tryBill(session: CardSession, bill: Bill, equipment: Equipment) {
  const proven = await proveCard(session, bill, equipment);
  if (proven.outcome !== 'proven') return proven;
  const home = homeOf(proven.record.insurance.county, equipment);
  if ('outcome' in home) return home;
  const visit = await openVisit(proven.record, home);
  return visit.outcome === 'opened' ? decideVisit(visit, bill, equipment) : visit;
}
