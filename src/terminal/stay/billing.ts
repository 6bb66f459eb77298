/** 中途结算、出院结算: a bill is laid down, then settled once, however often that is tried. */

import type { CardTransport } from '../../card/index.ts';
import type { Bill, BillLine, SettlementId } from '../../model/index.ts';
import type { Disposition } from '../../settlement/index.ts';
import { chinaDate, type PlainDate } from '../../time.ts';
import { billStanding, checkedBill } from '../billStanding.ts';
import type { SettleOptions, SettleResult } from '../equipment.ts';
import { reversalOf, type StayAccount, stayAccount } from './account.ts';
import { type ChangedVisit, stayBill } from './bills.ts';
import { billedTwice, followBills } from './elsewhere.ts';
import { dueBill, type Stay, stayOf } from './stay.ts';
import {
  caughtUp,
  conclude,
  notNow,
  openLinesOf,
  refundedOf,
  type StayEquipment,
  type StayRefusal,
} from './steps.ts';
import { stayEdge } from './table.ts';

export interface InterimRequest {
  /** The hospital's number of the bill. */
  readonly billNumber: string;
  /** Last day that the bill speaks of. */
  readonly until: PlainDate;
  /** In place of what the admission said. */
  readonly changed?: ChangedVisit | undefined;
  readonly operator: string;
}

export interface DischargeRequest {
  readonly billNumber: string;
  readonly dischargedOn: PlainDate;
  readonly disposition: Disposition;
  /** Of a referral onward. */
  readonly referralNumber?: string;
  /** In place of what the admission said. */
  readonly changed?: ChangedVisit | undefined;
  readonly operator: string;
}

export type BillResult =
  | { readonly outcome: 'bill-due' | 'nothing-due'; readonly stay: Stay }
  | {
      readonly outcome: 'bill-refused';
      readonly reason:
        | 'nothing-charged'
        | 'day-in-future'
        | 'day-before-admission'
        | 'charged-after'
        | 'number-used'
        /** The settlement of an earlier bill of the stay is being reversed: whether its lines are free is not known yet. */
        | 'bill-reversing'
        | 'referral-number-missing';
      readonly lineId?: string;
    }
  | StayRefusal;

export type StaySettleResult =
  | {
      readonly outcome: 'settled';
      readonly stay: Stay;
      readonly settlement: SettlementId;
      /** 预交金 against what the bills took. */
      readonly account: StayAccount;
      readonly visit: SettleResult;
    }
  /** The bill stays due: `visit` says what became of this try. */
  | { readonly outcome: 'not-settled'; readonly stay: Stay; readonly visit: SettleResult }
  | { readonly outcome: 'nothing-due'; readonly stay: Stay }
  | { readonly outcome: 'unknown-stay' };

export async function layDownInterim(
  desk: StayEquipment,
  id: SettlementId,
  { billNumber, until, changed, operator }: InterimRequest,
): Promise<BillResult> {
  const { journal } = desk.equipment;
  const stay = await caughtUp(desk, id);
  if (!stay) return { outcome: 'unknown-stay' };
  if (!stayEdge(stay.state, 'interim')) return notNow(stay, 'interim');
  const gone = await followBills(desk, stay, operator);
  const lines = openLinesOf(desk, stay, gone).filter(({ chargedOn }) => chargedOn <= until);
  const refused = refusedBill(desk, stay, billNumber, until, lines);
  if (refused) return refused;
  if (lines.length === 0) return { outcome: 'bill-refused', reason: 'nothing-charged' };
  const bill = stayBill(stay, { billNumber, until, lines, changed });
  await journal.append({ kind: 'interim', id, step: 'due', bill, operator });
  return { outcome: 'bill-due', stay: stayOf(journal.entriesOf(id))! };
}

/**
 * The bill that is due, or that would be laid down for everything up to `until`; nothing is written.
 * @returns undefined where there is nothing to bill
 */
export function draftBill(
  desk: StayEquipment,
  stay: Stay,
  { billNumber, until, changed }: Omit<InterimRequest, 'operator'>,
): Bill | undefined {
  const due = dueBill(stay)?.bill;
  if (due) return checkedBill(due);
  const lines = openLinesOf(desk, stay).filter(({ chargedOn }) => chargedOn <= until);
  return lines.length === 0 ? undefined : stayBill(stay, { billNumber, until, lines, changed });
}

export async function layDownDischarge(
  desk: StayEquipment,
  id: SettlementId,
  request: DischargeRequest,
): Promise<BillResult> {
  const { journal } = desk.equipment;
  const { billNumber, dischargedOn, disposition, referralNumber, changed, operator } = request;
  const stay = await caughtUp(desk, id);
  if (!stay) return { outcome: 'unknown-stay' };
  if (!stayEdge(stay.state, 'discharge')) return notNow(stay, 'discharge');
  const lines = openLinesOf(desk, stay, await followBills(desk, stay, operator));
  const refused = refusedBill(desk, stay, billNumber, dischargedOn, lines);
  if (refused) return refused;
  if (disposition === 'referred' && referralNumber === undefined) {
    return { outcome: 'bill-refused', reason: 'referral-number-missing' };
  }
  const until = dischargedOn;
  const bill = lines.length > 0 && stayBill(stay, { billNumber, until, lines, changed });
  await journal.append({
    kind: 'discharged',
    id,
    step: 'due',
    dischargedOn,
    disposition,
    ...(referralNumber === undefined ? {} : { referralNumber }),
    ...(bill && { bill }),
    operator,
  });
  const left = stayOf(journal.entriesOf(id))!;
  if (bill) return { outcome: 'bill-due', stay: left };
  return { outcome: 'nothing-due', stay: await conclude(desk, left, undefined) };
}

function refusedBill(
  { equipment }: StayEquipment,
  { admission, bills }: Stay,
  billNumber: string,
  until: PlainDate,
  lines: readonly BillLine[],
): Extract<BillResult, { outcome: 'bill-refused' }> | undefined {
  const refused = (
    reason: Extract<BillResult, { outcome: 'bill-refused' }>['reason'],
    line?: BillLine,
  ) => ({ outcome: 'bill-refused', reason, ...(line && { lineId: line.lineId }) }) as const;
  if (until > chinaDate(equipment.clock.now())) return refused('day-in-future');
  if (until < admission.visit.admittedOn) return refused('day-before-admission');
  const late = lines.find(({ chargedOn }) => chargedOn > until);
  if (late) return refused('charged-after', late);
  const isUsed =
    bills.some(({ bill }) => bill?.billNumber === billNumber) ||
    equipment.journal.standingBill(admission.provider.code, billNumber) !== undefined;
  if (isUsed) return refused('number-used');
  const isReversing = bills.some(
    ({ settlement }) => settlement && reversalOf(equipment.journal, settlement) === 'reversing',
  );
  return isReversing ? refused('bill-reversing') : undefined;
}

export async function settleDue(
  desk: StayEquipment,
  id: SettlementId,
  transport: CardTransport,
  options: SettleOptions = {},
): Promise<StaySettleResult> {
  const { journal } = desk.equipment;
  const stay = stayOf(journal.entriesOf(id));
  if (!stay) return { outcome: 'unknown-stay' };
  const due = dueBill(stay);
  const bill = due?.bill;
  const isRefunded =
    bill && billStanding(journal, bill).outcome !== 'stands' && refundedOf(journal, due);
  // What was refunded, or is being refunded, is settled no second time.
  if (!bill || isRefunded) return { outcome: 'nothing-due', stay: (await caughtUp(desk, id))! };
  const other = await billedTwice(desk, stay, due);
  if (other) {
    const reasons = ['bill-already-settled'] as const;
    const visit = { outcome: 'declined', id: other, reasons, finished: [] } as const;
    return { outcome: 'not-settled', stay, visit };
  }
  const visit = await desk.terminal.settle(transport, checkedBill(bill), options);
  const settlement = settledAs(visit);
  if (!settlement) return { outcome: 'not-settled', stay, visit };
  const concluded = await conclude(desk, stay, settlement);
  const account = stayAccount(concluded, journal);
  return { outcome: 'settled', stay: concluded, settlement, account, visit };
}

function settledAs(visit: SettleResult): SettlementId | undefined {
  if (visit.outcome === 'settled') return visit.entry.id;
  return visit.outcome === 'already-settled' ? visit.id : undefined;
}
