/** The second half of a settlement that the centre answered: the card, the signatures, the entry. */

import type { CardSession, PreparedCommit } from '../../card/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { VerifiedRecord } from '../../model/index.ts';
import { type JournalEntry, signSettlement } from '../../settlement/index.ts';
import type { CardPending, Equipment, Undone } from '../equipment.ts';
import { cancelVisit } from './cancel.ts';
import type { RecordedVisit, RunContext } from './recordedVisit.ts';
import type { SagaEvent } from './states.ts';

/** A card in the reader, read and proven. */
export interface CardAtHand {
  readonly session: CardSession;
  readonly record: VerifiedRecord;
}

export type FinishResult =
  | { readonly outcome: 'finished'; readonly entry: JournalEntry<'settled'> }
  | CardPending
  | Undone;

export function preparedOf({ intent }: RecordedVisit): PreparedCommit {
  return { statement: intent.statement, ...intent.cardWrite };
}

/**
 * Writes the card (or continues where an earlier tap stopped), has both sign, and makes the entry
 * durable. Safe to repeat: a card that is already written is only asked to sign again.
 * @param begin the edge into the card's writing, where it was not begun before
 */
export async function finishAtCard(
  visit: RecordedVisit,
  card: CardAtHand,
  context: RunContext,
  begin: Extract<SagaEvent, 'card-writing' | 'card-returned' | 'decided-off-line'> = 'card-writing',
): Promise<FinishResult> {
  const { saga, id, intent } = visit;
  const { journal } = context.equipment;
  if (saga.state !== 'card-pending') {
    const cause = await whyNotThere(card.session);
    if (cause !== undefined) {
      if (saga.state === 'answered') saga.take('card-missing');
      return { outcome: 'card-pending', id, cause, advice: 'same-card-again' };
    }
    const { slot } = intent.cardWrite;
    const { sequence: cardSequence } = intent.statement;
    await saga.record(begin, () =>
      journal.append({ kind: 'card-pending', id, slot, cardSequence }),
    );
  }
  // The last moment: once the card is being written nothing is called off.
  if (context.signal?.aborted) {
    return intent.offline ? leaveCard(visit, context) : cancelVisit(visit, context);
  }
  const committed = await commitCard(visit, card, context.equipment);
  if ('outcome' in committed) return committed;
  return signVisit(visit, committed, context);
}

/** Off line nothing stands before the card holds it: there is nobody to take it back from. */
async function leaveCard({ saga, id }: RecordedVisit, { equipment }: RunContext): Promise<Undone> {
  await saga.record('card-shows-no-state', () =>
    equipment.journal.append({ kind: 'voided', id, reason: 'cancelled-by-clerk' }),
  );
  return { outcome: 'cancelled', id };
}

/** The card is pinned: what is written was made for it alone. */
async function whyNotThere(session: CardSession): Promise<unknown> {
  try {
    await session.assertSameCard();
    return undefined;
  } catch (cause) {
    return cause;
  }
}

async function commitCard(
  visit: RecordedVisit,
  { session, record }: CardAtHand,
  { counters, journal, onStep }: Equipment,
): Promise<JournalEntry<'card-committed'> | CardPending> {
  const { saga, id } = visit;
  const { serial } = record.card;
  const prepared = preparedOf(visit);
  let answer: Awaited<ReturnType<CardSession['commit']>>;
  try {
    const atcSeen = (await counters.of(serial))?.atc ?? 0;
    answer = await session.commit(prepared, { atcSeen });
  } catch (cause) {
    const mustBeKept = isWrongCard(cause);
    saga.take(mustBeKept ? 'card-kept' : 'card-failed');
    const advice = mustBeKept ? 'keep-the-card' : 'same-card-again';
    return { outcome: 'card-pending', id, cause, advice };
  }
  const { atc, signature: cardSignature } = answer;
  const { settlementKey: cardKey } = record.proven;
  const entry = await saga.record('card-committed', () =>
    journal.append({ kind: 'card-committed', id, atc, cardSignature, cardKey }),
  );
  await counters.remember(serial, { sequence: prepared.statement.sequence, atc });
  onStep?.('card-committed');
  return entry;
}

/** 留卡: answers that no removal and no torn write explains. */
const WRONG_CARD_CODES: ReadonlySet<string> = new Set([
  'card.write-not-verified',
  'card.settlement-signature-invalid',
  'card.counter-not-monotonic',
]);

/** Memory failure (ISO/IEC 7816-4:2005 §5.1.3). */
const SW_MEMORY_FAILURE = '6581';

function isWrongCard(cause: unknown): boolean {
  if (!(cause instanceof OneCardError)) return false;
  return WRONG_CARD_CODES.has(cause.code) || cause.detail.sw === SW_MEMORY_FAILURE;
}

/**
 * Has the security module sign below the card, from what the journal holds: no card is needed. A module
 * that does not sign is asked again at the next recovery.
 */
export async function signVisit(
  { saga, id, intent }: RecordedVisit,
  { atc, cardSignature, cardKey }: JournalEntry<'card-committed'>,
  { equipment }: RunContext,
): Promise<FinishResult> {
  const { journal, sam, onStep } = equipment;
  let signed: Awaited<ReturnType<typeof signSettlement>>;
  try {
    signed = await signSettlement(
      intent.statement,
      { atc, signature: cardSignature, publicKey: cardKey },
      sam,
    );
    if (signed.outcome === 'invalid') {
      throw new OneCardError('terminal.signature-invalid', { failed: signed.failed.join(' ') });
    }
  } catch (cause) {
    saga.take('signing-failed');
    return { outcome: 'card-pending', id, cause, advice: 'no-card-needed' };
  }
  saga.take('signed');
  onStep?.('signed');
  const { settlement } = signed;
  const entry = await saga.record('recorded', () => journal.append(settlement));
  onStep?.('entry-durable');
  return { outcome: 'finished', entry };
}
