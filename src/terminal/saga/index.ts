/** The saga of a visit: its table, its states as a desk shows them, and what beside it can be asked for. */
export type { Compensation, CompensationState } from './compensations.ts';
export { stateOf } from './recordedVisit.ts';
export type { RecoveredVisit, Recovery } from './recover.ts';
export { REVERSAL_REASONS, type ReversalResult } from './reversal.ts';
export {
  REVERSAL_REASON_CHARACTERS_MAX,
  type ReversalOptions,
  type ReverseResult,
} from './reverse.ts';
export type { SagaRun } from './settleRun.ts';
export {
  type Cancellable,
  SAGA_EVENTS,
  SAGA_STATES,
  type SagaEntry,
  type SagaEvent,
  type SagaState,
} from './states.ts';
export type { VisitStatus } from './status.ts';
export { type Edge, edgeOf, type Interaction, SAGA } from './table.ts';
export type { Told } from './tellCard.ts';
export type { Transition, VisitState } from './visitState.ts';
