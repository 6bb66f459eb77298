/** 未写卡完成: a settlement stands though its card was not written, and the card that comes back. */

import type { CardSerial } from '../../model/index.ts';
import type { WithoutCardReason } from '../../settlement/index.ts';
import { loadVisit, type RecordedVisit, type RunContext } from './recordedVisit.ts';

export type Posted =
  | { readonly outcome: 'posted' }
  /** The centre took it back meanwhile: it is void. */
  | { readonly outcome: 'taken-back' }
  | { readonly outcome: 'open'; readonly cause: unknown };

/** Tells the centre that the settlement stands without its card, and ends the visit so. */
export async function postWithoutCard(
  { saga, id, home }: RecordedVisit,
  reason: WithoutCardReason,
  { equipment }: RunContext,
): Promise<Posted> {
  const { journal } = equipment;
  let outcome: 'posted' | 'not-settled';
  try {
    ({ outcome } = await home.centre.postWithoutCard(id));
  } catch (cause) {
    return { outcome: 'open', cause };
  }
  if (outcome === 'not-settled') {
    await saga.record('taken-back', () =>
      journal.append({ kind: 'voided', id, reason: 'reversed' }),
    );
    return { outcome: 'taken-back' };
  }
  const event = reason === 'card-moved-on' ? 'card-moved-on' : 'deadline-to-post';
  await saga.record(event, () =>
    journal.append({ kind: 'without-card', id, reason, review: true }),
  );
  return { outcome: 'posted' };
}

/** The card shows a state that was written with the ledger's usage after this settlement. */
export async function caughtUp(
  { saga, id }: RecordedVisit,
  cardSequence: number,
  { equipment }: RunContext,
): Promise<void> {
  await saga.record('card-caught-up', () =>
    equipment.journal.append({ kind: 'card-caught-up', id, cardSequence }),
  );
}

/** A settlement wrote the ledger's usage on the card: everything that waited for that is told. */
export async function catchUpCard(
  serial: CardSerial,
  sequence: number,
  context: RunContext,
): Promise<void> {
  for (const intent of context.equipment.journal.awaitingCard(serial)) {
    const visit = loadVisit(intent, context);
    // One that is being reversed is told of once it is.
    if (visit.saga.state !== 'reversing') await caughtUp(visit, sequence, context);
  }
}
