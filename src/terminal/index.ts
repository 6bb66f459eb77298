/** `onecard/terminal`: the workstation that reads a card and settles a bill. */

export { type CardCounterStore, memoryCardCounters, openCardCounters } from './cardCounters.ts';
export type {
  Adjudicated,
  CardPending,
  Confirmation,
  Equipment,
  HolderPinPolicy,
  HomeCounty,
  Refusal,
  SettleOutcome,
  SettleResult,
  TrialResult,
  VisitStep,
} from './equipment.ts';
export { VISIT_STEPS } from './equipment.ts';
export { confirmSettled, type HandedIn } from './finish.ts';
export {
  type ConfirmedIdentity,
  type ConfirmedIdentityFields,
  confirmIdentity,
  type IdentityConfirmation,
  type IdentityRefusal,
  tryConfirmed,
} from './onlineIdentity.ts';
export { newSettlementId } from './settlementId.ts';
export { systemClock, systemRandom } from './systemClock.ts';
export { openTerminal, type ReadResult, type Terminal } from './terminal.ts';
