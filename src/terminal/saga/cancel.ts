import type { Undone } from '../equipment.ts';
import type { RecordedVisit, RunContext } from './recordedVisit.ts';
import { type ReversalRequest, type ReversalResult, reverseVisit } from './reversal.ts';

/** The clerk calls off what the card does not hold yet. */
export async function cancelVisit(visit: RecordedVisit, context: RunContext): Promise<Undone> {
  const { operator } = context;
  return turnBack(visit, { event: 'cancelled', reason: 'cancelled-by-clerk', operator }, context);
}

/** Takes an open visit back; what the clerk is told of it. */
export async function turnBack(
  visit: RecordedVisit,
  request: ReversalRequest,
  context: RunContext,
): Promise<Undone> {
  return undoneBy(visit, await reverseVisit(visit, request, context), request.event);
}

export function undoneBy(
  { id }: RecordedVisit,
  result: ReversalResult,
  event?: ReversalRequest['event'],
): Undone {
  if (result.outcome === 'reversing') return { outcome: 'reversing', id, cause: result.cause };
  return event === 'cancelled' ? { outcome: 'cancelled', id } : { outcome: 'voided', id };
}
