/** What a journal holds, kind by kind. */

import type {
  AdjudicationFields,
  BillFields,
  Brand,
  DeclineReason,
  MemberNumber,
  SettlementId,
  SettlementStatement,
  SignedSettlementFields,
} from '../../model/index.ts';
import type { Instant } from '../../time.ts';

/** Whose card it was, for the receipt: the name as the card gave it. */
export interface ReceiptHolder {
  readonly name: string;
  readonly memberNumber: MemberNumber;
}

/** What the card is going to be given, so that an interrupted write can be finished at the next tap. */
export interface CardWrite {
  /** One record of EF.LOG. */
  readonly logRecord: Uint8Array;
  /** Body of the new state, without its CMAC. */
  readonly stateBody: Uint8Array;
  readonly slot: 'A' | 'B';
}

/** Decided, nothing sent yet. */
export interface IntentFields {
  readonly adjudication: AdjudicationFields;
  readonly bill: BillFields;
  readonly holder: ReceiptHolder;
  readonly statement: SettlementStatement;
  readonly cardWrite: CardWrite;
}

/** An intent whose statement and adjudication agree. Only `makeIntent` makes one. */
export type SettlementIntent = Brand<IntentFields, 'SettlementIntent'>;

/** Signed by card and security module: everything that a receipt needs. */
export interface SettledFields {
  readonly signed: SignedSettlementFields;
  readonly adjudication: AdjudicationFields;
  readonly bill: BillFields;
  readonly holder: ReceiptHolder;
}

/** The centre said no. */
export interface DeclinedFields {
  readonly reasons: readonly DeclineReason[];
}

/** `reversed`: the centre took a settlement back. `never-settled`: the centre never had one. */
export const VOID_REASONS = ['reversed', 'never-settled'] as const;
export type VoidReason = (typeof VOID_REASONS)[number];

export interface VoidedFields {
  readonly reason: VoidReason;
}

/** Ends an open intent without a settlement. */
export type SettlementClosing = DeclinedClosing | VoidedClosing;
export type DeclinedClosing = DeclinedFields & {
  readonly kind: 'declined';
  readonly id: SettlementId;
};
export type VoidedClosing = VoidedFields & { readonly kind: 'voided'; readonly id: SettlementId };

/** The kinds of entries and what each holds beside the chain. */
export interface EntryFields {
  readonly intent: IntentFields;
  readonly settled: SettledFields;
  readonly declined: DeclinedFields;
  readonly voided: VoidedFields;
}
export type EntryKind = keyof EntryFields;

interface Chained<K extends EntryKind> {
  /** From 1, without holes. */
  readonly sequence: number;
  /** When it was written, by the clock of the machine; order is `sequence`, not this. */
  readonly at: Instant;
  readonly kind: K;
  readonly id: SettlementId;
  /** 32 bytes: hash of the entry before. */
  readonly previousHash: Uint8Array;
  /** 32 bytes: SHA-256 over all of the above and the payload. */
  readonly hash: Uint8Array;
}

/** An entry as it stands in the journal, its hash checked. Only a journal makes one. */
export type JournalEntry<K extends EntryKind = EntryKind> = {
  [Kind in K]: Brand<Chained<Kind> & EntryFields[Kind], 'JournalEntry'>;
}[K];
