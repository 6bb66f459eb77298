/** 结算状态查询: what became of an id, from the journal first, then from the centres. */

import type { SettlementId, StatusAnswer } from '../../model/index.ts';
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
  /** It has a way to go: the same card's next tap, or a recovery, takes it; another terminal's is gone on with there. */
  | { readonly outcome: 'in-progress'; readonly state: SagaState; readonly entry?: JournalEntry }
  | { readonly outcome: 'not-found' };

/** @throws OneCardError `centre.unreachable` when neither the journal nor a centre that answers knows it, and one does not */
export async function visitStatus(id: SettlementId, equipment: Equipment): Promise<VisitStatus> {
  const entries = equipment.journal.entriesOf(id);
  const state = stateOf(entries);
  const entry = entries.at(-1);
  if (state && entry) {
    const { isEnd } = SAGA_STATES[state];
    return { outcome: isEnd ? 'processed' : 'in-progress', state, entry };
  }
  let unasked: unknown;
  for (const { centre } of equipment.counties.values()) {
    const answer = await centre.status(id).catch((cause: unknown) => {
      unasked ??= cause;
    });
    if (answer && answer.outcome !== 'not-found') return elsewhere(answer);
  }
  if (unasked !== undefined) throw unasked;
  return { outcome: 'not-found' };
}

/** Another terminal's, as the home county's ledger has it. */
function elsewhere(answer: Exclude<StatusAnswer, { outcome: 'not-found' }>): VisitStatus {
  if (answer.outcome !== 'settled') return { outcome: 'processed', state: answer.outcome };
  // A card that came back has signed: it knows by now.
  if (answer.isConfirmed) return { outcome: 'processed', state: 'done' };
  if (answer.isWithoutCard) return { outcome: 'processed', state: 'done-without-card' };
  // Nobody has shown both signatures: its card may not be written, and it may yet be taken back.
  return { outcome: 'in-progress', state: 'answered' };
}
