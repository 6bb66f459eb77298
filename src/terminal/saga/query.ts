/** 状态查询: a visit whose answer did not come asks for it by its id. */

import { OneCardError } from '../../errors/index.ts';
import type { StatusAnswer } from '../../model/index.ts';
import type { JournalEntry } from '../../settlement/index.ts';
import type { Undone } from '../equipment.ts';
import { cancelVisit } from './cancel.ts';
import { codeOfCause } from './cause.ts';
import { QUERY_DEADLINE_MS, queryWaitMs } from './limits.ts';
import { type RecordedVisit, type RunContext, terminalHead } from './recordedVisit.ts';

/** What one question came to. */
export type QueryResult =
  /** The centre settled it: the card is next. */
  | { readonly outcome: 'answered' }
  | { readonly outcome: 'declined' | 'voided' }
  /** Not there yet, or nobody answered. */
  | { readonly outcome: 'open'; readonly cause: unknown };

/** Records that no answer came; once a visit. */
export async function recordNoAnswer(
  { saga, id }: RecordedVisit,
  cause: unknown,
  { equipment }: RunContext,
): Promise<void> {
  await saga.record('no-answer', () =>
    equipment.journal.append({ kind: 'unknown', id, attempt: 1, cause: codeOfCause(cause) }),
  );
}

/**
 * Asks once. An id that the centre has not heard of is reversed when `isLate`, so that its request finds
 * it taken should it still arrive; before that it may be under way.
 */
export async function askForAnswer(
  visit: RecordedVisit,
  isLate: boolean,
  { equipment }: RunContext,
): Promise<QueryResult> {
  const { saga, id, home } = visit;
  const { journal } = equipment;
  if (isInConflict(journal.entriesOf(id))) {
    return { outcome: 'open', cause: new OneCardError('terminal.id-conflict', { id }) };
  }
  let answer: StatusAnswer;
  let undone: 'reversed' | 'not-settled' | undefined;
  try {
    answer = await home.centre.status(id);
    if (answer.outcome === 'not-found' && isLate) {
      ({ outcome: undone } = await home.centre.reverse(id, terminalHead(equipment)));
    }
  } catch (cause) {
    saga.take('no-answer');
    return { outcome: 'open', cause };
  }
  switch (answer.outcome) {
    case 'settled': {
      const { answeredAt } = answer;
      await saga.record('settled', () =>
        journal.append({ kind: 'answered', id, outcome: 'settled', answeredAt }),
      );
      return { outcome: 'answered' };
    }
    case 'declined': {
      const { reasons } = answer;
      await saga.record('declined', () => journal.append({ kind: 'declined', id, reasons }));
      return { outcome: 'declined' };
    }
    case 'reversed':
      await saga.record('taken-back', () =>
        journal.append({ kind: 'voided', id, reason: 'reversed' }),
      );
      return { outcome: 'voided' };
    case 'not-found':
      if (undone === undefined) {
        saga.take('not-found');
        return { outcome: 'open', cause: undefined };
      }
      // The late message may have come in between the question and the reversal.
      await (undone === 'reversed'
        ? saga.record('taken-back', () =>
            journal.append({ kind: 'voided', id, reason: 'reversed' }),
          )
        : saga.record('never-settled', () =>
            journal.append({ kind: 'voided', id, reason: 'never-settled' }),
          ));
      return { outcome: 'voided' };
  }
}

/** What the centre says of this id is said of another's content: a person has to find out why. */
function isInConflict(entries: readonly JournalEntry[]): boolean {
  return entries.some(
    (entry) => entry.kind === 'unknown' && entry.cause === 'terminal.id-conflict',
  );
}

/**
 * Asks with growing waits until there is an answer, the deadline passes or the clerk calls it off. A
 * terminal that cannot wait does not ask now: the next tap does.
 */
export async function awaitAnswer(
  visit: RecordedVisit,
  cause: unknown,
  context: RunContext,
): Promise<QueryResult | Undone> {
  const { signal, equipment } = context;
  let last = cause;
  let waitedMs = 0;
  for (let index = 0; equipment.wait && waitedMs < QUERY_DEADLINE_MS; index++) {
    const waitMs = queryWaitMs(index);
    await equipment.wait(waitMs, signal).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
    if (signal?.aborted) return cancelVisit(visit, context);
    waitedMs += waitMs;
    const result = await askForAnswer(visit, waitedMs >= QUERY_DEADLINE_MS, context);
    if (result.outcome !== 'open') return result;
    last = result.cause ?? last;
  }
  return { outcome: 'open', cause: last };
}
