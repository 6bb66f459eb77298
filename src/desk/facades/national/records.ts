/** What the façade remembers between two messages, in desk.sqlite; what was settled stands in the journal. */

import type { Clock, CountyCode, MemberCategory, SettlementId } from '../../../model/index.ts';
import type { ChangedVisit } from '../../../terminal/index.ts';
import type { KeptRecords } from '../../storage/kept.ts';

/** 签到 */
export interface SignIn {
  readonly operator: string;
  readonly at: number;
  readonly isOver?: true;
}

/** A person whom a card named here. Neither card nor identity number is kept. */
export interface Person {
  readonly name: string;
  readonly sex: string;
  readonly bornOn: string;
  readonly home: CountyCode;
  /** What the card says that the family's account holds, in fen. */
  readonly allowance: string;
  readonly participation: readonly { readonly year: number; readonly category: MemberCategory }[];
  /** When it was last put, in milliseconds since 1970-01-01, UTC. */
  readonly at?: number;
}

/** One line that was handed in, as a line of a bill document. */
export interface KeptLine {
  /** feedetl_sn */
  readonly serial: string;
  readonly batch: string;
  readonly line: Readonly<Record<string, unknown>> & { readonly lineId: string };
  /** What the upload answered, in fen: 全自费, 超限价, 先行自付, 范围内. */
  readonly told: readonly [string, string, string, string];
  /** Given back of it, in 10⁻⁴ units. */
  readonly returned?: string;
}

/** One settlement of a visit, from before the first byte of it leaves. */
export interface Attempt {
  readonly msgid: string;
  /** Counts the bills of the visit from 1; with the visit's number it is the bill's. */
  readonly ordinal: number;
  /** Numbers of the tries: a repeated message begins it again where nothing stands. */
  readonly tries: readonly number[];
  readonly lineIds: readonly string[];
  readonly state: 'open' | 'settled' | 'refused' | 'reversed';
  readonly settlement?: SettlementId;
  /** Which part of a stay it settles. */
  readonly part?: 'interim' | 'discharge';
  /** mid_setl_flag 1: the stay goes on after it. */
  readonly isMidway?: true;
  /** The message that took it back. */
  readonly reversedBy?: string;
}

/** 就诊 */
export interface KeptVisit {
  readonly id: string;
  readonly kind: 'outpatient' | 'inpatient';
  readonly person: string;
  readonly name: string;
  /** ipt_otp_no, ipt_no */
  readonly number: string;
  readonly insutype: string;
  readonly begunOn: string;
  readonly medType: string;
  readonly diagnoses: readonly string[];
  readonly state: 'registered' | 'cancelled';
  readonly referral?: Referral;
  readonly stay?: SettlementId;
  /** The id that the admission goes to the centre under: known before the first byte leaves. */
  readonly proposedStay?: SettlementId;
  /** The 2401 that admitted. */
  readonly admittedBy?: string;
  /** The last 2403, and what it made of the admission's visit. */
  readonly change?: { readonly by: string; readonly visit: ChangedVisit };
  readonly discharge?: { readonly on: string; readonly way: string };
  readonly lines: readonly KeptLine[];
  /** feedetl_sn of lines that were voided, as often as they were. */
  readonly voided?: readonly string[];
  readonly attempts: readonly Attempt[];
  /** Tries of all attempts so far. */
  readonly tryCount: number;
  /** The last pre-settlement: of which lines, and who would pay what, in fen. */
  readonly quoted?: { readonly lineIds: readonly string[]; readonly byPayer: string };
  /** When it was last put, in milliseconds since 1970-01-01, UTC. */
  readonly at?: number;
}

/** What reconciliation and 2601 go on asking of a visit that was forgotten: numbers, nothing of the person. */
export interface PastVisit extends Pick<KeptVisit, 'id' | 'insutype'> {
  readonly attempts: readonly Pick<Attempt, 'ordinal' | 'msgid' | 'reversedBy'>[];
}

/** 2501 */
export interface Referral {
  readonly number: string;
  readonly filedOn: string;
  readonly from: string;
  readonly until?: string;
}

/** A message that changes something, for ever. */
export interface KeptMessage {
  readonly infno: string;
  /** Hexadecimal digest of its content. */
  readonly digest: string;
  /** The visit that it began to change. */
  readonly visit?: string;
  /** The settlement that a cancellation began to take back. */
  readonly cancels?: SettlementId;
}

interface Kinds {
  readonly 'sign-in': SignIn;
  readonly person: Person;
  readonly visit: KeptVisit;
  readonly 'past-visit': PastVisit;
  readonly message: KeptMessage;
  /** By the number of the message that was reversed: the number of the 2601. */
  readonly reversal: { readonly by: string };
  /** By the stay's id: the visit that it is. */
  readonly stay: { readonly visit: string };
  /** By the person's number. */
  readonly referral: Referral;
  /** By hospital code: 3301. */
  readonly mapping: Mapping;
  /** By `file_qury_no`: base64 of a ZIP. */
  readonly file: { readonly name: string; readonly content: string };
  /** By `clr_appy_evt_id`: 3203. */
  readonly clearing: Readonly<Record<string, string>>;
}

/** 目录对照 */
export interface Mapping {
  readonly kind: string;
  readonly code: string;
  readonly from: string;
  readonly until?: string;
}

const PART = 'national';

export interface NationalRecords {
  get<K extends keyof Kinds>(kind: K, id: string): Kinds[K] | undefined;
  /** Durable when it returns. */
  put<K extends keyof Kinds>(kind: K, id: string, record: Kinds[K]): void;
  remove(kind: keyof Kinds, id: string): void;
  /** Those first put before `at`; what is met may be put anew or removed. */
  putBefore<K extends keyof Kinds>(
    kind: K,
    at: number,
  ): Iterable<{ readonly id: string; readonly record: Kinds[K] }>;
}

/** Kinds that are forgotten by the day on which they were last put. */
const DATED: ReadonlySet<keyof Kinds> = new Set(['visit', 'person']);

export function nationalRecords(kept: KeptRecords, clock: Clock): NationalRecords {
  return {
    get<K extends keyof Kinds>(kind: K, id: string) {
      const text = kept.get({ part: PART, kind, id });
      return text === undefined ? undefined : (JSON.parse(text) as Kinds[K]);
    },
    put(kind, id, record) {
      const dated = DATED.has(kind) ? { ...record, at: clock.now() } : record;
      kept.put({ part: PART, kind, id }, JSON.stringify(dated));
    },
    remove: (kind, id) => kept.remove({ part: PART, kind, id }),
    *putBefore<K extends keyof Kinds>(kind: K, at: number) {
      for (const { id, record } of kept.putBefore(PART, kind, at)) {
        yield { id, record: JSON.parse(record) as Kinds[K] };
      }
    },
  };
}
