import { OneCardError } from '../../errors/index.ts';
import type { StatusAnswer } from '../../model/index.ts';
import type { RecordedVisit, RunContext } from './recordedVisit.ts';

export type Standing =
  | { readonly outcome: 'stands' | 'taken-back' }
  | { readonly outcome: 'no-answer'; readonly cause: unknown };

/**
 * Whether what the centre answered still stands there; a visit that was taken back meanwhile is closed.
 * @throws OneCardError `terminal.ledger-replaced` when the centre has never heard of its own answer
 */
export async function checkStanding(
  { saga, id, home }: RecordedVisit,
  { equipment }: RunContext,
): Promise<Standing> {
  let answer: StatusAnswer;
  try {
    answer = await home.centre.status(id);
  } catch (cause) {
    return { outcome: 'no-answer', cause };
  }
  if (answer.outcome === 'settled') return { outcome: 'stands' };
  if (answer.outcome !== 'reversed') {
    throw new OneCardError('terminal.ledger-replaced', { county: home.plan.county.code, id });
  }
  await saga.record('taken-back', () =>
    equipment.journal.append({ kind: 'voided', id, reason: 'reversed' }),
  );
  return { outcome: 'taken-back' };
}
