/** The journal: history that only grows, and its proof. */
export type {
  CardWrite,
  DeclinedClosing,
  EntryKind,
  JournalEntry,
  ReceiptHolder,
  SettlementClosing,
  SettlementIntent,
  VoidedClosing,
  VoidReason,
} from './entry.ts';
export { VOID_REASONS } from './entry.ts';
export { type IntentParts, makeIntent } from './intent.ts';
export { type Journal, type JournalOptions, openJournal, openJournalOn } from './journal.ts';
export type { EntryRange } from './reader.ts';
export { type JournalState, readJournalState } from './state.ts';
export { FINDINGS, type Finding, type FindingName } from './verify/findings.ts';
export { type JournalReport, type TailProof, verifyJournal } from './verify/verifyJournal.ts';
