/**
 * 启动恢复: what the journal holds open is finished or closed as far as that goes without a card. A
 * step of one visit takes its turn like a tap; between the rounds the desk is free.
 */

import { OneCardError } from '../../errors/index.ts';
import type { CardSerial, CountyCode, SettlementId } from '../../model/index.ts';
import type { JournalEntry } from '../../settlement/index.ts';
import type { Equipment, HomeCounty } from '../equipment.ts';
import { isReplacedJournal, type KnownJournal } from '../knownJournal.ts';
import { deadlineStep } from './deadline.ts';
import { signVisit } from './finish.ts';
import { QUERY_DEADLINE_MS, queryWaitMs, RECOVERY_ROUNDS_MAX } from './limits.ts';
import { askForAnswer, recordNoAnswer } from './query.ts';
import {
  committedOf,
  hasStood,
  loadVisit,
  type RecordedVisit,
  type RunContext,
  stateOf,
} from './recordedVisit.ts';
import { goOnReversing, reverseVisit } from './reversal.ts';
import { checkStanding } from './standing.ts';
import { SAGA_STATES, type SagaState } from './states.ts';
import { handInUnsigned } from './unsigned.ts';
import { caughtUp } from './withoutCard.ts';

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
  /** At their end; their card is told at its next tap. */
  readonly cardsToTell: readonly RecoveredVisit[];
  /** Somebody did not answer, or something is wrong with that visit; the next recovery asks again. */
  readonly unresolved: readonly (RecoveredVisit & { readonly cause: unknown })[];
}

/** What one step left a visit with. `stuck`: asking again now would change nothing. */
type Step =
  | 'closed'
  | 'waits-for-card'
  | 'card-to-tell'
  | { readonly cause: unknown; readonly isStuck?: boolean };

interface Stepped {
  readonly state: SagaState;
  readonly step: Step;
}

/** What a recovery works with beside the equipment. */
export interface RecoveryContext extends Omit<RunContext, 'equipment'> {
  readonly known: KnownJournal;
  /** Hears of a bug that one visit ran into: the others are gone on with. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * Takes every open visit as far as it goes, round by round with growing waits.
 * @param inTurn lets one step go between the taps
 */
export async function recoverVisits(
  equipment: Equipment,
  context: RecoveryContext,
  inTurn: <T>(step: () => Promise<T>) => Promise<T>,
): Promise<Recovery> {
  const { signal } = context;
  const run = { ...context, equipment };
  const intents = openAtAll(equipment);
  const found = new Map<SettlementId, Stepped>();
  const replaced = new Map<CountyCode, Step>();
  let left: readonly JournalEntry<'intent'>[] = intents;
  let waitedMs = 0;
  for (let round = 0; round < RECOVERY_ROUNDS_MAX && left.length > 0; round++) {
    for (const intent of left) {
      if (signal?.aborted) return recoveryOf(intents, found);
      const { id } = intent;
      const stuck = replaced.get(intent.statement.home);
      // What such a ledger says of its other visits is not to be gone by.
      const stepped: Stepped = stuck
        ? { state: stateOf(equipment.journal.entriesOf(id)) ?? 'intent', step: stuck }
        : await inTurn(() => oneStep(intent, waitedMs, run));
      found.set(id, stepped);
      const { step } = stepped;
      const county = typeof step === 'object' ? replacedLedger(step.cause) : undefined;
      if (county) replaced.set(county, step);
    }
    left = left.filter(({ id }) => isWorthAsking(found.get(id)?.step));
    if (left.length === 0 || !equipment.wait) break;
    const waitMs = queryWaitMs(round);
    await equipment.wait(waitMs, signal).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
    waitedMs += waitMs;
  }
  return recoveryOf(intents, found);
}

function isWorthAsking(step: Step | undefined): boolean {
  return typeof step === 'object' && step.isStuck !== true;
}

function recoveryOf(
  intents: readonly JournalEntry<'intent'>[],
  found: ReadonlyMap<SettlementId, Stepped>,
): Recovery {
  const visits = intents.map(({ id, statement }) => {
    const { state, step } = found.get(id) ?? { state: 'intent', step: { cause: undefined } };
    return { visit: { id, state, cardSerial: statement.cardSerial }, step };
  });
  const ending = (end: Step) => visits.filter(({ step }) => step === end).map(({ visit }) => visit);
  return {
    closed: ending('closed'),
    waitingForCard: ending('waits-for-card'),
    cardsToTell: ending('card-to-tell'),
    unresolved: visits.flatMap(({ visit, step }) =>
      typeof step === 'object' ? { ...visit, cause: step.cause } : [],
    ),
  };
}

/** Open visits, and those whose card is to be told. */
function openAtAll({ journal }: Equipment): readonly JournalEntry<'intent'>[] {
  const open = journal.openIntents();
  const known = new Set(open.map(({ id }) => id));
  return [...open, ...journal.awaitingCard().filter(({ id }) => !known.has(id))];
}

type RecoveryRun = RunContext & RecoveryContext;

async function oneStep(
  intent: JournalEntry<'intent'>,
  waitedMs: number,
  run: RecoveryRun,
): Promise<Stepped> {
  let visit: RecordedVisit;
  try {
    // A tap may have gone on with it meanwhile.
    visit = loadVisit(intent, run);
  } catch (cause) {
    return { state: 'intent', step: { cause, isStuck: true } };
  }
  try {
    run.known.assertNotReplaced();
    const step = await stepOf(visit, waitedMs, run);
    return { state: visit.saga.state, step };
  } catch (cause) {
    // What is wrong with one visit, or with its county, is told of that one: a desk has others to finish.
    if (isDefect(cause)) run.onDefect(cause);
    else if (!(cause instanceof OneCardError)) throw cause;
    return { state: visit.saga.state, step: { cause, isStuck: true } };
  }
}

/** A bug of ours; what the world does has a code. */
function isDefect(cause: unknown): boolean {
  return cause instanceof TypeError || cause instanceof RangeError;
}

/** Whose ledger was put back to an older state, if that is the cause: that county alone waits for people. */
export function replacedLedger(cause: unknown): CountyCode | undefined {
  const isReplaced = cause instanceof OneCardError && cause.code === 'terminal.ledger-replaced';
  return isReplaced ? (cause.detail.county as CountyCode) : undefined;
}

async function stepOf(visit: RecordedVisit, waitedMs: number, run: RecoveryRun): Promise<Step> {
  const { saga, intent, home } = visit;
  const { clock, journal } = run.equipment;
  if (SAGA_STATES[saga.state].isEnd) {
    const isToldLater = journal
      .awaitingCard(intent.statement.cardSerial)
      .some(({ id }) => id === visit.id);
    return isToldLater ? 'card-to-tell' : 'closed';
  }
  if (saga.state !== 'reversing' && hasStood(journal, visit.id)) return backStep(visit, run);
  // Off line only the card says what happened.
  if (intent.offline && saga.state !== 'card-committed' && saga.state !== 'reversing') {
    return 'waits-for-card';
  }
  if (saga.state === 'intent') await recordNoAnswer(visit, undefined, run);
  // Asked once: a module that goes meanwhile was not another one a moment ago.
  const isReplaced = saga.state !== 'reversing' && (await isOtherModule(visit, run));
  // What the card signed needs nobody but the module.
  if (saga.state === 'card-committed' && !isReplaced) return signedStep(visit, run);
  const unasked = await whyNotKnown(home, run.known);
  if (unasked !== undefined) return { cause: unasked };
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
  if (saga.state === 'card-committed' && intent.offline) {
    const handed = await handInUnsigned(visit, intent.offline, run);
    return handed.outcome === 'open' ? { cause: handed.cause } : 'closed';
  }
  if (saga.state !== 'reversing' && isReplaced) {
    // The module that the statement names cannot sign any more, whatever the card does.
    const request = { event: 'sam-replaced', reason: 'sam-replaced' } as const;
    return ended(await reverseVisit(visit, request, run));
  }
  if (saga.state === 'answered' || saga.state === 'card-pending') return deadlineStep(visit, run);
  if (saga.state === 'reversing') return ended(await goOnReversing(visit, run));
  throw new TypeError(`a recovery meets no visit in "${saga.state}"`);
}

/** Why the centre did not say that it knows no more than this journal holds; undefined when it did. */
async function whyNotKnown(home: HomeCounty, known: KnownJournal): Promise<unknown> {
  try {
    await known.askOnce(home);
    return undefined;
  } catch (cause) {
    const isNoAnswer = cause instanceof OneCardError && !isReplacedJournal(cause);
    if (!isNoAnswer) throw cause;
    return cause;
  }
}

/** It stands without its card, which came back for a moment. */
async function backStep(visit: RecordedVisit, run: RunContext): Promise<Step> {
  const { saga, intent } = visit;
  if (saga.state === 'card-pending') return 'card-to-tell';
  if (await isOtherModule(visit, run)) {
    await caughtUp(visit, intent.statement.sequence, run);
    return 'closed';
  }
  return signedStep(visit, run);
}

/** A module that does not answer may be the same: it is asked for its signature then. */
async function isOtherModule({ intent }: RecordedVisit, { equipment }: RunContext) {
  const id = await equipment.sam.id().catch(() => undefined);
  return id !== undefined && id !== intent.statement.samId;
}

async function signedStep(visit: RecordedVisit, run: RunContext): Promise<Step> {
  const signed = await signVisit(visit, committedOf(visit, run), run);
  if (signed.outcome === 'finished') return 'closed';
  return { cause: 'cause' in signed ? signed.cause : undefined };
}

function ended(result: Awaited<ReturnType<typeof goOnReversing>>): Step {
  return result.outcome === 'reversing' ? { cause: result.cause } : 'closed';
}
