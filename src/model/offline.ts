/** 脱机结算: what a county allows while nobody can ask it, and what its centre makes of it afterwards. */

import type { Amount } from '../money.ts';
import type { Instant } from '../time.ts';
import type { Bilingual } from './adjudication.ts';
import type { Brand } from './brand.ts';
import type { CountyCode, SettlementId } from './identity.ts';
import type { SignedSettlementFields } from './settlement.ts';

/** A plan or catalogue that the county knew to be in force. */
export interface ConfirmedDocument {
  readonly id: string;
  /** Digest of the document's canonical bytes, 32 bytes. */
  readonly hash: Uint8Array;
  /** When the county last looked; whole seconds. */
  readonly confirmedAt: Instant;
}

/** What a county allows off line. Every figure is the county's: nothing stands in for one that is missing. */
export interface OfflineLimits {
  readonly county: CountyCode;
  /** One higher with every issue. From 1. */
  readonly version: number;
  /** Whole seconds. */
  readonly issuedAt: Instant;
  /** Of one card since it last met the centre, this settlement included. */
  readonly card: {
    /** What the funds pay. */
    readonly sumMax: Amount;
    readonly countMax: number;
    /** Days since the centre was met. */
    readonly daysMax: number;
  };
  /** What the funds pay off line under one security module's signature in one day of China. */
  readonly samDailySumMax: Amount;
  /** What may wait at one terminal for this county's centre, this settlement included. */
  readonly outbox: { readonly sumMax: Amount; readonly countMax: number };
  /** Hours since the county, or whoever signs the list, last confirmed it. */
  readonly ageHoursMax: {
    readonly plan: number;
    readonly catalogue: number;
    readonly statusList: number;
  };
  /** Whether a household's account pays off line: each card its pre-split allowance, or not at all. */
  readonly familyAccount: 'allowance' | 'refused';
  /** Whether a card goes on into an insurance year that its signed participation holds. */
  readonly yearRollover: 'participating' | 'refused';
  readonly plan: ConfirmedDocument;
  /** Of the counties of treatment. */
  readonly catalogues: readonly ConfirmedDocument[];
}

/** Limits that their county signed. Only `verifyOfflineLimits` makes one. */
export type VerifiedOfflineLimits = Brand<
  OfflineLimits & {
    /** Digest of the signed bytes, 32 bytes. */
    readonly hash: Uint8Array;
  },
  'VerifiedOfflineLimits'
>;

/** Why nobody was asked before the settlement. */
export const OFFLINE_CAUSES = ['unreachable', 'ledger-behind'] as const;
export type OfflineCause = (typeof OFFLINE_CAUSES)[number];

/** By whose leave a settlement was decided off line; part of its intent and of its upload. */
export interface OfflineBasis {
  readonly decidedAt: Instant;
  readonly cause: OfflineCause;
  readonly limits: Pick<OfflineLimits, 'county' | 'version'> & { readonly hash: Uint8Array };
}

/**
 * What the centre finds in a settlement that was made without it, in order of precedence. Those of
 * `UNPROVEN` keep it out of the ledger until a person decides; all others leave what was paid as it is.
 */
export const REVIEW_REASONS = {
  'signature-invalid': {
    zh: '卡片或终端的签名无效，或陈述与内容不符',
    en: 'a signature is not valid, or the statement is not that of its contents',
  },
  'key-not-registered': {
    zh: '签名的卡或安全模块不是中心登记的',
    en: 'card or security module signed with a key that the centre does not know',
  },
  'already-reversed': { zh: '该结算号已冲正', en: 'the settlement id was reversed' },
  'bill-already-settled': {
    zh: '该院的这个账单号已有结算',
    en: "this hospital's bill number was settled before",
  },
  'not-insured': {
    zh: '中心登记中该年度未参合，或人与卡不符',
    en: 'the register has no participation in that year, or another holder of the card',
  },
  'card-blocked': { zh: '结算时卡已停用', en: 'the card was blocked when it settled' },
  'sam-not-good': {
    zh: '终端安全模块已停用、过期或无证书',
    en: "the terminal's module is blocked, expired or not certified",
  },
  'limits-exceeded': {
    zh: '超出县签发的脱机限额',
    en: 'beyond the limits that the county signed',
  },
  'card-sequence-taken': {
    zh: '该卡此序号另有结算',
    en: 'another settlement has this sequence of the card',
  },
  'card-sequence-gap': {
    zh: '该卡之前的结算尚未送达中心',
    en: 'an earlier settlement of the card has not come in yet',
  },
  'plan-replaced': {
    zh: '所用方案已不是中心的方案',
    en: 'the plan it was decided by is no plan of the centre any more',
  },
  'usage-moved': {
    zh: '年内累计与中心的不同',
    en: "the card's usage of the year is not the ledger's",
  },
  'amounts-differ': {
    zh: '中心复算的金额不同',
    en: 'the centre decides other amounts',
  },
} as const satisfies Record<string, Bilingual>;
export type ReviewReason = keyof typeof REVIEW_REASONS;

/** What keeps a settlement out of the ledger until a person decides. */
export const UNPROVEN: readonly ReviewReason[] = [
  'signature-invalid',
  'key-not-registered',
  'already-reversed',
];

/** The answer to a settlement that was made off line; one id has one, for ever. */
export type UploadAnswer =
  /** Posted as it was paid; `review` says what a person looks at, in the order of REVIEW_REASONS. */
  | {
      readonly outcome: 'settled';
      readonly answeredAt: Instant;
      readonly review: readonly ReviewReason[];
    }
  /** Not proven: nothing was posted, a person decides. */
  | {
      readonly outcome: 'held';
      readonly answeredAt: Instant;
      readonly review: readonly ReviewReason[];
    }
  /** The same id came before with other content. */
  | { readonly outcome: 'conflict' };

/** What makes an upload of a request. */
export interface UploadParts {
  readonly signed: SignedSettlementFields;
  readonly offline: OfflineBasis;
}

/** What a centre hands to terminals at each contact: the newest it has, signed by others than itself. */
export interface PublishedDocuments {
  /** Lists of card statuses, as in the terminal's trust store. */
  readonly statusLists: readonly Uint8Array[];
  readonly samStatusLists: readonly Uint8Array[];
  /** Signed off-line limits; absent where the county allows none. */
  readonly offlineLimits?: Uint8Array;
}

/** How a person ended a review. */
export const REVIEW_RESOLUTIONS = ['accepted', 'recover-from-hospital', 'corrected'] as const;
export type ReviewResolution = (typeof REVIEW_RESOLUTIONS)[number];

export interface ReviewDecision {
  readonly id: SettlementId;
  readonly resolution: ReviewResolution;
  /** Who decided; at most 40 characters. */
  readonly operator: string;
  /** Why, in their words. */
  readonly note: string;
}
