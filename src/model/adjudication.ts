/** Who pays, why, and by which rule: the vocabulary of a decision. */

import type { Amount } from '../money.ts';
import type { PlainDate } from '../time.ts';
import type { Brand } from './brand.ts';
import type { Usage } from './card.ts';
import type { CardSerial, CountyCode, MemberNumber } from './identity.ts';

/**
 * Who can pay a part of a bill; the number stands in signed settlements and never changes meaning.
 * Beside each the national settlement field it maps to.
 */
export const PAYERS = {
  'pooled-fund': 1, // hifp_pay 统筹基金
  'family-account': 2, // acct_pay 家庭账户
  'add-on': 3, // anlagernMoney 中医药与基本药物增补
  floor: 4, // 保底补偿
  'major-illness': 5, // hifmi_pay 大病保险
  'second-compensation': 6, // medicalSecondCost 二次补偿
  'commercial-supplement': 7, // hifes_pay 商业补充
  'civil-aid': 8, // maf_pay 民政救助
  'targeted-aid': 9, // salva* 定向救助
  'government-backstop': 10, // hifob_pay 政府兜底
  hospital: 90, // hosp_part_amt 医疗机构承担
  cash: 99, // psn_cash_pay 个人现金
} as const;
export type Payer = keyof typeof PAYERS;

/** Why a fen is or is not covered; with `covered` they partition the bill. */
export const REASONS = [
  'excluded', // 目录外自费 fulamt_ownpay_amt
  'over-ceiling', // 超限价 overlmt_amt
  'self-paid-first', // 先行自付 preselfpay_amt
  'deductible', // 起付线 act_pay_dedc
  'co-payment', // 比例自付
  'above-cap', // 超封顶线
  'covered', // 基金支付
] as const;
export type Reason = (typeof REASONS)[number];

export type AmountsByPayer = Readonly<Partial<Record<Payer, Amount>>>;
export type AmountsByReason = Readonly<Record<Reason, Amount>>;

/** A text in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** A versioned, hashed document of the outside: a plan or a catalogue. */
export interface DocumentReference {
  readonly id: string;
  readonly version: string;
  /** Digest of the document's canonical bytes, 32 bytes. */
  readonly hash: Uint8Array;
}

/** One step of the derivation. */
export interface ExplanationStep {
  /** Stable id of the rule, such as `inpatient.ratio`. */
  readonly rule: string;
  /** The bill line it speaks of; absent when it speaks of the whole bill. */
  readonly lineId?: string;
  /** Where the rule stands, and whether no source gives it. */
  readonly clause: {
    readonly document: string;
    readonly text: Bilingual;
    readonly isAssumed: boolean;
  };
  /** Named values that went in, as decimal text with their unit. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly formula: string;
  /** The rounding used, when a fraction was rounded. */
  readonly rounding?: string;
  readonly result: Amount;
  readonly text: Bilingual;
}

/** How one line was split; the parts add up to `submitted`. */
export interface LineDecision {
  readonly lineId: string;
  readonly itemCode: string;
  readonly name: string;
  readonly benefitClass: 'A' | 'B' | 'C';
  readonly submitted: Amount;
  readonly excluded: Amount;
  readonly overCeiling: Amount;
  readonly selfPaidFirst: Amount;
  /** What the plan's layers go on with. */
  readonly eligible: Amount;
  /** What the controls put on the hospital before anything else; absent when nothing. A sixth part then. */
  readonly hospitalBorne?: Amount;
}

/** What one layer of the plan did, in the order in which the layers ran. */
export interface LayerDecision {
  /** Id of the layer in the plan. */
  readonly id: string;
  readonly payer: Payer;
  /** What the layer looked at. */
  readonly base: Amount;
  readonly paid: Amount;
}

/**
 * 现金取整: what the till takes in place of the exact cash. No payer's share changes by it; the
 * difference is booked in an account of its own (误差).
 */
export interface TillRounding {
  readonly due: Amount;
  /** `due` less the exact cash: above zero the till took too much, below zero too little. */
  readonly difference: Amount;
}

export interface AdjudicationFields {
  readonly home: CountyCode;
  readonly cardSerial: CardSerial;
  readonly memberNumber: MemberNumber;
  readonly plan: DocumentReference;
  readonly catalogue: DocumentReference;
  /** Digest of the bill's canonical bytes. */
  readonly billHash: Uint8Array;
  /** The civil day that picked the plan's version and the insurance year. */
  readonly decidedFor: PlainDate;
  readonly total: Amount;
  readonly lines: readonly LineDecision[];
  readonly byPayer: AmountsByPayer;
  readonly byReason: AmountsByReason;
  /**
   * 转复核: a control asks a person to look at it. The amounts stand and the patient pays as they say; the
   * county centre's review comes before the fund pays the hospital back what it advanced.
   */
  readonly needsReview?: true;
  /** Absent where cash is not rounded. */
  readonly till?: TillRounding;
  /** Absent in entries of a journal that are older than the field. */
  readonly layers?: readonly LayerDecision[];
  /** Ids of the plan's layers for such a visit whose condition did not hold; absent where all ran. */
  readonly notEligible?: readonly string[];
  readonly steps: readonly ExplanationStep[];
  readonly usageBefore: Usage;
  readonly usageAfter: Usage;
}

/** A decision whose two partitions were asserted. Only `adjudicate` makes one. */
export type Adjudication = Brand<AdjudicationFields, 'Adjudication'>;
