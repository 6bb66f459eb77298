/** What a journal holds, kind by kind: what each kind of entry says beside the chain. */

import type { Brand, SettlementId } from '../../model/index.ts';
import type { Instant } from '../../time.ts';
import type {
  CarriedOverFields,
  CheckpointFields,
  DayClosedFields,
  ReprintedFields,
} from './kinds/book.ts';
import type { RefundedFields, RefundingFields } from './kinds/refund.ts';
import type {
  AdmittedFields,
  ChargedFields,
  DischargedFields,
  InterimFields,
  StayCancelledFields,
} from './kinds/stay.ts';
import type {
  AnsweredFields,
  CardCaughtUpFields,
  CardCommittedFields,
  CardPendingFields,
  DeclinedFields,
  IntentFields,
  ReversedFields,
  ReversingFields,
  SettledFields,
  UnknownFields,
  VoidedFields,
  WithoutCardFields,
} from './kinds/visit.ts';

/** Kinds of one visit: the entry stands under the settlement's id. */
export interface VisitFields {
  readonly intent: IntentFields;
  readonly unknown: UnknownFields;
  readonly answered: AnsweredFields;
  readonly 'card-pending': CardPendingFields;
  readonly 'card-committed': CardCommittedFields;
  readonly settled: SettledFields;
  readonly declined: DeclinedFields;
  readonly voided: VoidedFields;
  readonly 'without-card': WithoutCardFields;
  readonly reversing: ReversingFields;
  readonly reversed: ReversedFields;
  readonly 'card-caught-up': CardCaughtUpFields;
  readonly reprinted: ReprintedFields;
  readonly refunding: RefundingFields;
  readonly refunded: RefundedFields;
}

/** Kinds of one hospital stay: the entry stands under the stay's id. */
export interface StayFields {
  readonly admitted: AdmittedFields;
  readonly charged: ChargedFields;
  readonly interim: InterimFields;
  readonly discharged: DischargedFields;
  readonly 'stay-cancelled': StayCancelledFields;
}

/** Kinds that speak of the whole book: they stand under no id. */
export interface BookFields {
  readonly 'day-closed': DayClosedFields;
  readonly checkpoint: CheckpointFields;
  readonly 'carried-over': CarriedOverFields;
}

/** The kinds of entries and what each holds beside the chain, whose names none of them may take. */
export type EntryFields = VisitFields & StayFields & BookFields;
export type EntryKind = keyof EntryFields;
export type BookKind = keyof BookFields;

/** Kinds that are appended by `{ kind, id, … }`; an intent and a settlement carry their own proof. */
export type StepKind = Exclude<EntryKind, BookKind | 'intent' | 'settled'>;

/** One step of a visit or a stay. */
export type JournalStep<K extends StepKind = StepKind> = {
  [Kind in K]: EntryFields[Kind] & { readonly kind: Kind; readonly id: SettlementId };
}[K];

/** A day that is locked. */
export type DayClosing = DayClosedFields & {
  readonly kind: 'day-closed';
  /** The entry that was looked at last; it is written only while nothing has moved money since. */
  readonly through?: number;
};

/** Ends an open intent without a settlement. */
export type SettlementClosing = DeclinedClosing | VoidedClosing;
export type DeclinedClosing = JournalStep<'declined'>;
export type VoidedClosing = JournalStep<'voided'>;

interface Chained<K extends EntryKind> {
  /** From 1, without holes. */
  readonly sequence: number;
  /** When it was written, by the clock of the machine; order is `sequence`, not this. */
  readonly at: Instant;
  readonly kind: K;
  /** 32 bytes: hash of the entry before. */
  readonly previousHash: Uint8Array;
  /** 32 bytes: SHA-256 over all of the above and the payload. */
  readonly hash: Uint8Array;
}

/** Of a visit or a stay; an entry of the whole book has none. */
type Identified<K extends EntryKind> = K extends BookKind
  ? { readonly id?: undefined }
  : { readonly id: SettlementId };

/** An entry as it stands in the journal, its hash checked. Only a journal makes one. */
export type JournalEntry<K extends EntryKind = EntryKind> = {
  [Kind in K]: Brand<Chained<Kind> & Identified<Kind> & EntryFields[Kind], 'JournalEntry'>;
}[K];
