/** A stay as its entries tell it: what a restart knows is what the journal holds. */

import type { BillFields, BillLine, SettlementId } from '../../model/index.ts';
import type { Amount } from '../../money.ts';
import { add } from '../../money.ts';
import type {
  AdmittedFields,
  ChargedFields,
  DischargeDueFields,
  JournalEntry,
} from '../../settlement/index.ts';
import type { Instant } from '../../time.ts';
import { type StayEvent, type StayState, stayEdge } from './table.ts';

/** A bill of the stay that was laid down and not taken back. */
export interface StayBill {
  readonly part: 'interim' | 'discharge';
  /** Absent for a discharge that left nothing to settle. */
  readonly bill?: BillFields;
  /** Where in the journal it was laid down. */
  readonly sequence: number;
  readonly isSettled: boolean;
  readonly settlement?: SettlementId;
}

export interface Stay {
  readonly id: SettlementId;
  readonly state: StayState;
  readonly admission: AdmittedFields;
  readonly admittedAt: Instant;
  readonly charges: readonly (ChargedFields & { readonly at: Instant })[];
  /** In the order in which they were laid down. */
  readonly bills: readonly StayBill[];
  /** Bills with a settlement that were cancelled: what a refund took back of one stays given back. */
  readonly cancelled: readonly StayBill[];
  /** Once the patient left. */
  readonly discharge?: Pick<DischargeDueFields, 'dischargedOn' | 'disposition' | 'referralNumber'>;
}

type StayEntry = JournalEntry<'admitted' | 'charged' | 'interim' | 'discharged' | 'stay-cancelled'>;

/**
 * The stay that `entries` tell, in their order; undefined when they begin with no admission.
 * @throws RangeError when an entry may not follow: the journal was written by something else
 */
export function stayOf(entries: Iterable<JournalEntry>): Stay | undefined {
  let stay: Stay | undefined;
  for (const entry of entries) stay = isOfStay(entry) ? after(stay, entry) : stay;
  return stay;
}

function isOfStay(entry: JournalEntry): entry is StayEntry {
  const { kind } = entry;
  return (
    kind === 'admitted' ||
    kind === 'charged' ||
    kind === 'interim' ||
    kind === 'discharged' ||
    kind === 'stay-cancelled'
  );
}

function after(stay: Stay | undefined, entry: StayEntry): Stay {
  const event = eventOf(entry);
  const edge = stayEdge(stay?.state ?? 'none', event);
  if (!edge) throw new RangeError(`"${event}" does not follow "${stay?.state ?? 'none'}"`);
  if (entry.kind === 'admitted') {
    return {
      id: entry.id,
      state: edge.to,
      admission: entry,
      admittedAt: entry.at,
      charges: [],
      bills: [],
      cancelled: [],
    };
  }
  return { ...changed(stay!, entry), state: edge.to };
}

function eventOf(entry: StayEntry): StayEvent {
  switch (entry.kind) {
    case 'admitted':
      return 'admit';
    case 'charged':
      return 'charge';
    case 'interim':
      return entry.step === 'due' ? 'interim' : 'settled';
    case 'discharged':
      return entry.step === 'due' ? 'discharge' : 'settled';
    case 'stay-cancelled':
      return `cancel-${entry.part}`;
  }
}

function changed(stay: Stay, entry: Exclude<StayEntry, { kind: 'admitted' }>): Stay {
  const { bills } = stay;
  switch (entry.kind) {
    case 'charged':
      return { ...stay, charges: [...stay.charges, entry] };
    case 'interim':
    case 'discharged': {
      if (entry.step === 'settled') return { ...stay, bills: settledLast(bills, entry.settlement) };
      const { bill, sequence } = entry;
      const part = entry.kind === 'interim' ? 'interim' : 'discharge';
      const laidDown = {
        ...stay,
        bills: [...bills, { part, sequence, isSettled: false, ...(bill && { bill }) }],
      } as const;
      return entry.kind === 'interim' ? laidDown : { ...laidDown, discharge: entry };
    }
    case 'stay-cancelled': {
      const { discharge, ...rest } = stay;
      if (entry.part === 'admission') return stay;
      const kept = entry.part === 'interim' && discharge ? { discharge } : {};
      const last = bills.at(-1);
      const cancelled = last?.settlement ? [...stay.cancelled, last] : stay.cancelled;
      return { ...rest, ...kept, bills: bills.slice(0, -1), cancelled };
    }
  }
}

/** The bills with the newest one settled. */
export function settledLast(
  bills: readonly StayBill[],
  settlement: SettlementId | undefined,
): readonly StayBill[] {
  const last = bills.at(-1)!;
  return [...bills.slice(0, -1), { ...last, isSettled: true, ...(settlement && { settlement }) }];
}

/** The bill that waits for its settlement. */
export function dueBill({ state, bills }: Stay): StayBill | undefined {
  return state === 'interim-due' || state === 'discharge-due' ? bills.at(-1) : undefined;
}

/** The settlement of the newest bill, where it has one. */
export function billedSettlement({ bills }: Stay): SettlementId | undefined {
  return bills.at(-1)?.settlement;
}

/** 预交金 that was paid in altogether. */
export function paidIn({ admission, charges }: Stay): Amount {
  return add(admission.deposit, ...charges.map((each) => each.paidIn));
}

/** Every line that was ever charged, whatever was given back of it. */
export function chargedLines({ charges }: Stay): readonly BillLine[] {
  return charges.flatMap(({ lines }) => lines);
}

/** Ids of lines that stand in a bill. */
export function billedLines({ bills }: Stay): ReadonlySet<string> {
  return new Set(bills.flatMap(({ bill }) => bill?.lines.map(({ lineId }) => lineId) ?? []));
}
