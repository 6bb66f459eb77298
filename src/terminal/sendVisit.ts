/** An intent on its way to the centre, and what it answers: durable before anything else is done with it. */

import { OneCardError } from '../errors/index.ts';
import type { SettleAnswer, SettlementId } from '../model/index.ts';
import type { Equipment, HomeCounty, SettleOutcome } from './equipment.ts';
import { cancelVisit } from './saga/cancel.ts';
import { awaitAnswer, recordNoAnswer } from './saga/query.ts';
import type { RecordedVisit, RunContext } from './saga/recordedVisit.ts';

/** Sends the intent, and finds out what became of it. @returns undefined once the centre settled */
export async function sendVisit(
  visit: RecordedVisit,
  request: Parameters<HomeCounty['centre']['quote']>[0],
  run: RunContext,
): Promise<SettleOutcome | undefined> {
  const { id, saga, home } = visit;
  const { equipment, signal } = run;
  const { journal } = equipment;
  let answer: SettleAnswer;
  try {
    answer = await home.centre.settle(id, { ...request, journalHead: journal.head() });
  } catch (cause) {
    await recordNoAnswer(visit, cause, run);
    return resolve(visit, cause, run);
  }
  switch (answer.outcome) {
    case 'settled': {
      const { answeredAt } = answer;
      await saga.record('settled', () =>
        journal.append({ kind: 'answered', id, outcome: 'settled', answeredAt }),
      );
      return signal?.aborted ? cancelVisit(visit, run) : undefined;
    }
    case 'declined': {
      const { reasons } = answer;
      await saga.record('declined', () => journal.append({ kind: 'declined', id, reasons }));
      return refusedByCentre(id, answer, equipment);
    }
    case 'conflict': {
      const conflict = new OneCardError('terminal.id-conflict', { id });
      await recordNoAnswer(visit, conflict, run);
      throw conflict;
    }
  }
}

async function resolve(
  visit: RecordedVisit,
  cause: unknown,
  run: RunContext,
): Promise<SettleOutcome | undefined> {
  const { id } = visit;
  if (run.signal?.aborted) return cancelVisit(visit, run);
  const result = await awaitAnswer(visit, cause, run);
  switch (result.outcome) {
    case 'answered':
      return run.signal?.aborted ? cancelVisit(visit, run) : undefined;
    case 'open':
      return { outcome: 'unknown', id, cause: result.cause };
    case 'declined': {
      const [declined] = run.equipment.journal
        .entriesOf(id)
        .filter((entry) => entry.kind === 'declined');
      return { outcome: 'declined', id, reasons: declined?.reasons ?? [] };
    }
    case 'voided':
      return { outcome: 'voided', id };
    default:
      return result;
  }
}

/** What the clerk is told of a no. @throws OneCardError `terminal.id-conflict`. */
export function refusedByCentre(
  id: SettlementId,
  answer: Exclude<SettleAnswer, { outcome: 'settled' }>,
  { journal }: Equipment,
): SettleOutcome {
  if (answer.outcome === 'conflict') throw new OneCardError('terminal.id-conflict', { id });
  if (answer.settledAs === undefined) return { outcome: 'declined', id, reasons: answer.reasons };
  const entry = journal.settled(answer.settledAs);
  return { outcome: 'already-settled', id: answer.settledAs, ...(entry ? { entry } : {}) };
}
