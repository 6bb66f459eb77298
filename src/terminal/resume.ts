/**
 * What an interrupted visit left behind is settled at the card's next tap, before anything else.
 *
 * First the intents that this terminal left open:
 *
 * | centre says | card shows | outcome |
 * |---|---|---|
 * | settled | old state, or the log record alone | the card is written now, both sign |
 * | settled | the new state, or in its other slot | only the signatures are fetched |
 * | settled | anything else | `terminal.card-moved-on`: stays open, visible |
 * | declined | | closed as declined |
 * | reversed | | closed as voided |
 * | not found | | reversed at the centre, so that a late message finds the id taken; closed as voided |
 *
 * Then a log record that announces a state nobody wrote, whoever announced it: unless the centre
 * settled it, it is crossed out on the card, so that the sequence can be used again.
 */

import { type CardSession, progressOf } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { VerifiedRecord } from '../model/index.ts';
import type { JournalEntry } from '../settlement/index.ts';
import type { CardPending, Equipment, HomeCounty } from './equipment.ts';
import { finishSettlement } from './finish.ts';
import { wholeSeconds } from './wholeSeconds.ts';

export type Resumed = {
  /** The settlements that this tap finished. */
  readonly finished: readonly JournalEntry<'settled'>[];
} & (
  | {
      readonly outcome: 'resumed';
      /** Whether the card was written: it must then be read anew. */
      readonly cardWasWritten: boolean;
    }
  | CardPending
);

/** Finishes or closes every open intent of this card, and clears an announcement that came to nothing. */
export async function resumeCard(
  session: CardSession,
  record: VerifiedRecord,
  home: HomeCounty,
  equipment: Equipment,
): Promise<Resumed> {
  const finished: JournalEntry<'settled'>[] = [];
  for (const intent of equipment.journal.openIntents(record.card.serial)) {
    const resumed = await resumeIntent(session, record, intent, home, equipment);
    if (resumed.outcome === 'card-pending') return { ...resumed, finished };
    if (resumed.outcome === 'finished') finished.push(resumed.entry);
  }
  const cardWasWritten =
    finished.length > 0 || (await crossOutPending(session, record, home, equipment));
  return { outcome: 'resumed', finished, cardWasWritten };
}

type ResumedIntent =
  | { readonly outcome: 'finished'; readonly entry: JournalEntry<'settled'> }
  | { readonly outcome: 'closed' }
  | CardPending;

async function resumeIntent(
  session: CardSession,
  record: VerifiedRecord,
  intent: JournalEntry<'intent'>,
  { centre }: HomeCounty,
  equipment: Equipment,
): Promise<ResumedIntent> {
  const { id } = intent;
  const answer = await centre.status(id);
  switch (answer.outcome) {
    case 'settled': {
      const prepared = { statement: intent.statement, ...intent.cardWrite };
      if (progressOf(record, prepared) === 'other') {
        throw new OneCardError('terminal.card-moved-on', { id });
      }
      try {
        const entry = await finishSettlement(session, record, prepared, equipment);
        return { outcome: 'finished', entry };
      } catch (cause) {
        return { outcome: 'card-pending', id, cause };
      }
    }
    case 'declined':
      await equipment.journal.append({ kind: 'declined', id, reasons: answer.reasons });
      return { outcome: 'closed' };
    case 'reversed':
      await equipment.journal.append({ kind: 'voided', id, reason: 'reversed' });
      return { outcome: 'closed' };
    case 'not-found': {
      // The late message may have come in between the question and the reversal.
      const undone = await centre.reverse(id);
      const reason = undone.outcome === 'reversed' ? 'reversed' : 'never-settled';
      await equipment.journal.append({ kind: 'voided', id, reason });
      return { outcome: 'closed' };
    }
  }
}

async function crossOutPending(
  session: CardSession,
  record: VerifiedRecord,
  { centre }: HomeCounty,
  equipment: Equipment,
): Promise<boolean> {
  const newest = record.newestLog?.record;
  const next = record.proven.current.state.sequence + 1;
  if (newest?.kind !== 'pending' || newest.sequence !== next) return false;
  const answer = await centre.status(newest.settlementId);
  // Another terminal's, and the centre settled it: only the terminal that holds the intent can finish it.
  if (answer.outcome === 'settled') return false;
  if (answer.outcome === 'not-found') await centre.reverse(newest.settlementId);
  const outcome = await session.appendVoid(wholeSeconds(equipment.clock));
  return outcome === 'appended';
}
