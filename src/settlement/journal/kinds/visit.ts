/** Entries of one visit, from the intent to its end and to its undoing. */

import type {
  AdjudicationFields,
  BillFields,
  Brand,
  DeclineReason,
  MemberNumber,
  OfflineBasis,
  SettlementId,
  SettlementStatement,
  SignedSettlementFields,
} from '../../../model/index.ts';
import type { Instant } from '../../../time.ts';

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

/** Decided without the centre, within limits that the county signed. */
export type OfflineDecision = OfflineBasis;

/** Decided, nothing sent yet. */
export interface IntentFields {
  readonly adjudication: AdjudicationFields;
  readonly bill: BillFields;
  readonly holder: ReceiptHolder;
  readonly statement: SettlementStatement;
  readonly cardWrite: CardWrite;
  readonly offline?: OfflineDecision;
  /** The settlement that this one undoes. */
  readonly reverses?: SettlementId;
  /** The settlement whose place this one takes. */
  readonly supersedes?: SettlementId;
}

/** An intent whose statement and adjudication agree. Only `makeIntent` makes one. */
export type SettlementIntent = Brand<IntentFields, 'SettlementIntent'>;

/** No answer came: written once a visit, further attempts are counted in memory. */
export interface UnknownFields {
  readonly attempt: number;
  /** Code of the failure. */
  readonly cause: string;
}

/** `held` and `conflict` answer what was settled off line: it waits for a review. */
export const ANSWER_OUTCOMES = ['settled', 'held', 'conflict'] as const;
export type AnswerOutcome = (typeof ANSWER_OUTCOMES)[number];

/** The centre's answer, before anything else is done with it. */
export interface AnsweredFields {
  readonly outcome: AnswerOutcome;
  readonly answeredAt: Instant;
  /** What a person has to look at. */
  readonly review?: readonly string[];
}

/** The card's writing begins. */
export interface CardPendingFields {
  readonly slot: 'A' | 'B';
  /** The sequence that the new state carries. */
  readonly cardSequence: number;
}

/** The card holds its new state and has signed: the visit can be finished without the card. */
export interface CardCommittedFields {
  readonly atc: number;
  /** r ‖ s, 64 bytes. */
  readonly cardSignature: Uint8Array;
  /** COSE_Key bytes of the card's key 0x82, out of the issuer-signed object. */
  readonly cardKey: Uint8Array;
}

/** Signed by card and security module: everything that a receipt needs. */
export interface SettledFields {
  readonly signed: SignedSettlementFields;
  readonly adjudication: AdjudicationFields;
  readonly bill: BillFields;
  readonly holder: ReceiptHolder;
  readonly offline?: OfflineDecision;
}

/** The centre said no. */
export interface DeclinedFields {
  readonly reasons: readonly DeclineReason[];
}

/**
 * `reversed`: the centre took a settlement back. `never-settled`: the centre never had one.
 * `cancelled-by-clerk` and `deadline`: undone before the card held it.
 */
export const VOID_REASONS = [
  'reversed',
  'never-settled',
  'cancelled-by-clerk',
  'deadline',
] as const;
export type VoidReason = (typeof VOID_REASONS)[number];

export interface VoidedFields {
  readonly reason: VoidReason;
}

export const WITHOUT_CARD_REASONS = [
  'card-gone',
  'deadline',
  'card-moved-on',
  // The card holds it, and the module that was to sign below it is gone.
  'module-gone',
] as const;
export type WithoutCardReason = (typeof WITHOUT_CARD_REASONS)[number];

/** Stands at the centre; the card catches up at its next tap. */
export interface WithoutCardFields {
  readonly reason: WithoutCardReason;
  readonly review: true;
}

/** The reversal of what this id may have settled begins. */
export interface ReversingFields {
  /** A clerk's words, or the name of an automatic cause. */
  readonly reason: string;
  readonly operator?: string;
  /** The second pair of eyes, where two are asked for. */
  readonly second?: string;
}

/** The centre holds the settlement no more. */
export interface ReversedFields {
  readonly reversedAt: Instant;
  /** Whether the card needs nothing more: else it is told at its next tap. */
  readonly cardCaughtUp: boolean;
}

/** The card was told at a later tap. */
export interface CardCaughtUpFields {
  /** The sequence that the card shows now. */
  readonly cardSequence: number;
}
