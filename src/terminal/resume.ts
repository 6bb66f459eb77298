/**
 * What an interrupted visit left behind is settled at the card's next tap, before anything else.
 *
 * | centre says | card shows | outcome |
 * |---|---|---|
 * | settled | old state, or the log record alone | the card is written now, both sign |
 * | settled | the new state | only the signatures are fetched |
 * | settled | anything else | `terminal.card-moved-on`: stays open, visible |
 * | declined | | closed as declined |
 * | reversed | | closed as voided |
 * | not found | | reversed at the centre, so that a late message finds the id taken; closed as voided |
 */

import { type CardSession, progressOf } from '../card/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { VerifiedRecord } from '../model/index.ts';
import type { JournalEntry } from '../settlement/index.ts';
import type { Equipment, HomeCounty } from './equipment.ts';
import { finishSettlement } from './finish.ts';

/**
 * Finishes or closes every open intent of this card.
 * @returns the settlements that this tap finished; the card must then be read anew
 */
export async function resumeCard(
  session: CardSession,
  record: VerifiedRecord,
  home: HomeCounty,
  equipment: Equipment,
): Promise<readonly JournalEntry<'settled'>[]> {
  const finished: JournalEntry<'settled'>[] = [];
  for (const intent of equipment.journal.openIntents(record.card.serial)) {
    const entry = await resumeIntent(session, record, intent, home, equipment);
    if (entry) finished.push(entry);
  }
  return finished;
}

async function resumeIntent(
  session: CardSession,
  record: VerifiedRecord,
  intent: JournalEntry<'intent'>,
  { centre }: HomeCounty,
  equipment: Equipment,
): Promise<JournalEntry<'settled'> | undefined> {
  const answer = await centre.status(intent.id);
  switch (answer.outcome) {
    case 'settled': {
      const prepared = { statement: intent.statement, ...intent.cardWrite };
      if (progressOf(record, prepared) === 'other') {
        throw new OneCardError('terminal.card-moved-on', { id: intent.id });
      }
      return finishSettlement(session, record, prepared, equipment);
    }
    case 'declined':
      await equipment.journal.append({
        kind: 'declined',
        id: intent.id,
        reasons: answer.reasons,
      });
      return undefined;
    case 'reversed':
      await equipment.journal.append({ kind: 'voided', id: intent.id, reason: 'reversed' });
      return undefined;
    case 'not-found':
      await centre.reverse(intent.id);
      await equipment.journal.append({ kind: 'voided', id: intent.id, reason: 'never-settled' });
      return undefined;
  }
}
