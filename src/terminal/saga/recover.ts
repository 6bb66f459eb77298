/**
 * 启动恢复: what the journal holds open is finished or closed as far as that goes without a card. A
 * step of one visit takes its turn like a tap; between the rounds the desk is free.
 */

import type { CardSerial, SettlementId } from '../../model/index.ts';
import type { JournalEntry } from '../../settlement/index.ts';
import type { Equipment } from '../equipment.ts';
import { deadlineStep } from './deadline.ts';
import { signVisit } from './finish.ts';
import { QUERY_DEADLINE_MS, queryWaitMs, RECOVERY_ROUNDS_MAX } from './limits.ts';
import { askForAnswer, recordNoAnswer } from './query.ts';
import { committedOf, loadVisit, type RecordedVisit, type RunContext } from './recordedVisit.ts';
import { goOnReversing, reverseVisit } from './reversal.ts';
import { checkStanding } from './standing.ts';
import { SAGA_STATES, type SagaState } from './states.ts';

/** A visit that a recovery looked at. */
export interface RecoveredVisit {
  readonly id: SettlementId;
  readonly state: SagaState;
  readonly cardSerial: CardSerial;
}

export interface Recovery {
  /** Brought to an end. */
  readonly closed: readonly RecoveredVisit[];
  /** Nothing but their card finishes them: the same card's next tap. */
  readonly waitingForCard: readonly RecoveredVisit[];
  /** Somebody did not answer; the next recovery asks again. */
  readonly unresolved: readonly (RecoveredVisit & { readonly cause: unknown })[];
}

/** What one step left a visit with. */
type Step = 'closed' | 'waits-for-card' | { readonly cause: unknown };

/**
 * Takes every open visit as far as it goes, round by round with growing waits.
 * @param inTurn lets one step go between the taps
 */
export async function recoverVisits(
  equipment: Equipment,
  context: Omit<RunContext, 'equipment'>,
  inTurn: <T>(step: () => Promise<T>) => Promise<T>,
): Promise<Recovery> {
  const { signal } = context;
  const run = { ...context, equipment };
  const closed: RecoveredVisit[] = [];
  let left: readonly JournalEntry<'intent'>[] = openAtAll(equipment);
  const waiting: RecoveredVisit[] = [];
  let unresolved: (RecoveredVisit & { cause: unknown })[] = [];
  let waitedMs = 0;
  for (let round = 0; round < RECOVERY_ROUNDS_MAX && left.length > 0; round++) {
    unresolved = [];
    const again: JournalEntry<'intent'>[] = [];
    for (const intent of left) {
      if (signal?.aborted) return { closed, waitingForCard: waiting, unresolved };
      const { visit, step } = await inTurn(() => oneStep(intent, waitedMs, run));
      const { cardSerial } = intent.statement;
      const found = { id: intent.id, state: visit.saga.state, cardSerial };
      if (step === 'closed') closed.push(found);
      else if (step === 'waits-for-card') waiting.push(found);
      else {
        unresolved.push({ ...found, cause: step.cause });
        again.push(intent);
      }
    }
    left = again;
    if (unresolved.length === 0 || !equipment.wait) break;
    const waitMs = queryWaitMs(round);
    await equipment.wait(waitMs, signal).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
    waitedMs += waitMs;
  }
  return { closed, waitingForCard: waiting, unresolved };
}

/** Open visits, and those that came back to their card and were broken off. */
function openAtAll({ journal }: Equipment): readonly JournalEntry<'intent'>[] {
  const open = journal.openIntents();
  const known = new Set(open.map(({ id }) => id));
  return [...open, ...journal.awaitingCard().filter(({ id }) => !known.has(id))];
}

async function oneStep(
  intent: JournalEntry<'intent'>,
  waitedMs: number,
  run: RunContext,
): Promise<{ readonly visit: RecordedVisit; readonly step: Step }> {
  // A tap may have gone on with it meanwhile.
  const visit = loadVisit(intent, run);
  return { visit, step: await stepOf(visit, waitedMs, run) };
}

async function stepOf(visit: RecordedVisit, waitedMs: number, run: RunContext): Promise<Step> {
  const { saga, intent } = visit;
  const { clock, sam } = run.equipment;
  if (SAGA_STATES[saga.state].isEnd) {
    return saga.state === 'done-without-card' || saga.state === 'reversed'
      ? 'waits-for-card'
      : 'closed';
  }
  // Off line only the card says what happened.
  if (intent.offline && saga.state !== 'card-committed' && saga.state !== 'reversing') {
    return 'waits-for-card';
  }
  if (saga.state === 'intent') await recordNoAnswer(visit, undefined, run);
  if (saga.state === 'unknown') {
    const age = clock.now() - intent.at;
    const isLate = age >= QUERY_DEADLINE_MS || waitedMs >= QUERY_DEADLINE_MS;
    const asked = await askForAnswer(visit, isLate, run);
    if (asked.outcome === 'open') return { cause: asked.cause };
    if (asked.outcome !== 'answered') return 'closed';
  }
  if (saga.state === 'answered' || saga.state === 'card-pending') {
    const standing = await checkStanding(visit, run);
    if (standing.outcome === 'no-answer') return { cause: standing.cause };
    if (standing.outcome === 'taken-back') return 'closed';
  }
  if (saga.state !== 'reversing' && (await sam.id()) !== intent.statement.samId) {
    // The module that the statement names cannot sign any more, whatever the card does.
    const request = { event: 'sam-replaced', reason: 'sam-replaced' } as const;
    return ended(await reverseVisit(visit, request, run));
  }
  if (saga.state === 'answered' || saga.state === 'card-pending') return deadlineStep(visit, run);
  if (saga.state === 'card-committed') {
    const signed = await signVisit(visit, committedOf(visit, run), run);
    return signed.outcome === 'finished'
      ? 'closed'
      : { cause: 'cause' in signed ? signed.cause : undefined };
  }
  if (saga.state === 'reversing') return ended(await goOnReversing(visit, run));
  throw new TypeError(`a recovery meets no visit in "${saga.state}"`);
}

function ended(result: Awaited<ReturnType<typeof goOnReversing>>): Step {
  return result.outcome === 'reversing' ? { cause: result.cause } : 'closed';
}
