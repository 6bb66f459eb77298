/**
 * What interrupted visits left behind is settled at the card's next tap, before anything else. The card
 * is pinned: only visits of its own serial are looked at.
 *
 * | the visit is | and | then |
 * |---|---|---|
 * | intent, unknown | the centre is asked | answered, declined or voided |
 * | answered, card-pending | the centre took it back | voided |
 * | | another security module is in the terminal | reversed: the old one cannot sign any more |
 * | | the card shows the old state, or the log record alone | the card is written now, both sign |
 * | | the card shows the new state, or has it in its other slot | only the signatures are fetched |
 * | | the card shows anything else | it stands without the card, for review |
 * | card-committed | | the module signs; no card is needed |
 * | reversing | | the chain of compensations goes on |
 * | done-without-card | the card can still take it | written and signed after all |
 *
 * Then a log record that announces a state nobody wrote, whoever announced it: unless the centre
 * settled it and waits for the card, it is crossed out on the card, so that the sequence can be used again.
 */

import { progressOf } from '../../card/index.ts';
import type { OfflineBasis } from '../../model/index.ts';
import type { JournalEntry } from '../../settlement/index.ts';
import type { CardPending, Equipment, HomeCounty, Undone } from '../equipment.ts';
import { mayGoOffline } from '../offline/settleOffline.ts';
import { wholeSeconds } from '../wholeSeconds.ts';
import { turnBack, undoneBy } from './cancel.ts';
import { isUnreachable } from './cause.ts';
import {
  type CardAtHand,
  type FinishResult,
  finishAtCard,
  preparedOf,
  signVisit,
} from './finish.ts';
import { askForAnswer, recordNoAnswer } from './query.ts';
import {
  committedOf,
  intentOf,
  loadVisit,
  type RecordedVisit,
  type RunContext,
  stateOf,
  terminalHead,
} from './recordedVisit.ts';
import { goOnReversing } from './reversal.ts';
import { checkStanding } from './standing.ts';
import { handInUnsigned } from './unsigned.ts';
import { caughtUp, postWithoutCard } from './withoutCard.ts';

/** A visit of this card that is still open blocks the card here: charge nothing. */
export type StillOpen =
  | CardPending
  | { readonly outcome: 'unknown'; readonly id: RecordedVisit['id']; readonly cause: unknown }
  | Extract<Undone, { outcome: 'reversing' }>;

export type Resumed = {
  /** The settlements that this tap finished. */
  readonly finished: readonly JournalEntry<'settled'>[];
} & (
  | {
      readonly outcome: 'resumed';
      /** Whether the card was written: it must then be read anew. */
      readonly cardWasWritten: boolean;
    }
  | StillOpen
);

/** Finishes or closes every open visit of this card, and clears an announcement that came to nothing. */
export async function resumeCard(
  card: CardAtHand,
  home: HomeCounty,
  context: RunContext,
): Promise<Resumed> {
  const { journal } = context.equipment;
  const { serial } = card.record.card;
  const finished: JournalEntry<'settled'>[] = [];
  for (const [intents, resume] of [
    [journal.openIntents(serial), resumeVisit],
    [journal.awaitingCard(serial), returnCard],
  ] as const) {
    for (const intent of intents) {
      const result = await resume(loadVisit(intent, context), card, context);
      if (result.outcome === 'finished') finished.push(result.entry);
      else if (result.outcome !== 'closed') return { ...result, finished };
      // The record that the others are measured by is not what the card shows any more.
      if (result.outcome === 'finished' && result.wroteCard) {
        return { outcome: 'resumed', finished, cardWasWritten: true };
      }
    }
  }
  const cardWasWritten = await crossOutPending(card, home, context);
  return { outcome: 'resumed', finished, cardWasWritten };
}

type ResumedVisit =
  | {
      readonly outcome: 'finished';
      readonly entry: JournalEntry<'settled'>;
      readonly wroteCard: boolean;
    }
  | { readonly outcome: 'closed' }
  | StillOpen;

async function resumeVisit(
  visit: RecordedVisit,
  card: CardAtHand,
  context: RunContext,
): Promise<ResumedVisit> {
  const { saga, id, intent } = visit;
  const { equipment } = context;
  if (intent.offline) return resumeOffline(visit, card, context);
  if (saga.state === 'reversing') {
    return openOrClosed(undoneBy(visit, await goOnReversing(visit, context)));
  }
  if (saga.state === 'intent') await recordNoAnswer(visit, undefined, context);
  if (saga.state === 'unknown') {
    const asked = await askForAnswer(visit, true, context);
    if (asked.outcome === 'open') return { outcome: 'unknown', id, cause: asked.cause };
    if (asked.outcome !== 'answered') return { outcome: 'closed' };
  } else if (saga.state !== 'card-committed') {
    const standing = await checkStanding(visit, context);
    if (standing.outcome === 'taken-back') return { outcome: 'closed' };
    if (standing.outcome === 'no-answer') {
      const { cause } = standing;
      return { outcome: 'card-pending', id, cause, advice: 'same-card-again' };
    }
  }
  if ((await equipment.sam.id()) !== intent.statement.samId) {
    const request = { event: 'sam-replaced', reason: 'sam-replaced' } as const;
    return openOrClosed(await turnBack(visit, request, context));
  }
  if (saga.state === 'card-committed') return signAgain(visit, context);
  return writeOrLeave(visit, card, context);
}

/** The card still fits what was prepared for it, or it went on elsewhere. */
async function writeOrLeave(
  visit: RecordedVisit,
  card: CardAtHand,
  context: RunContext,
): Promise<ResumedVisit> {
  if (progressOf(card.record, preparedOf(visit)) !== 'other') {
    return resumed(await finishAtCard(visit, card, context), true);
  }
  const posted = await postWithoutCard(visit, 'card-moved-on', context);
  if (posted.outcome === 'open') {
    const { cause } = posted;
    return { outcome: 'card-pending', id: visit.id, cause, advice: 'no-card-needed' };
  }
  const { sequence } = card.record.proven.current.state;
  if (posted.outcome === 'posted' && sequence >= visit.intent.statement.sequence) {
    await caughtUp(visit, sequence, context);
  }
  return { outcome: 'closed' };
}

/** Off line the card is the commit point: what it shows is what happened. */
async function resumeOffline(
  visit: RecordedVisit,
  card: CardAtHand,
  context: RunContext,
): Promise<ResumedVisit> {
  const { saga, id, intent } = visit;
  const { journal } = context.equipment;
  if (saga.state === 'intent') {
    const { slot } = intent.cardWrite;
    const { sequence: cardSequence } = intent.statement;
    await saga.record('decided-off-line', () =>
      journal.append({ kind: 'card-pending', id, slot, cardSequence }),
    );
  }
  if (saga.state === 'card-pending') {
    if (progressOf(card.record, preparedOf(visit)) !== 'state-written') {
      await saga.record('card-shows-no-state', () =>
        journal.append({ kind: 'voided', id, reason: 'never-settled' }),
      );
      return { outcome: 'closed' };
    }
    return resumed(await finishAtCard(visit, card, context), false);
  }
  if (saga.state === 'card-committed') return signOrHandIn(visit, intent.offline!, context);
  return openOrClosed(undoneBy(visit, await goOnReversing(visit, context)));
}

/** Off line nobody takes back what the card holds: another module hands it in as it is. */
async function signOrHandIn(
  visit: RecordedVisit,
  offline: OfflineBasis,
  context: RunContext,
): Promise<ResumedVisit> {
  const { id, intent } = visit;
  if ((await context.equipment.sam.id()) === intent.statement.samId) {
    return signAgain(visit, context);
  }
  const handed = await handInUnsigned(visit, offline, context);
  if (handed.outcome === 'handed-in') return { outcome: 'closed' };
  return { outcome: 'card-pending', id, cause: handed.cause, advice: 'no-card-needed' };
}

/** The card's answer is in the journal: the module signs below it. */
async function signAgain(visit: RecordedVisit, context: RunContext): Promise<ResumedVisit> {
  return resumed(await signVisit(visit, committedOf(visit, context), context), false);
}

/** A settlement that stands without its card meets it again. */
async function returnCard(
  visit: RecordedVisit,
  card: CardAtHand,
  context: RunContext,
): Promise<ResumedVisit> {
  const { saga, intent } = visit;
  const samId = await context.equipment.sam.id();
  const isSigned = saga.state === 'card-committed';
  if (isSigned && samId === intent.statement.samId) return signAgain(visit, context);
  if (isSigned) {
    await caughtUp(visit, intent.statement.sequence, context);
    return { outcome: 'closed' };
  }
  // A reversed one has nothing to write: the next settlement tells the card.
  if (saga.state !== 'done-without-card' && saga.state !== 'card-pending') {
    return { outcome: 'closed' };
  }
  const { sequence } = card.record.proven.current.state;
  const fits =
    progressOf(card.record, preparedOf(visit)) !== 'other' && samId === intent.statement.samId;
  if (fits) return resumed(await finishAtCard(visit, card, context, 'card-returned'), true);
  if (sequence >= intent.statement.sequence) await caughtUp(visit, sequence, context);
  return { outcome: 'closed' };
}

function resumed(result: FinishResult, wroteCard: boolean): ResumedVisit {
  return result.outcome === 'finished' ? { ...result, wroteCard } : openOrClosed(result);
}

function openOrClosed(result: CardPending | Undone): ResumedVisit {
  if (result.outcome === 'reversing' || result.outcome === 'card-pending') return result;
  return { outcome: 'closed' };
}

async function crossOutPending(
  { session, record }: CardAtHand,
  home: HomeCounty,
  { equipment }: RunContext,
): Promise<boolean> {
  const newest = record.newestLog?.record;
  const next = record.proven.current.state.sequence + 1;
  if (newest?.kind !== 'pending' || newest.sequence !== next) return false;
  if (!wasVoidedOffline(newest.settlementId, equipment)) {
    try {
      const answer = await home.centre.status(newest.settlementId);
      // Another terminal's, and the centre settled it: only the terminal that holds the intent can finish it.
      // One that stands without its card holds up nothing: the card is told by its next settlement.
      if (answer.outcome === 'settled' && !answer.isWithoutCard) return false;
      if (answer.outcome === 'not-found') {
        await home.centre.reverse(newest.settlementId, terminalHead(equipment));
      }
    } catch (cause) {
      // The announcement stays, and is one of the reasons not to settle off line.
      if (!isUnreachable(cause) || !mayGoOffline(home)) throw cause;
      return false;
    }
  }
  const outcome = await session.appendVoid(wholeSeconds(equipment.clock));
  return outcome === 'appended';
}

/** This journal says that nothing came of it, and no centre ever heard of it. */
function wasVoidedOffline(id: RecordedVisit['id'], { journal }: Equipment): boolean {
  const entries = journal.entriesOf(id);
  return intentOf(entries)?.offline !== undefined && stateOf(entries) === 'voided';
}
