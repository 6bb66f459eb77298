/** The ports that the outside fills. */

import type { Instant, PlainDate } from '../time.ts';
import type { AdjudicationFields } from './adjudication.ts';
import type { BillFields, PastVisit } from './bill.ts';
import type { Participation, ProfileSource, Usage } from './card.ts';
import type {
  CardSerial,
  CountyCode,
  IdentityNumber,
  MemberNumber,
  ProviderCode,
  SettlementId,
  TerminalId,
} from './identity.ts';
import type { PublishedDocuments, ReviewResolution, UploadAnswer, UploadParts } from './offline.ts';
import type { SettlementStatement, SignedSettlementFields } from './settlement.ts';

export interface Clock {
  now(): Instant;
}

/** A cryptographically secure source. */
export interface RandomSource {
  /** `count` fresh bytes. */
  bytes(count: number): Uint8Array;
}

/** Diagnostic stream of card traffic: header, lengths and status words, never contents. */
export interface Trace {
  write(line: string): void;
}

export interface Logger {
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void;
}

/**
 * A scanned 医保电子凭证 (dynamic e-credential). The code is a token for one moment: only the platform can
 * say whose it is, so it is asked on line, and the text is neither parsed nor kept.
 */
export interface EcTokenRequest {
  /** The scanned text, as it is. */
  readonly code: string;
  /** orgId: the institution's national code. */
  readonly provider: ProviderCode;
  /** businessType, five digits: 01101 registration, 01301 settlement, and others of the platform. */
  readonly businessType: string;
}

export type EcTokenAnswer =
  | {
      readonly outcome: 'resolved';
      readonly name: string;
      readonly identityNumber: IdentityNumber;
      /** ecToken: goes with the settlement message to the platform, and nowhere else. Never log it. */
      readonly token: string;
    }
  /** The code is older than the platform allows: the patient opens it anew. */
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'refused'; readonly reason: string };

/** The platform's decoder (`ec.query`), a vendor's library on the terminal. A rejection means no answer. */
export interface EcTokenPort {
  resolve(request: EcTokenRequest): Promise<EcTokenAnswer>;
}

/** The newest entry of a terminal's journal. */
export interface JournalHead {
  readonly sequence: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/** Where a terminal's journal stands when it sends a request. */
export interface TerminalHead {
  readonly terminalId: TerminalId;
  readonly head: JournalHead;
}

export interface PersonRequest {
  readonly home: CountyCode;
  readonly cardSerial: CardSerial;
  readonly memberNumber: MemberNumber;
  readonly insuranceYear: number;
}

export type PersonAnswer =
  | {
      readonly outcome: 'found';
      /** The ledger's usage of the insurance year: the authority. */
      readonly usage: Usage;
      /** Highest sequence that the card must show: settled, or signed by the card; 0 before the first. */
      readonly cardSequence: number;
      /**
       * Highest sequence that the card may show, when that is more: of settlements that were reversed before
       * the card's signature came, or that stand without the card. Whether it was written nobody knows.
       */
      readonly cardSequenceMax?: number;
      /** Earlier visits that stand, where the plan's controls look back. */
      readonly history?: readonly PastVisit[];
    }
  | { readonly outcome: 'unknown-person' }
  | { readonly outcome: 'unknown-county' };

export interface SettleRequest {
  readonly statement: SettlementStatement;
  readonly adjudication: AdjudicationFields;
  readonly bill: BillFields;
  /** Head of the terminal's journal once the intent is in it. */
  readonly journalHead: JournalHead;
}

/** Why a centre says no; in order of precedence. */
export const DECLINE_REASONS = [
  'unknown-county',
  'sam-blocked',
  'sam-expired',
  'sam-not-certified',
  'unknown-person',
  'unknown-plan',
  'bill-already-settled',
  'card-sequence-taken',
  'card-sequence-gap',
  'usage-moved',
  'amounts-differ',
  'already-reversed',
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

export interface Declined {
  readonly outcome: 'declined';
  readonly reasons: readonly DeclineReason[];
  /**
   * With `bill-already-settled`: the settlement that stands for this very bill. Absent when the number
   * stands for a bill with other contents.
   */
  readonly settledAs?: SettlementId;
}

export type SettleAnswer =
  | { readonly outcome: 'settled'; readonly answeredAt: Instant }
  | Declined
  /** The same id came before with other content. */
  | { readonly outcome: 'conflict' };

export type StatusAnswer =
  | {
      readonly outcome: 'settled';
      readonly answeredAt: Instant;
      readonly isConfirmed: boolean;
      /** Posted though its card was not written: the card may go on without it. */
      readonly isWithoutCard?: true;
    }
  | Declined
  | {
      readonly outcome: 'reversed';
      readonly reversedAt: Instant;
      /** Later ones of the member that stand, and would be decided otherwise now that it is gone. */
      readonly decidedOtherwise?: readonly SettlementId[];
      /** Those that stand and hold lines of its bill: what a refund settled in its place, or the bill once more. */
      readonly inPlace?: readonly SettlementId[];
    }
  | {
      readonly outcome: 'not-found';
      /** What was handed in under it is held, not posted: nobody decided yet, or somebody kept it out. */
      readonly review?: 'open' | ReviewResolution;
    };

/** What a centre says to signatures. */
export type ConfirmAnswer =
  | { readonly outcome: 'confirmed' }
  /** Kept as the proof of what the card holds; the settlement itself was taken back. */
  | { readonly outcome: 'reversed' }
  /** Not what the ledger or the register says. */
  | { readonly outcome: 'refused' };

/** `not-settled`: declined, reversed or never heard of. */
export interface PostAnswer {
  readonly outcome: 'posted' | 'not-settled';
}

/** A card is to be told what became of a settlement that it holds, or never got. */
export interface CatchUpRequest {
  /** Of the writing itself. */
  readonly id: SettlementId;
  /** Reversed, or posted without its card. */
  readonly settlement: SettlementId;
  /** The sequence that the card's new state will carry. */
  readonly cardSequence: number;
}

/** `not-settled`: nothing of that id is to be told. `out-of-step`: the card cannot show that sequence next. */
export interface CatchUpAnswer {
  readonly outcome: 'allowed' | 'not-settled' | 'out-of-step';
}

export type ReverseAnswer =
  | { readonly outcome: 'reversed' }
  /** Nothing was settled under that id, so there is nothing to undo: done. */
  | { readonly outcome: 'not-settled' };

/**
 * The home county's centre. One id gets one answer for ever; no answer at all (a rejection with
 * `centre.unreachable`) means unknown, never failed.
 */
export interface CentrePort {
  person(request: PersonRequest): Promise<PersonAnswer>;
  /** What `settle` would answer now; nothing is kept. */
  quote(request: Omit<SettleRequest, 'journalHead'>): Promise<SettleAnswer>;
  settle(id: SettlementId, request: SettleRequest): Promise<SettleAnswer>;
  status(id: SettlementId): Promise<StatusAnswer>;
  /**
   * The settlement that stands for this very bill, whichever terminal made it. Of another bill under the same
   * number nothing is told. A centre without it leaves a terminal to what it knows itself.
   */
  settledBill?(
    provider: ProviderCode,
    billNumber: string,
    billHash: Uint8Array,
  ): Promise<SettlementId | undefined>;
  /**
   * Hands in a settlement that was made off line. What was paid is posted; where the centre would have
   * decided otherwise, a person looks at it.
   */
  upload(id: SettlementId, request: SettleRequest & UploadParts): Promise<UploadAnswer>;
  /** The newest lists of statuses and off-line limits, for terminals to keep. */
  published(): Promise<PublishedDocuments>;
  /** @param from the terminal that asks; a centre remembers how far its journal had come */
  reverse(id: SettlementId, from?: TerminalHead): Promise<ReverseAnswer>;
  /**
   * Tells that a settlement stands though its card was not written: the card may show the sequence
   * before, and is told at a later tap.
   */
  postWithoutCard(id: SettlementId): Promise<PostAnswer>;
  /**
   * Lets the card take a state that no settlement gives it, with the ledger's usage. A centre without
   * it has its cards told by their next settlement.
   */
  catchUp?(request: CatchUpRequest): Promise<CatchUpAnswer>;
  /** Hands in the signed settlement and the journal's new head, which the centre remembers. */
  confirm(signed: SignedSettlementFields, head: JournalHead): Promise<ConfirmAnswer>;
  /** The head that this terminal last handed in, if any. */
  acknowledgedHead(terminalId: TerminalId): Promise<JournalHead | undefined>;
  /**
   * The newest head that this terminal sent with any request, confirmed or not. A journal without it is an
   * older copy: what it lacks may be settled already.
   */
  knownHead(terminalId: TerminalId): Promise<JournalHead | undefined>;
}

/** Who a card already in use says its holder is, for the home county's register to answer. */
export interface IdentityRequest {
  readonly home: CountyCode;
  readonly source: ProfileSource;
  readonly cardNumber: string;
  /** One of the two is there. */
  readonly identityNumber?: IdentityNumber;
  readonly schemeNumber?: string;
  readonly insuranceYear: number;
}

/** A person of the register. */
export interface RegisteredPerson {
  readonly memberNumber: MemberNumber;
  readonly name: string;
  readonly bornOn: PlainDate;
  readonly participation: readonly Participation[];
  /** Under which the register keeps this card. */
  readonly cardSerial: CardSerial;
}

export type IdentityAnswer =
  | {
      readonly outcome: 'found';
      readonly person: RegisteredPerson;
      /** The ledger's usage of the insurance year: the authority. */
      readonly usage: Usage;
    }
  | { readonly outcome: 'unknown-person' | 'unknown-county' | 'card-blocked' };

/** The register of home counties, asked for people whose cards prove nothing. On line only. */
export interface IdentityPort {
  /** Rejects with `centre.unreachable` when there is no answer. */
  identify(request: IdentityRequest): Promise<IdentityAnswer>;
}
