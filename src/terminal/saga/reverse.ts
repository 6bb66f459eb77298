/** 冲正: a settlement that stands, or a visit that is still open, is taken back because somebody asks. */

import { OneCardError } from '../../errors/index.ts';
import type { CardSerial, SettlementId } from '../../model/index.ts';
import type { VoidingAnswer } from '../../settlement/index.ts';
import { chinaDate } from '../../time.ts';
import type { Equipment, Refusal } from '../equipment.ts';
import { openRefund } from '../refund/open.ts';
import { voidingAnswer } from '../voiding.ts';
import { signVisit } from './finish.ts';
import {
  committedOf,
  hasStood,
  intentOf,
  loadVisit,
  type RecordedVisit,
  type RunContext,
} from './recordedVisit.ts';
import { goOnReversing, type ReversalResult, reverseVisit } from './reversal.ts';
import type { SagaState } from './states.ts';
import type { Told } from './tellCard.ts';

/** Who takes a settlement back, and why. */
export interface ReversalOptions {
  /** In the clerk's words; it stands in the journal. */
  readonly reason: string;
  readonly operator: string;
  /** The second pair of eyes, where two are asked for. */
  readonly second?: string;
}

export type ReverseResult =
  | Exclude<ReversalResult, { outcome: 'reversed' }>
  /** `card` says, where one was at hand, whether it knows now; else its next settlement tells it. */
  | (Extract<ReversalResult, { outcome: 'reversed' }> & { readonly card?: Told })
  /** 跨年度: its insurance year is over, and the plan does not let a clerk take it back. */
  | (Omit<Exclude<VoidingAnswer, { outcome: 'allowed' }>, 'outcome'> & {
      readonly outcome: 'voiding-refused';
    })
  /** This journal has no such settlement: the terminal that made it takes it back. */
  | { readonly outcome: 'not-here' }
  /** It came to another end already. */
  | { readonly outcome: 'nothing-to-reverse'; readonly state: SagaState }
  /**
   * The card's answer is there and the module does not sign below it: finish it first. Or it was settled
   * off line, and card, outbox or review come first; `cause` says which.
   */
  | { readonly outcome: 'not-finished'; readonly cause: unknown }
  /** With a card at hand: it is not this settlement's card. */
  | { readonly outcome: 'other-card'; readonly cardSerial: CardSerial }
  /** With a card at hand: it did not prove itself. */
  | Refusal;

/** Characters of a reason: a sentence or two; the journal keeps it for ever. */
export const REVERSAL_REASON_CHARACTERS_MAX = 200;

/**
 * Takes the settlement of `id` back. Whoever asks again is answered with what became of it.
 * @param hasCard whether its card is at hand
 */
export async function reverseById(
  id: SettlementId,
  options: ReversalOptions,
  context: RunContext,
  hasCard = false,
): Promise<ReverseResult> {
  assertReason(options.reason);
  const intent = intentOf(context.equipment.journal.entriesOf(id));
  if (!intent) return { outcome: 'not-here' };
  const visit = loadVisit(intent, context);
  const { saga } = visit;
  if (saga.state === 'card-committed') {
    const signed = await signVisit(visit, committedOf(visit, context), context);
    if (signed.outcome !== 'finished') {
      return { outcome: 'not-finished', cause: 'cause' in signed ? signed.cause : undefined };
    }
  }
  // What is still open was never told to anybody: calling it off is no voiding. A refund was judged when
  // it was laid down: one that was cut off goes on, whatever year it is by now.
  const isRefund = openRefund(context.equipment.journal, id) !== undefined;
  const isBeingTakenBack = saga.state === 'reversing' || saga.state === 'reversed';
  const voiding =
    hasStood(context.equipment.journal, id) && !isBeingTakenBack && !isRefund
      ? voidingAnswer(intent.adjudication, context.equipment)
      : undefined;
  if (voiding?.outcome === 'refused' && !(await isTakenBackThere(visit))) {
    return { ...voiding, outcome: 'voiding-refused' };
  }
  const cause = await offlineHindrance(visit, context.equipment, hasCard);
  if (cause) return { outcome: 'not-finished', cause };
  switch (saga.state) {
    case 'intent':
    case 'unknown':
    case 'answered':
    case 'card-pending':
      return reverseVisit(visit, { event: 'cancelled', ...options }, context);
    case 'done':
    case 'done-without-card':
      return reverseVisit(visit, { event: 'reversal-asked', ...options }, context);
    case 'reversing':
      return goOnReversing(visit, context);
    case 'reversed':
      return reversedBefore(id, context.equipment);
    default:
      return { outcome: 'nothing-to-reverse', state: saga.state };
  }
}

/** The county did it by itself: what is left is to follow it here, whatever year it is. */
function isTakenBackThere({ id, home }: RecordedVisit): Promise<boolean> {
  return home.centre.status(id).then(
    ({ outcome }) => outcome === 'reversed',
    () => false,
  );
}

/**
 * Off line only the card says whether it stands. One that did not come that day may never come, and nobody was
 * charged: without it the visit can be called off then, so that it does not stay open for ever. And only what the centre has posted can be taken back
 * there: an id that was reversed before it came in would be held for ever. What it holds for a review waits
 * for the review's end, which the centre alone knows.
 */
async function offlineHindrance(
  { id, intent, saga, home }: RecordedVisit,
  { journal, clock }: Equipment,
  hasCard: boolean,
): Promise<unknown> {
  if (!intent.offline) return undefined;
  if (saga.state === 'intent' || saga.state === 'card-pending') {
    const mayComeYet = hasCard || chinaDate(clock.now()) <= chinaDate(intent.at);
    return mayComeYet ? new OneCardError('offline.card-decides', { id }) : undefined;
  }
  if (!saga.state.startsWith('done')) return undefined;
  const answered = journal.entriesOf(id).find((each) => each.kind === 'answered');
  if (!answered && saga.state === 'done') return new OneCardError('offline.waits', { id });
  if (answered?.outcome === 'settled') return undefined;
  try {
    const status = await home.centre.status(id);
    const isOpen = status.outcome === 'not-found' && (status.review ?? 'open') === 'open';
    return isOpen ? new OneCardError('offline.under-review', { id }) : undefined;
  } catch (cause) {
    return cause;
  }
}

function reversedBefore(id: SettlementId, { journal }: Equipment): ReverseResult {
  const entry = journal.entriesOf(id).find((each) => each.kind === 'reversed');
  return entry ? { outcome: 'reversed', entry } : { outcome: 'not-here' };
}

function assertReason(reason: string): void {
  const isFit = reason.trim() !== '' && reason.length <= REVERSAL_REASON_CHARACTERS_MAX;
  if (isFit) return;
  throw new RangeError(`"reason" expected 1 to ${REVERSAL_REASON_CHARACTERS_MAX} characters`);
}
