/** What a settlement by a referral was like: what a run has to come by. */

import type { MemberNumber, ProviderCode, SettlementId } from '../model/index.ts';
import { addDays, type PlainDate } from '../time.ts';
import { REFERRAL_DAYS } from './world/merging.ts';

/** What a centre accepted of a stay. */
export interface StayBill {
  readonly id: SettlementId;
  readonly member: MemberNumber;
  readonly year: number;
  /** Institution and day of admission: that is one stay to a county. */
  readonly stay: string;
  readonly level: string;
  readonly admittedOn: PlainDate;
  readonly until: PlainDate;
  readonly number: string | undefined;
  /** Nobody had used the number before, so that it carries. */
  readonly isUse: boolean;
  readonly deductible: bigint;
}

/** 转诊单 as the doctor wrote it. */
export interface Form {
  readonly number: string;
  readonly member: MemberNumber;
  readonly from: ProviderCode;
  readonly stay: string;
  /** The hospital that it names. */
  readonly to: ProviderCode;
  readonly on: PlainDate;
}

/** Settlements by a referral, where the plan lets it carry the deductible. */
export const REFERRAL_KINDS = [
  /** Something was carried, to a hospital of a higher level, or of a lower one. */
  'carried up',
  'carried down',
  /** From a stay of several bills, or from one that followed a referral itself. */
  'carried from several bills',
  'carried through a stay between',
  /** The settlement that used the number before was taken back. */
  'carried anew',
  /** All that the stay before paid was taken back. */
  'after a reversal',
  'used by another stay before',
  'after its days',
  'of another person',
  'at another hospital',
] as const;
export type ReferralKind = (typeof REFERRAL_KINDS)[number];

export interface ByReferral {
  readonly bill: StayBill;
  readonly form: Form | undefined;
  /** What counts of the stays before. */
  readonly carriers: readonly StayBill[];
  /** What was accepted of the member before, also what was reversed. */
  readonly all: readonly StayBill[];
  readonly isReversed: (id: SettlementId) => boolean;
  readonly isCarried: boolean;
}

export function stayName(provider: ProviderCode, admittedOn: PlainDate): string {
  return `${provider} ${admittedOn}`;
}

const LEVELS = ['village', 'township', 'county', 'prefecture', 'province'];

export function* kindsOf(by: ByReferral): Generator<ReferralKind> {
  const { bill, form, all, isReversed, isCarried } = by;
  if (isCarried) yield* kindsOfCarried(by);
  if (!bill.isUse) yield 'used by another stay before';
  if (!form) return;
  const from = all.filter(({ stay }) => stay === form.stay);
  const isUndone = from.length > 0 && from.every(({ id }) => isReversed(id));
  if (isUndone && !isCarried) yield 'after a reversal';
  if (bill.admittedOn > addDays(form.on, REFERRAL_DAYS)) yield 'after its days';
  if (form.member !== bill.member) yield 'of another person';
  if (!bill.stay.startsWith(form.to)) yield 'at another hospital';
}

function* kindsOfCarried({ bill, carriers, all, isReversed }: ByReferral): Generator<ReferralKind> {
  const last = carriers.at(-1)!;
  const [here, there] = [LEVELS.indexOf(bill.level), LEVELS.indexOf(last.level)];
  if (here > there) yield 'carried up';
  if (here < there) yield 'carried down';
  const sameStay = carriers.filter(({ stay }) => stay === last.stay);
  if (sameStay.length > 1) yield 'carried from several bills';
  if (carriers.some(({ isUse }) => isUse)) yield 'carried through a stay between';
  const others = all.filter(({ number }) => number === bill.number);
  if (others.some(({ id, isUse }) => isUse && isReversed(id))) yield 'carried anew';
}
