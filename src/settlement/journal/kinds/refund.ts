/** Entries of a refund, under the id of the settlement that is refunded. */

import type { BillFields, SettlementId } from '../../../model/index.ts';
import type { Amount } from '../../../money.ts';
import type { PlainDate } from '../../../time.ts';
import type { Clause } from '../../catalogue/catalogue.ts';
import type { ReturnedLine } from './stay.ts';

/** 审核结论: what the county's review found the patient should have paid. */
export interface UnderpaymentAudit {
  /** Number of the review's decision. */
  readonly number: string;
  readonly auditedOn: PlainDate;
  /** What the patient should have paid in cash. */
  readonly cash: Amount;
}

/**
 * The whole plan of a refund, laid down before its first step.
 *
 * `returned`: reversal, then the settlement of `bill`, which is what remains. `underpaid` by the fund:
 * reversal, then the settlement of `bill`, which is the corrected one. `underpaid` by the hospital:
 * the hospital hands out `cashBack`, and the settlement stands.
 */
export interface RefundingFields {
  readonly cause: 'returned' | 'underpaid';
  readonly paidBy: 'fund' | 'hospital';
  /** Settled anew after the reversal; absent where the settlement stands. */
  readonly bill?: BillFields;
  readonly returned: readonly ReturnedLine[];
  readonly audit?: UnderpaymentAudit;
  /** What the plan's rule rests on, of an under-payment. */
  readonly clause?: Clause;
  readonly reason: string;
  readonly operator: string;
  /** The second pair of eyes, where two are asked for. */
  readonly second?: string;
}

/** 退费完成 */
export interface RefundedFields {
  /** The settlement in place of the old one; absent where the old one stands, or nothing took its place. */
  readonly settlement?: SettlementId;
  /** What the patient gets back in cash; below zero: what the patient has to add. */
  readonly cashBack: Amount;
  /** Who ended it without a settlement in the old one's place, and why. */
  readonly operator?: string;
  readonly reason?: string;
}
