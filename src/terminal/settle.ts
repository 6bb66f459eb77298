/**
 * A settlement, from the card's first byte to the centre's confirmation, along the table of saga/.
 *
 * The order is the safety: the intent is durable before the centre hears of it, its answer before the
 * card is written, the card's answer before anyone signs.
 */

import type { CardSession } from '../card/index.ts';
import type { Bill, OfflineCause, VerifiedRecord } from '../model/index.ts';
import { assertClock } from './assertClock.ts';
import { assertSam } from './assertSam.ts';
import { billedAnew } from './billedAnew.ts';
import { isOfBill, stands } from './billStanding.ts';
import type {
  Adjudicated,
  Equipment,
  HomeCounty,
  Refusal,
  SettleOptions,
  SettleOutcome,
  SettleResult,
  TrialResult,
} from './equipment.ts';
import { handIn, handInEarlier } from './handIn.ts';
import { provePin } from './holderPin.ts';
import type { KnownJournal } from './knownJournal.ts';
import { decideOffline, isLedgerBehind } from './offline/decideOffline.ts';
import type { Outbox } from './offline/outbox.ts';
import { finishOffline, mayGoOffline, settledHere } from './offline/settleOffline.ts';
import { oneVisit } from './oneVisit.ts';
import { intentOf, prepareVisit } from './prepareVisit.ts';
import { cancelVisit } from './saga/cancel.ts';
import { isUnreachable } from './saga/cause.ts';
import { finishAtCard } from './saga/finish.ts';
import { askHeld } from './saga/follow.ts';
import { type RecordedVisit, type RunContext, sagaOf } from './saga/recordedVisit.ts';
import { type Resumed, resumeCard } from './saga/resume.ts';
import type { Saga } from './saga/saga.ts';
import { begunState } from './saga/visitState.ts';
import { catchUpCard } from './saga/withoutCard.ts';
import { refusedByCentre, sendVisit } from './sendVisit.ts';
import { newSettlementId } from './settlementId.ts';
import { decideVisit, homeOf, openVisit, proveCard } from './visit.ts';

/** What one call of `Terminal.settle` asked for. */
export interface SettleRun extends RunContext {
  readonly bill: Bill;
  readonly confirm?: SettleOptions['confirm'];
  readonly outbox: Outbox;
  readonly known: KnownJournal;
  /** Newest entry of the journal when the visit began. */
  readonly journalSequence: number;
}

/** Taps of one card in a row: one for each visit that is finished first, and there are few. */
const RESUMES_MAX = 16;

/** Settles the bill of `run` for the card in `session`. */
export async function settleBill(
  session: CardSession,
  asked: Omit<SettleRun, 'journalSequence'>,
): Promise<SettleResult> {
  const equipment = oneVisit(asked.equipment);
  const run = { ...asked, equipment, journalSequence: equipment.journal.head().sequence };
  run.tell?.(begunState());
  const saga = sagaOf({ state: 'opened' }, run);
  const finished: SettleResult['finished'][number][] = [];
  if (run.signal?.aborted) return { ...abandon(saga), finished };
  const end = <T extends Refusal>(refusal: T) => {
    saga.take('refused');
    return { ...refusal, finished };
  };

  let isCut = false;
  for (let resumes = 0; resumes <= RESUMES_MAX; resumes++) {
    const proven = await proveCard(session, run.bill, run.equipment);
    if (proven.outcome !== 'proven') return end(proven);
    const { record } = proven;
    if (resumes === 0) await assertSam(run.equipment);
    const home = homeOf(record.insurance.county, run.equipment);
    if ('outcome' in home) return end(home);
    if (resumes === 0) isCut = await isOutOfReach(home, run.known);

    // Whoever calls off this bill calls off no other.
    const resumed: Resumed = await resumeCard({ session, record }, home, {
      ...run,
      signal: undefined,
    });
    finished.push(...resumed.finished);
    if (resumed.outcome !== 'resumed') {
      saga.take('refused');
      return { ...resumed, finished };
    }
    if (resumed.cardWasWritten) continue;
    const outcome = await settleProven({ session, record, home, saga, isCut }, run);
    // The county may have taken one back meanwhile, and its centre said so now: nobody is charged for it.
    return { ...outcome, finished: finished.filter(({ id }) => stands(equipment.journal, id)) };
  }
  throw new RangeError('the card was written again and again');
}

/**
 * Whether nobody answers, and the visit goes on by the county's limits. Who answers is asked first
 * whether this is still the journal that it knows.
 * @throws OneCardError `terminal.journal-replaced`, and `centre.unreachable` where the county allows nothing
 */
async function isOutOfReach(home: HomeCounty, known: KnownJournal): Promise<boolean> {
  try {
    await known.ask(home);
    return false;
  } catch (cause) {
    if (!isUnreachable(cause) || !mayGoOffline(home)) throw cause;
    return true;
  }
}

/** A proven card with nothing left open, on its way to a settlement of the bill. */
interface AtDesk {
  readonly session: CardSession;
  readonly record: VerifiedRecord;
  readonly home: HomeCounty;
  readonly saga: Saga;
  /** Whether the centre did not answer in this visit. */
  readonly isCut: boolean;
}

async function settleProven(desk: AtDesk, run: SettleRun): Promise<SettleOutcome> {
  const elsewhere = billedAnew(run.equipment.journal, run.bill);
  if (elsewhere) return refuse(desk.saga, { outcome: 'refused', reasons: [elsewhere] });
  if (desk.isCut) return settleByCard(desk, 'unreachable', run);
  try {
    return await settleByLedger(desk, run);
  } catch (cause) {
    // After the intent nobody knows what the centre has: only before it there is a way round.
    const isBeforeIntent = desk.saga.state === 'opened';
    if (!isUnreachable(cause) || !isBeforeIntent || !mayGoOffline(desk.home)) throw cause;
    return settleByCard(desk, 'unreachable', run);
  }
}

async function settleByLedger(desk: AtDesk, run: SettleRun): Promise<SettleOutcome> {
  const { saga, record, home } = desk;
  const sent = await run.outbox.sendOnce(record.insurance.county, home);
  if (isUnreachable(sent.cause)) throw sent.cause;
  await handInEarlier(home, run.equipment);
  const visit = await openVisit(record, home);
  if (visit.outcome === 'card-out-of-step' && mayGoOffline(home) && isLedgerBehind(record, visit)) {
    return settleByCard(desk, 'ledger-behind', run);
  }
  if (visit.outcome !== 'opened') return refuse(saga, visit);
  const decided = decideVisit(visit, run.bill, run.equipment);
  if (decided.outcome !== 'adjudicated') return refuse(saga, decided);
  if (run.signal?.aborted) return abandon(saga);
  return settleDecided(desk, decided, run);
}

/** Decides from the card by leave of the county's limits. */
async function settleByCard(
  desk: AtDesk,
  cause: OfflineCause,
  run: SettleRun,
): Promise<SettleOutcome> {
  const { saga, record, home } = desk;
  const { bill, equipment, outbox, journalSequence } = run;
  const settled = settledHere(equipment, bill);
  if (settled) return refuse(saga, settled);
  const decided = await decideOffline(
    { record, home, bill, cause, journalSequence },
    outbox,
    equipment,
  );
  if (decided.outcome !== 'adjudicated') return refuse(saga, decided);
  if (run.signal?.aborted) return abandon(saga);
  return settleDecided(desk, decided, run);
}

async function settleDecided(
  { session, record, home, saga }: AtDesk,
  decided: Adjudicated,
  run: SettleRun,
): Promise<SettleOutcome> {
  const { equipment, signal } = run;
  const { bill, adjudication, offline } = decided;
  const id = newSettlementId(equipment.clock, equipment.random);
  const prepared = await prepareVisit(id, decided, equipment);
  const request = { statement: prepared.statement, adjudication, bill };

  if (!offline) {
    const quote = await home.centre.quote(request);
    if (quote.outcome !== 'settled') return refuse(saga, refusedByCentre(id, quote, equipment));
    assertClock(record.insurance.county, prepared.statement.settledAt, quote.answeredAt);
    const before = await settledBefore(bill, home, run);
    if (before) return refuse(saga, before);
  }
  saga.decided(adjudication);
  saga.take(offline ? 'decided-off-line' : 'quote-accepted');
  if (run.confirm && !(await run.confirm(decided))) return abandon(saga);
  if (signal?.aborted) return abandon(saga);
  const pinRefused = await provePin(session, decided, equipment, () => saga.take('pin-due'));
  if (pinRefused) return refuse(saga, pinRefused);
  if (signal?.aborted) return abandon(saga);

  // Clerk and holder took their time: a stay or a refund may have put the lines into another bill meanwhile.
  const elsewhere = billedAnew(equipment.journal, bill);
  if (elsewhere) return refuse(saga, { outcome: 'refused', reasons: [elsewhere] });
  const intent = await saga.record('recorded', () =>
    equipment.journal.append(intentOf(decided, prepared)),
  );
  equipment.onStep?.('intent-durable');
  const visit: RecordedVisit = { id, intent, home, saga };
  if (offline) return finishOffline(visit, { session, record }, run.outbox, run);
  if (signal?.aborted) return cancelVisit(visit, run);
  const refused = await sendVisit(visit, request, run);
  if (refused) return refused;
  equipment.onStep?.('centre-settled');
  return finishAnswered(visit, { session, record }, run);
}

async function finishAnswered(
  visit: RecordedVisit,
  card: Pick<AtDesk, 'session' | 'record'>,
  run: SettleRun,
): Promise<SettleOutcome> {
  const { id, home } = visit;
  const { equipment } = run;
  const result = await finishAtCard(visit, card, run);
  if (result.outcome !== 'finished') return result;
  const { entry } = result;
  const { cardSerial, sequence } = entry.signed.statement;
  await catchUpCard(cardSerial, sequence, run);
  const confirmation = await handIn(id, home, equipment);
  if (confirmation.outcome === 'confirmed') equipment.onStep?.('confirmed');
  return { outcome: 'settled', entry, confirmation };
}

/**
 * What this journal has as done under a number that the centre would settle: the county took it back, and that is
 * followed; or it was made off line and the centre has not posted it, and the same bill is paid once.
 */
async function settledBefore(
  bill: Bill,
  home: HomeCounty,
  run: SettleRun,
): Promise<SettleOutcome | undefined> {
  const { journal } = run.equipment;
  const done = journal.standingBill(bill.provider.code, bill.billNumber);
  if (done?.statement.home !== home.plan.county.code) return undefined;
  const held = await askHeld(done, run);
  if (held !== 'not-posted' || !done.offline || !isOfBill(done, bill)) return undefined;
  const entry = journal.settled(done.id);
  return { outcome: 'already-settled', id: done.id, ...(entry && { entry }), isUnasked: true };
}

function refuse<T>(saga: Saga, refusal: T): T {
  saga.take('refused');
  return refusal;
}

function abandon(saga: Saga): SettleOutcome {
  saga.take('cancelled');
  return { outcome: 'cancelled' };
}

/** Decides `bill` for the card in `session` and keeps nothing. */
export async function tryBill(
  session: CardSession,
  bill: Bill,
  terminal: Equipment,
  outbox: Outbox,
): Promise<TrialResult> {
  const equipment = oneVisit(terminal);
  const proven = await proveCard(session, bill, equipment);
  if (proven.outcome !== 'proven') return proven;
  await assertSam(equipment);
  const home = homeOf(proven.record.insurance.county, equipment);
  if ('outcome' in home) return home;
  const { record } = proven;
  const elsewhere = billedAnew(equipment.journal, bill, { isTrial: true });
  if (elsewhere) return { outcome: 'refused', reasons: [elsewhere] };
  const journalSequence = equipment.journal.head().sequence;
  const byCard = (cause: OfflineCause) =>
    decideOffline({ record, home, bill, cause, journalSequence }, outbox, equipment);
  try {
    const visit = await openVisit(record, home);
    if (visit.outcome === 'opened') return decideVisit(visit, bill, equipment);
    const isBehind = visit.outcome === 'card-out-of-step' && isLedgerBehind(record, visit);
    return isBehind && mayGoOffline(home) ? await byCard('ledger-behind') : visit;
  } catch (cause) {
    if (!isUnreachable(cause) || !mayGoOffline(home)) throw cause;
    return byCard('unreachable');
  }
}
