/** 结算状态查询: what became of an id, from the journal first, then from the centres. */

import type { SettlementId } from '../../model/index.ts';
import type { JournalEntry } from '../../settlement/index.ts';
import type { Equipment } from '../equipment.ts';
import { stateOf } from './recordedVisit.ts';
import { SAGA_STATES, type SagaState } from './states.ts';

/** The three answers to "what became of it?". */
export type VisitStatus =
  /** It came to an end; nothing happens any more unless somebody asks for it. */
  | {
      readonly outcome: 'processed';
      readonly state: SagaState;
      /** The newest entry that this terminal has of it; none for another terminal's. */
      readonly entry?: JournalEntry;
    }
  /** It has a way to go: the same card's next tap, or a recovery, takes it. */
  | { readonly outcome: 'in-progress'; readonly state: SagaState; readonly entry: JournalEntry }
  | { readonly outcome: 'not-found' };

/** @throws OneCardError `centre.unreachable` when the journal does not know it and a centre does not answer */
export async function visitStatus(id: SettlementId, equipment: Equipment): Promise<VisitStatus> {
  const entries = equipment.journal.entriesOf(id);
  const state = stateOf(entries);
  const entry = entries.at(-1);
  if (state && entry) {
    const { isEnd } = SAGA_STATES[state];
    return { outcome: isEnd ? 'processed' : 'in-progress', state, entry };
  }
  for (const { centre } of equipment.counties.values()) {
    const answer = await centre.status(id);
    if (answer.outcome === 'settled') {
      // A card that came back has signed: it knows by now.
      const isWithoutCard = answer.isWithoutCard && !answer.isConfirmed;
      const state = isWithoutCard ? 'done-without-card' : 'done';
      return { outcome: 'processed', state };
    }
    if (answer.outcome !== 'not-found') return { outcome: 'processed', state: answer.outcome };
  }
  return { outcome: 'not-found' };
}
