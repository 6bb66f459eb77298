/** Ports of a hospital's desk beside the settlement of a bill: admissions, and the end of a day. */

import type { Amount } from '../money.ts';
import type { Instant, PlainDate } from '../time.ts';
import type { AmountsByPayer } from './adjudication.ts';
import type {
  CardSerial,
  CountyCode,
  MemberNumber,
  ProviderCode,
  SettlementId,
  TerminalId,
} from './identity.ts';

/** 入院登记 (2401) as the home county's centre is told of it. */
export interface AdmissionRequest {
  readonly home: CountyCode;
  readonly memberNumber: MemberNumber;
  readonly cardSerial: CardSerial;
  readonly provider: ProviderCode;
  /** ipt_no 住院号, unique at the institution. */
  readonly inpatientNumber: string;
  readonly admittedOn: PlainDate;
  readonly referralNumber?: string;
}

/** Another stay of the same person that the new one falls into. */
export interface OverlappingStay {
  readonly provider: ProviderCode;
  readonly admittedOn: PlainDate;
  /** Absent while the patient has not left. */
  readonly endedOn?: PlainDate;
}

export type AdmissionAnswer =
  | {
      readonly outcome: 'admitted';
      /** The id that stands for this stay: an earlier one where the same stay came before. */
      readonly id: SettlementId;
      /** 住院重叠（挂床、冒名）: a finding, for a person to look at. */
      readonly overlaps: readonly OverlappingStay[];
    }
  | { readonly outcome: 'unknown-county' }
  | { readonly outcome: 'unknown-person' }
  /** The id, or the institution's number, stands for another stay. */
  | { readonly outcome: 'conflict' };

export interface StayEnd {
  readonly how: 'discharged' | 'cancelled';
  readonly on: PlainDate;
}

/** The home county's centre, told who lies in which hospital. Every call may be repeated. */
export interface AdmissionPort {
  /** Rejects with `centre.unreachable` when there is no answer. */
  admit(id: SettlementId, request: AdmissionRequest): Promise<AdmissionAnswer>;
  endStay(id: SettlementId, end: StayEnd): Promise<{ readonly outcome: 'ended' | 'not-admitted' }>;
  /** 撤销出院 (2405). */
  reopenStay(id: SettlementId): Promise<{ readonly outcome: 'open' | 'not-admitted' }>;
}

export interface StandingFilter {
  readonly terminalId: TerminalId;
  /** What was settled or reversed from here on, by the centre's clock, … */
  readonly from: Instant;
  /** … and before this. */
  readonly to: Instant;
  /** `next` of the page before. */
  readonly after?: SettlementId;
}

/** A settlement as the centre has it. */
export interface StandingRow {
  readonly id: SettlementId;
  readonly provider: ProviderCode;
  readonly billNumber: string;
  readonly total: Amount;
  readonly byPayer: AmountsByPayer;
  /** As the terminal stated it. */
  readonly settledAt: Instant;
  readonly reversedAt?: Instant;
}

export interface StandingPage {
  /** By id. */
  readonly rows: readonly StandingRow[];
  /** There may be more behind this one. */
  readonly next?: SettlementId;
}

/** 对账 (3201, 3202): what the home county's centre says of a terminal's day. */
export interface StandingPort {
  /** Rejects with `centre.unreachable` when there is no answer. */
  standing(filter: StandingFilter): Promise<StandingPage>;
}
