/** Entries of a hospital stay, under the stay's own id. What may follow what: src/terminal/stay/table.ts. */

import type {
  BillFields,
  BillLine,
  CardSerial,
  CountyCode,
  MemberNumber,
  SettlementId,
} from '../../../model/index.ts';
import type { Amount, Quantity } from '../../../money.ts';
import type { PlainDate } from '../../../time.ts';
import type { Clause } from '../../catalogue/catalogue.ts';

/** 入院登记: a person with a proven card came to stay. */
export interface AdmittedFields {
  readonly home: CountyCode;
  readonly cardSerial: CardSerial;
  /** As the card gave it. */
  readonly holder: { readonly name: string; readonly memberNumber: MemberNumber };
  /** ipt_no 住院号 */
  readonly inpatientNumber: string;
  readonly provider: BillFields['provider'];
  /** What every bill of the stay says of the visit, but for its end. */
  readonly visit: Omit<BillFields['visit'], 'dischargedOn'>;
  readonly ward?: string;
  readonly bed?: string;
  /** 预交金; zero where none was taken. */
  readonly deposit: Amount;
  /** 先诊疗后付费: why none was due. */
  readonly depositFree?: Clause;
  readonly operator: string;
}

/** A line that was given back, whole or in part (退费). */
export interface ReturnedLine {
  readonly lineId: string;
  readonly quantity: Quantity;
}

/** 记账: what was charged, given back or paid in at one time. */
export interface ChargedFields {
  /** 单据号: by which the same charge is known when it comes again. */
  readonly number?: string;
  readonly lines: readonly BillLine[];
  readonly returned: readonly ReturnedLine[];
  /** 补交预交金 */
  readonly paidIn: Amount;
  readonly operator: string;
}

/**
 * 中途结算, 出院结算: first the bill is laid down, then its settlement is named. In between a restart
 * finds the very bill that is due, and its number makes it one settlement however often it is tried.
 */
export interface BillDueFields {
  readonly step: 'due';
  readonly bill: BillFields;
  readonly operator: string;
}
export interface BillSettledFields {
  readonly step: 'settled';
  /** Absent where everything was settled before, and the discharge had nothing left. */
  readonly settlement?: SettlementId;
}
export type InterimFields = BillDueFields | BillSettledFields;

/** 离院方式 (dscg_way): home, or referred up or down. */
export const DISPOSITIONS = ['home', 'referred', 'died', 'other'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export interface DischargeDueFields {
  readonly step: 'due';
  readonly dischargedOn: PlainDate;
  readonly disposition: Disposition;
  /** 转诊单号 of the referral onward. */
  readonly referralNumber?: string;
  /** Absent where everything was settled before. */
  readonly bill?: BillFields;
  readonly operator: string;
}
export type DischargedFields = DischargeDueFields | BillSettledFields;

/** What is taken back of a stay. */
export const STAY_PARTS = ['admission', 'interim', 'discharge'] as const;
export type StayPart = (typeof STAY_PARTS)[number];

export interface StayCancelledFields {
  readonly part: StayPart;
  readonly reason: string;
  readonly operator: string;
}
