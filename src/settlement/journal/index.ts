/** The journal: history that only grows, and its proof. */
export { backupJournal, type RestoreOptions, restoreJournal } from './backup.ts';
export type { CheckpointOptions, CheckpointSigner } from './checkpoints.ts';
export type {
  BookKind,
  DayClosing,
  DeclinedClosing,
  EntryFields,
  EntryKind,
  JournalEntry,
  JournalStep,
  SettlementClosing,
  StepKind,
  VoidedClosing,
} from './entry.ts';
export { type ExportOptions, exportJournal } from './export.ts';
export { type IntentParts, makeIntent } from './intent.ts';
export { type Journal, type JournalOptions, openJournal, openJournalOn } from './journal.ts';
export type { DayClosedFields, ReprintedFields } from './kinds/book.ts';
export type { RefundedFields, RefundingFields, UnderpaymentAudit } from './kinds/refund.ts';
export {
  type AdmittedFields,
  type BillDueFields,
  type BillSettledFields,
  type ChargedFields,
  DISPOSITIONS,
  type DischargeDueFields,
  type DischargedFields,
  type Disposition,
  type InterimFields,
  type ReturnedLine,
  STAY_PARTS,
  type StayCancelledFields,
  type StayPart,
} from './kinds/stay.ts';
export type { CardWrite, OfflineDecision, ReceiptHolder, SettlementIntent } from './kinds/visit.ts';
export {
  ANSWER_OUTCOMES,
  type AnswerOutcome,
  VOID_REASONS,
  type VoidReason,
  WITHOUT_CARD_REASONS,
  type WithoutCardReason,
} from './kinds/visit.ts';
export type { EntryRange } from './reader.ts';
export { type Rotated, type RotationOptions, rotateJournal } from './rotate.ts';
export { type JournalState, readDecision, readJournalState } from './state.ts';
export { FINDINGS, type Finding, type FindingName } from './verify/findings.ts';
export type { TailProof } from './verify/tail.ts';
export { type ExportReport, verifyExport } from './verify/verifyExport.ts';
export {
  type JournalReport,
  type VerificationOptions,
  verifyJournal,
  verifyJournalOn,
} from './verify/verifyJournal.ts';
