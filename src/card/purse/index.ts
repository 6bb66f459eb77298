/** Electronic purses: balance, debit, and what became of a debit that was cut off. */
export type { DebitProof, Initialised } from './commands.ts';
export {
  type DebitHeld,
  type DebitResult,
  debitPurse,
  type PurseDebit,
  type PurseEquipment,
  recoverDebit,
} from './debit.ts';
export type {
  CheckTac,
  DebitJournal,
  DebitRecord,
  Mac1Request,
  Mac2Verdict,
  PendingDebit,
  PurchasePsam,
  PurseAccount,
  PurseApplication,
  PurseCardNumber,
  TacVerdict,
} from './port.ts';
export { purchasePsam } from './psam.ts';
export {
  type CardSeen,
  type CounterSeen,
  RECOVERY,
  type Recovery,
  recoveryOf,
} from './recovery.ts';
export { PurseSession } from './session.ts';
