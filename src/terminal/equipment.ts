/** What a terminal works with, and what it reports while it works. */

import type { CheckResult, verifyRecord } from '../card/index.ts';
import type {
  Adjudication,
  Bill,
  CentrePort,
  Clock,
  CountyCode,
  DeclineReason,
  OfflineBasis,
  OfflineCause,
  PublishedDocuments,
  RandomSource,
  Sam,
  SamProof,
  SecretPin,
  SettlementId,
  TerminalId,
  VerifiedRecord,
} from '../model/index.ts';
import type { Amount } from '../money.ts';
import type {
  Catalogue,
  ControlFinding,
  Journal,
  JournalEntry,
  Plan,
  RefusalReason,
  Register,
} from '../settlement/index.ts';
import type { CardCounterStore } from './cardCounters.ts';
import type { OfflineFinding } from './offline/findings.ts';
import type { Compensation } from './saga/compensations.ts';
import type { Transition } from './saga/visitState.ts';

/** A home county as the terminal knows it: its signed plan and the way to its centre. */
export interface HomeCounty {
  readonly plan: Plan;
  readonly centre: CentrePort;
  /**
   * What the county allows off line, as it signed it; looked at in each visit, so that newer limits count at
   * once. Absent where it allows nothing.
   */
  readonly offlineLimits?: Uint8Array | undefined;
  /** What has to be undone beside the settlement itself, in this order. */
  readonly compensations?: readonly Compensation[];
}

export interface Equipment {
  readonly terminalId: TerminalId;
  readonly journal: Journal;
  readonly sam: Sam;
  /** The module's certificate; its county's list of blocked modules stands in `trust.samStatusLists`. */
  readonly samProof: SamProof;
  /** Looked at in every check: a getter that gives newer lists counts at once, and a list ends after 72 hours. */
  readonly trust: Parameters<typeof verifyRecord>[1];
  /** By the code of the county that issued the card. */
  readonly counties: ReadonlyMap<CountyCode, HomeCounty>;
  /** The catalogue of the county of treatment. */
  readonly catalogue: Catalogue;
  /** Institutions and doctors of the county of treatment, for the controls of the plans; none, unless given. */
  readonly institutions?: Register;
  readonly clock: Clock;
  readonly random: RandomSource;
  /**
   * Keeps what a centre published, for the next visit: lists of statuses and off-line limits. They are
   * proven where they are used; the one who keeps them lets no older version take a newer one's place.
   */
  readonly keepPublished?: (county: CountyCode, documents: PublishedDocuments) => Promise<void>;
  /** Counters of every card that was met: a lower one is refused. */
  readonly counters: CardCounterStore;
  /** When the holder proves that the card is theirs; never, unless told. */
  readonly holderPin?: HolderPinPolicy;
  /**
   * Waits between two questions, or is aborted. Without it a terminal never waits: a visit that got no
   * answer ends as `unknown`, and the next tap asks.
   */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Told of every transition of every visit, once its entry is durable. */
  readonly onTransition?: (transition: Transition) => void;
  /** Called at each step of a visit, in order; what a screen shows while the clerk waits. */
  readonly onStep?: (step: VisitStep) => void;
}

/** From which sum on the holder's PIN is asked for. Not every holder can use one: the county decides. */
export interface HolderPinPolicy {
  /** What the funds pay of a bill, from which on the PIN is asked for. */
  readonly fundsFrom: Amount;
  /**
   * Lets the holder enter the PIN; undefined when they cannot or will not.
   * @param triesLeft after a wrong one
   */
  ask(triesLeft?: number): Promise<SecretPin | undefined>;
}

/** The steps of a visit in their order (docs/settlement.md). */
export const VISIT_STEPS = [
  'card-read',
  'card-verified',
  'adjudicated',
  'intent-durable',
  'centre-settled',
  'card-committed',
  'signed',
  'entry-durable',
  'confirmed',
] as const;
export type VisitStep = (typeof VISIT_STEPS)[number];

/** The visit ended before anything was decided or written. */
export type Refusal =
  | {
      readonly outcome: 'card-refused';
      readonly failed: readonly CheckResult[];
      /**
       * 留卡: a visit of this card is open here, and its state cannot be read any more: keep the card and
       * hand it to the county centre. The settlement is ended by the plan's deadline, or reversed.
       */
      readonly keepCardFor?: SettlementId;
    }
  | { readonly outcome: 'unknown-county'; readonly county: CountyCode }
  | { readonly outcome: 'unknown-person' }
  /** Card and ledger count differently: a rolled-back card, or one settled where nobody told the centre. */
  | {
      readonly outcome: 'card-out-of-step';
      readonly cardSequence: number;
      readonly ledgerSequence: number;
    }
  | {
      readonly outcome: 'refused';
      readonly reasons: readonly RefusalReason[];
      /** What the plan's controls found. */
      readonly findings?: readonly ControlFinding[];
    }
  /** No centre was asked, and the signed limits do not allow to go on without. */
  | {
      readonly outcome: 'offline-refused';
      readonly cause: OfflineCause;
      /** All that apply, in the order of OFFLINE_FINDINGS. */
      readonly reasons: readonly OfflineFinding[];
    }
  /** The holder's PIN was due and not proven; a card without one is asked for none. */
  | { readonly outcome: 'pin-refused'; readonly cause: 'not-entered' | 'blocked' };

export interface Adjudicated {
  readonly outcome: 'adjudicated';
  readonly record: VerifiedRecord;
  readonly bill: Bill;
  readonly adjudication: Adjudication;
  /** What the plan's controls found. */
  readonly findings: readonly ControlFinding[];
  /** 转复核: the amounts stand, and a person looks at them before the fund pays. */
  readonly needsReview: boolean;
  /** By whose leave it was decided off line, from the card's figures. */
  readonly offline?: OfflineBasis;
}

export type TrialResult = Adjudicated | Refusal;

/**
 * Whether the centre holds the signatures yet; `pending` is made up for at the next visit. `refused`:
 * the centre's ledger or register says otherwise, or took it back meanwhile, and a person has to find out why.
 */
export type Confirmation =
  | { readonly outcome: 'confirmed' }
  | { readonly outcome: 'pending'; readonly cause: unknown }
  | { readonly outcome: 'refused' };

/** What became of the bill. */
export type SettleOutcome =
  | Refusal
  | {
      readonly outcome: 'settled';
      readonly entry: JournalEntry<'settled'>;
      readonly confirmation: Confirmation;
    }
  /** This bill was settled before; `entry` when this terminal did it. */
  | {
      readonly outcome: 'already-settled';
      readonly id: SettlementId;
      readonly entry?: JournalEntry<'settled'>;
      /** This terminal's own record, which no centre was asked about: the county may have taken it back since. */
      readonly isUnasked?: true;
    }
  | {
      readonly outcome: 'declined';
      readonly id: SettlementId;
      readonly reasons: readonly DeclineReason[];
    }
  /** Nobody knows yet whether the centre settled: tap again, charge nothing. */
  | { readonly outcome: 'unknown'; readonly id: SettlementId; readonly cause: unknown }
  | CardPending
  | Undone;

/** The centre settled, the card did not finish: the same card's next tap does. */
export interface CardPending {
  readonly outcome: 'card-pending';
  readonly id: SettlementId;
  readonly cause: unknown;
  /** What the clerk does: the same card again, keep the card for the county centre, or nothing. */
  readonly advice: 'same-card-again' | 'keep-the-card' | 'no-card-needed';
}

/** The settlement does not stand, or is being taken back: charge nothing. */
export type Undone =
  /** Called off; without an id when nothing was written yet. */
  | { readonly outcome: 'cancelled'; readonly id?: SettlementId }
  /** The centre never had it, or took it back: settle again. */
  | { readonly outcome: 'voided'; readonly id: SettlementId }
  /** The centre did not answer the reversal; `recover` goes on with it. */
  | { readonly outcome: 'reversing'; readonly id: SettlementId; readonly cause: unknown };

/** What a desk asks for beside the bill. */
export interface SettleOptions {
  /**
   * Calls the bill off: before the intent nothing is left behind, then until the card is written it is
   * taken back at the centre, and after that nothing is cancelled.
   */
  readonly signal?: AbortSignal;
  /** Shown the amounts before anything is written; false leaves. */
  readonly confirm?: (decided: Adjudicated) => Promise<boolean>;
  /** Who is at the desk, for the journal. */
  readonly operator?: string;
}

export type SettleResult = SettleOutcome & {
  /** Settlements of this card that an earlier visit left open and this tap finished, as far as they stand. */
  readonly finished: readonly JournalEntry<'settled'>[];
};
