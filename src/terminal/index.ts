/** `onecard/terminal`: the workstation that reads a card and settles a bill. */

export { type CardCounterStore, memoryCardCounters, openCardCounters } from './cardCounters.ts';
export { CHECKPOINT_ENTRIES, moduleCheckpoints, moduleSigner } from './checkpoints.ts';
export * from './dayEnd/index.ts';
export type {
  Adjudicated,
  CardPending,
  Confirmation,
  Equipment,
  HolderPinPolicy,
  HomeCounty,
  Refusal,
  SettleOptions,
  SettleOutcome,
  SettleResult,
  TrialResult,
  Undone,
  VisitStep,
} from './equipment.ts';
export { VISIT_STEPS } from './equipment.ts';
export { confirmSettled, type HandedIn } from './handIn.ts';
export * from './offline/index.ts';
export {
  type ConfirmedIdentity,
  type ConfirmedIdentityFields,
  confirmIdentity,
  type IdentityConfirmation,
  type IdentityRefusal,
  tryConfirmed,
} from './onlineIdentity.ts';
export type { TerminalRecovery } from './recovery.ts';
export * from './refund/index.ts';
export type { ReverseOptions } from './reversing.ts';
export * from './saga/index.ts';
export { newSettlementId } from './settlementId.ts';
export * from './stay/index.ts';
export { systemClock, systemRandom, systemWait } from './systemClock.ts';
export { openTerminal, type ReadResult, type SettleRun, type Terminal } from './terminal.ts';
