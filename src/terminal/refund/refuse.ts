/** What stands in the way of a refund, found before anything of it is written. */

import type { BillFields, SettlementId } from '../../model/index.ts';
import type {
  AdmittedFields,
  JournalEntry,
  PlanVersion,
  VoidingAnswer,
} from '../../settlement/index.ts';
import { intentOfId, stands } from '../billStanding.ts';
import type { Equipment } from '../equipment.ts';
import { versionOf, voidingAnswer } from '../voiding.ts';

type Clause = NonNullable<AdmittedFields['depositFree']>;

export interface RefundRefusal {
  readonly outcome: 'refund-refused';
  readonly reason: /** This journal holds no settlement of that id. */
    | 'not-here'
    /** It was taken back, or never stood. */
    | 'not-standing'
    /** Another refund of it is under way. */
    | 'other-refund-open'
    /** The terminal has no longer the plan that decided it. */
    | 'plan-unknown'
    | Exclude<VoidingAnswer, { outcome: 'allowed' }>['reason']
    /** Everything was given back: that is a reversal. */
    | 'nothing-remains'
    | 'nothing-returned'
    | 'unknown-line'
    | 'more-than-charged'
    | 'quantity-not-positive'
    /** The new bill's number stands for another bill. */
    | 'number-used'
    /** The corrected bill is another patient's, or another hospital's. */
    | 'other-bill'
    /** The plan does not say who refunds what was paid too little. */
    | 'underpayment-not-in-plan'
    /** What the review found is not below what the patient paid. */
    | 'not-underpaid';
  readonly lineId?: string;
  readonly clause?: Clause;
}

export function refused(
  reason: RefundRefusal['reason'],
  details: Pick<RefundRefusal, 'lineId' | 'clause'> = {},
): RefundRefusal {
  return { outcome: 'refund-refused', reason, ...details };
}

/** A settlement that stands, and the version of the plan that decided it. */
export interface Refundable {
  readonly outcome: 'refundable';
  /** Signed by both, or posted without its card: that one was paid all the same. */
  readonly intent: JournalEntry<'intent'>;
  readonly version: PlanVersion;
}

export function refundable(id: SettlementId, equipment: Equipment): Refundable | RefundRefusal {
  const { journal } = equipment;
  const intent = intentOfId(journal, id);
  if (!intent) return refused('not-here');
  if (!stands(journal, id)) return refused('not-standing');
  const version = versionOf(intent.adjudication, equipment);
  return version ? { outcome: 'refundable', intent, version } : refused('plan-unknown');
}

/** 跨年度: whether the plan lets a settlement of that insurance year be taken back today. */
export function voidingRefusal(
  { intent }: Refundable,
  equipment: Equipment,
): RefundRefusal | undefined {
  const answer = voidingAnswer(intent.adjudication, equipment);
  if (answer.outcome === 'allowed') return undefined;
  return refused(answer.reason, answer.clause ? { clause: answer.clause } : {});
}

/** Why `bill` may not take the place of what was settled: nothing is taken back for a bill that is none of it. */
export function replacementRefusal(
  { intent: { bill: old } }: Refundable,
  bill: BillFields,
  { journal }: Equipment,
): RefundRefusal | undefined {
  const { provider, patient, billNumber } = bill;
  const isOfOther =
    provider.code !== old.provider.code || patient.memberNumber !== old.patient.memberNumber;
  if (isOfOther) return refused('other-bill');
  const isUsed =
    billNumber !== old.billNumber && journal.standingBill(provider.code, billNumber) !== undefined;
  return isUsed ? refused('number-used') : undefined;
}
