/**
 * A settlement, from the card's first byte to the centre's confirmation.
 *
 * The order is the safety: the intent is durable before the centre hears of it, the centre has
 * answered before the card is written, the card is written before anyone signs.
 */

import { type CardSession, type PreparedCommit, prepareCommit } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { Bill, SettleAnswer, SettlementId, VerifiedRecord } from '../model/index.ts';
import { type JournalEntry, makeIntent } from '../settlement/index.ts';
import { assertSam } from './assertSam.ts';
import type {
  Adjudicated,
  Confirmation,
  Equipment,
  HomeCounty,
  SettleOutcome,
  SettleResult,
} from './equipment.ts';
import { assertContinues, confirmSettled, finishSettlement } from './finish.ts';
import { provePin } from './holderPin.ts';
import { oneVisit } from './oneVisit.ts';
import { resumeCard } from './resume.ts';
import { newSettlementId } from './settlementId.ts';
import { decideVisit, homeOf, openVisit, proveCard } from './visit.ts';
import { wholeSeconds } from './wholeSeconds.ts';

/** Settles `bill` for the card in `session`. */
export async function settleBill(
  session: CardSession,
  bill: Bill,
  terminal: Equipment,
): Promise<SettleResult> {
  const equipment = oneVisit(terminal);
  const proven = await proveCard(session, bill, equipment);
  if (proven.outcome !== 'proven') return { ...proven, finished: [] };
  await assertSam(equipment);
  const home = homeOf(proven.record.insurance.county, equipment);
  if ('outcome' in home) return { ...home, finished: [] };
  assertContinues(equipment.journal, await home.centre.acknowledgedHead(equipment.terminalId));

  const resumed = await resumeCard(session, proven.record, home, equipment);
  if (resumed.outcome === 'card-pending') return resumed;
  const { finished, cardWasWritten } = resumed;
  const known = cardWasWritten ? undefined : proven.record;
  return { ...(await settleProven(session, bill, known, home, equipment)), finished };
}

/** @param known the record as it is on the card now, if nothing was written since it was read */
async function settleProven(
  session: CardSession,
  bill: Bill,
  known: VerifiedRecord | undefined,
  home: HomeCounty,
  equipment: Equipment,
): Promise<SettleOutcome> {
  let record = known;
  if (!record) {
    const proven = await proveCard(session, bill, equipment);
    if (proven.outcome !== 'proven') return proven;
    record = proven.record;
  }
  await handInEarlier(home, equipment);

  const visit = await openVisit(record, home);
  if (visit.outcome !== 'opened') return visit;
  const decided = decideVisit(visit, bill, equipment);
  if (decided.outcome !== 'adjudicated') return decided;
  const pinRefused = await provePin(session, decided, equipment);
  if (pinRefused) return pinRefused;
  return settleDecided(session, decided, home, equipment);
}

async function settleDecided(
  session: CardSession,
  decided: Adjudicated,
  home: HomeCounty,
  equipment: Equipment,
): Promise<SettleOutcome> {
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
  const confirmation = await handIn(id, home, equipment);
  if (confirmation.outcome === 'confirmed') equipment.onStep?.('confirmed');
  return { outcome: 'settled', entry, confirmation };
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
): SettleOutcome {
  if (answer.outcome === 'conflict') throw new OneCardError('terminal.id-conflict', { id });
  if (answer.settledAs === undefined) return { outcome: 'declined', id, reasons: answer.reasons };
  const entry = journal.settled(answer.settledAs);
  return { outcome: 'already-settled', id: answer.settledAs, ...(entry ? { entry } : {}) };
}

/**
 * Hands in what the centre has not acknowledged. The settlements stand in any case: a centre that
 * cannot take their signatures now gets them at the next visit.
 * @param id the settlement that the answer is about
 */
async function handIn(
  id: SettlementId,
  home: HomeCounty,
  { journal, terminalId }: Equipment,
): Promise<Confirmation> {
  try {
    const { refused } = await confirmSettled(home, journal, terminalId);
    return { outcome: refused.includes(id) ? 'refused' : 'confirmed' };
  } catch (cause) {
    return { outcome: 'pending', cause };
  }
}

/**
 * Hands in what earlier visits could not; what cannot be handed in now waits for the next. A ledger
 * that has never heard of a settlement that card and terminal signed was put back to an older state:
 * it would settle the same bill once more.
 * @throws OneCardError `terminal.ledger-replaced`, `centre.unreachable`
 */
async function handInEarlier(home: HomeCounty, { journal, terminalId }: Equipment): Promise<void> {
  const handedIn = await confirmSettled(home, journal, terminalId).catch(() => undefined);
  for (const id of handedIn?.refused ?? []) {
    const { outcome } = await home.centre.status(id);
    if (outcome !== 'not-found') continue;
    throw new OneCardError('terminal.ledger-replaced', { county: home.plan.county.code, id });
  }
}

/** Decides `bill` for the card in `session` and keeps nothing. */
export async function tryBill(session: CardSession, bill: Bill, terminal: Equipment) {
  const equipment = oneVisit(terminal);
  const proven = await proveCard(session, bill, equipment);
  if (proven.outcome !== 'proven') return proven;
  await assertSam(equipment);
  const home = homeOf(proven.record.insurance.county, equipment);
  if ('outcome' in home) return home;
  const visit = await openVisit(proven.record, home);
  return visit.outcome === 'opened' ? decideVisit(visit, bill, equipment) : visit;
}
