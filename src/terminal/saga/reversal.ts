/** Taking a settlement back: the chain is run, and its end recorded. */

import { OneCardError } from '../../errors/index.ts';
import type { SettlementId } from '../../model/index.ts';
import type { JournalEntry, VoidReason } from '../../settlement/index.ts';
import { runChain, settlementCompensation } from './compensations.ts';
import {
  hasStood,
  mayBeOnCard,
  type RecordedVisit,
  type RunContext,
  terminalHead,
} from './recordedVisit.ts';
import type { SagaEvent } from './states.ts';

/** Reasons that the terminal gives by itself; a clerk's are free text. */
export const REVERSAL_REASONS = [
  'cancelled-by-clerk',
  'deadline',
  'sam-replaced',
  'reversed-by-centre',
] as const;

export type ReversalResult =
  | {
      readonly outcome: 'reversed';
      readonly entry: JournalEntry<'reversed'>;
      /**
       * Later settlements of the member that stand and that the county would decide otherwise now: what this one
       * paid counted for them. Nobody changes them by themselves: a person looks at them.
       */
      readonly decidedOtherwise?: readonly SettlementId[];
    }
  /** There was nothing to take back. */
  | { readonly outcome: 'voided'; readonly entry: JournalEntry<'voided'> }
  /** Somebody did not answer: it goes on at the next recovery. */
  | { readonly outcome: 'reversing'; readonly cause: unknown };

export interface ReversalRequest {
  /** Why the visit turns back, as an event of the table. */
  readonly event: Extract<
    SagaEvent,
    'cancelled' | 'sam-replaced' | 'deadline-to-reverse' | 'reversal-asked'
  >;
  readonly reason: string;
  readonly operator?: string | undefined;
  /** The second pair of eyes. */
  readonly second?: string | undefined;
}

/** Records that the visit is being taken back, durably, and takes it back. */
export async function reverseVisit(
  visit: RecordedVisit,
  { event, reason, operator, second }: ReversalRequest,
  context: RunContext,
): Promise<ReversalResult> {
  const { journal } = context.equipment;
  const by = { ...(operator && { operator }), ...(second && { second }) };
  await visit.saga.record(event, () =>
    journal.append({ kind: 'reversing', id: visit.id, reason, ...by }),
  );
  return goOnReversing(visit, context);
}

/** Runs the chain of a visit that is being taken back, however far it got before. */
export async function goOnReversing(
  visit: RecordedVisit,
  { equipment }: RunContext,
): Promise<ReversalResult> {
  const { id, saga, home } = visit;
  const { journal, clock } = equipment;
  const from = () => terminalHead(equipment);
  const chain = [settlementCompensation(home.centre, from), ...(home.compensations ?? [])];
  const result = await runChain(chain, id);
  if (result.outcome === 'stopped') {
    saga.take('no-answer');
    const cause =
      result.cause ?? new OneCardError('terminal.still-standing', { id, at: result.at });
    return { outcome: 'reversing', cause };
  }
  const stood = hasStood(journal, id);
  if (result.first.outcome === 'nothing' && !stood) {
    const entry = await saga.record('never-settled', () =>
      journal.append({
        kind: 'voided',
        id,
        reason: voidReason(journal.entriesOf(id)),
      }),
    );
    return { outcome: 'voided', entry };
  }
  if (result.first.outcome === 'nothing' && visit.intent.offline === undefined) {
    throw new OneCardError('terminal.ledger-replaced', { county: home.plan.county.code, id });
  }
  const { at: reversedAt = clock.now(), decidedOtherwise } =
    result.first.outcome === 'undone' ? result.first : {};
  // A card that was never begun to be written knows nothing of it.
  const cardCaughtUp = !mayBeOnCard(journal, id);
  const entry = await saga.record('taken-back', () =>
    journal.append({ kind: 'reversed', id, reversedAt, cardCaughtUp }),
  );
  return { outcome: 'reversed', entry, ...(decidedOtherwise && { decidedOtherwise }) };
}

/** Why a visit that never stood is void, by why it was turned back. */
function voidReason(entries: readonly JournalEntry[]): VoidReason {
  const reversing = entries.findLast((entry) => entry.kind === 'reversing');
  if (reversing?.reason === 'deadline') return 'deadline';
  return reversing?.reason === 'sam-replaced' ? 'never-settled' : 'cancelled-by-clerk';
}
