/** Entries of a hospital stay and of a refund. */

import type {
  BillLine,
  CardSerial,
  CountyCode,
  MemberNumber,
  ProviderCode,
  SettlementId,
} from '../../../model/index.ts';
import type { Amount } from '../../../money.ts';
import type { PlainDate } from '../../../time.ts';

/** A person of the county came to stay. */
export interface AdmittedFields {
  readonly home: CountyCode;
  readonly cardSerial: CardSerial;
  readonly memberNumber: MemberNumber;
  readonly provider: ProviderCode;
  readonly admittedOn: PlainDate;
  readonly diagnoses: readonly string[];
  readonly deposit: Amount;
}

/** One day's list of the stay. */
export interface ChargedFields {
  readonly day: PlainDate;
  readonly lines: readonly BillLine[];
  readonly total: Amount;
}

/** Part of the stay was settled under an id of its own. */
export interface InterimFields {
  readonly settlement: SettlementId;
  readonly through: PlainDate;
}

export interface DischargedFields {
  readonly dischargedOn: PlainDate;
  readonly settlement?: SettlementId;
}

export interface StayCancelledFields {
  readonly reason: string;
  readonly operator: string;
}

/** A reversal and a new settlement of what remains are planned. */
export interface RefundingFields {
  /** The new settlement. */
  readonly replacement: SettlementId;
  readonly reason: string;
  readonly operator: string;
}

/** The plan came to its end. */
export interface RefundedFields {
  readonly replacement: SettlementId;
}
