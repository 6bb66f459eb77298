import type { Adjudication, VerifiedRecord } from '../../model/index.ts';
import type { ControlFinding } from '../controls/finding.ts';
import { type DecideRequest, decide, type InsuredPerson, type Refused } from './decide.ts';

export interface AdjudicateRequest extends Omit<DecideRequest, 'person'> {
  /** The proven card: home county, holder, participation and certificates are the card's. */
  readonly record: VerifiedRecord;
  /** What the home county's register adds that no card carries. */
  readonly register?: Pick<InsuredPerson, 'attributes' | 'familyAccount'>;
}

export type AdjudicateResult =
  | {
      readonly outcome: 'adjudicated';
      readonly adjudication: Adjudication;
      readonly findings: readonly ControlFinding[];
      /** 转复核: the amounts stand, and a person looks at them before the fund pays. */
      readonly needsReview: boolean;
    }
  | Refused;

/**
 * 预结算: decides a bill for the holder of a proven card under the home county's plan and the
 * treating county's catalogue. Pure; the same input gives the same answer anywhere.
 * @throws RangeError when a layer's arithmetic does not add up (a bug)
 */
export function adjudicate({ record, register, ...rest }: AdjudicateRequest): AdjudicateResult {
  const { card, holder, insurance, chronic } = record;
  const result = decide({
    ...rest,
    person: {
      home: insurance.county,
      cardSerial: card.serial,
      memberNumber: insurance.memberNumber,
      name: holder.name,
      participation: insurance.participation,
      bornOn: holder.bornOn,
      sex: holder.sex,
      certificates: chronic,
      ...register,
    },
  });
  if (result.outcome === 'refused') return result;
  // The one place that makes an Adjudication: the person comes from a proven card, and `decide` has
  // asserted both partitions.
  return { ...result, adjudication: result.adjudication as Adjudication };
}
