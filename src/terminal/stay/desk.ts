/** 住院窗口: the life of a stay at this terminal, from its admission to its last bill. */

import type { CardTransport } from '../../card/index.ts';
import type { Bill, CountyCode, SettlementId } from '../../model/index.ts';
import type { Admission, Charges, DailyList, StayPart } from '../../settlement/index.ts';
import { chinaDate, type PlainDate } from '../../time.ts';
import type { SettleOptions } from '../equipment.ts';
import { type StayAccount, stayAccount } from './account.ts';
import { type AdmitResult, admitPatient, withdrawAdmission } from './admit.ts';
import {
  type BillResult,
  type DischargeRequest,
  draftBill,
  type InterimRequest,
  layDownDischarge,
  layDownInterim,
  type StaySettleResult,
  settleDue,
} from './billing.ts';
import { type CancelOptions, type CancelResult, cancelPart } from './cancel.ts';
import { type ChargeFault, chargeFault, isRepeated } from './charge.ts';
import { dailyList } from './list.ts';
import { type Stay, stayOf } from './stay.ts';
import {
  caughtUp,
  notNow,
  openLinesOf,
  roundingOf,
  type StayEquipment,
  type StayRefusal,
} from './steps.ts';
import { stayEdge } from './table.ts';

export type ChargeResult =
  | { readonly outcome: 'charged'; readonly stay: Stay; readonly isRepeated: boolean }
  | { readonly outcome: 'charge-refused'; readonly fault: ChargeFault }
  | StayRefusal;

export interface StayDesk {
  /** 入院登记. The same admission again is answered with the stay that stands. */
  admit(
    transport: CardTransport,
    admission: Admission,
    operator: string,
    proposed?: SettlementId,
  ): Promise<AdmitResult>;
  /**
   * Ends at the centre an admission that was sent under the id `proposed` and came to no entry here. A stay
   * that stands is left to `cancel`. Rejects with `centre.unreachable` when there is no answer.
   */
  withdraw(
    home: CountyCode,
    proposed: SettlementId,
  ): Promise<'withdrawn' | 'not-admitted' | 'stands'>;
  /** 记账、退费、补交预交金. */
  charge(id: SettlementId, charges: Charges, operator: string): Promise<ChargeResult>;
  /** 一日清单; undefined for a stay that this journal does not hold. */
  list(id: SettlementId, day: PlainDate): DailyList | undefined;
  /** 中途结算: lays the bill down. `settle` settles it. */
  interim(id: SettlementId, request: InterimRequest): Promise<BillResult>;
  /** 出院: lays the last bill down. `settle` settles it; nothing is due where everything was settled. */
  discharge(id: SettlementId, request: DischargeRequest): Promise<BillResult>;
  /** 预结算: what the next bill would hold; undefined for nothing, or for a stay that this journal does not hold. */
  draft(id: SettlementId, request: Omit<InterimRequest, 'operator'>): Bill | undefined;
  /** Settles the bill that is due, once, however often it is tried. */
  settle(
    id: SettlementId,
    transport: CardTransport,
    options?: SettleOptions,
  ): Promise<StaySettleResult>;
  /** 撤销入院、中途结算、出院: the settlement is taken back first, where there is one. */
  cancel(id: SettlementId, part: StayPart, options: CancelOptions): Promise<CancelResult>;
  /** Names the settlement of a due bill that was settled by itself, at this terminal; undefined for no stay. */
  catchUp(id: SettlementId): Promise<Stay | undefined>;
  stay(id: SettlementId): Stay | undefined;
  account(id: SettlementId): StayAccount | undefined;
  /** Stays without an end, oldest first. */
  open(): readonly Stay[];
}

/**
 * A desk for stays beside a terminal. What it knows is what the journal holds; steps of all stays wait
 * for each other.
 *
 * @example From admission to discharge
 * ```ts
 * const stays = openStayDesk({ equipment, terminal, admissions });
 * const admitted = await stays.admit(transport, parseAdmission(text, file), operator);
 * await stays.charge(id, parseCharges(day, dayFile), operator);
 * await stays.discharge(id, { billNumber, dischargedOn, disposition: 'home', operator });
 * const settled = await stays.settle(id, transport);
 * ```
 */
export function openStayDesk(desk: StayEquipment): StayDesk {
  const { journal } = desk.equipment;
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  }
  const load = (id: SettlementId) => stayOf(journal.entriesOf(id));

  return {
    admit: (transport, admission, operator, proposed) =>
      inTurn(() => admitPatient(desk, transport, admission, operator, proposed)),
    withdraw: (home, proposed) => inTurn(() => withdrawAdmission(desk, home, proposed)),
    charge: (id, charges, operator) => inTurn(() => charge(desk, id, charges, operator)),
    list(id, day) {
      const stay = load(id);
      return stay && dailyList(stay, day, roundingOf(desk, stay));
    },
    interim: (id, request) => inTurn(() => layDownInterim(desk, id, request)),
    discharge: (id, request) => inTurn(() => layDownDischarge(desk, id, request)),
    draft(id, request) {
      const stay = load(id);
      return stay && draftBill(desk, stay, request);
    },
    settle: (id, transport, options) => inTurn(() => settleDue(desk, id, transport, options)),
    cancel: (id, part, options) => inTurn(() => cancelPart(desk, id, part, options)),
    catchUp: (id) => inTurn(() => caughtUp(desk, id)),
    stay: load,
    account(id) {
      const stay = load(id);
      return stay && stayAccount(stay, journal);
    },
    open: () => journal.openStays().flatMap(({ id }) => load(id) ?? []),
  };
}

async function charge(
  desk: StayEquipment,
  id: SettlementId,
  charges: Charges,
  operator: string,
): Promise<ChargeResult> {
  const { journal, clock } = desk.equipment;
  const stay = await caughtUp(desk, id);
  if (!stay) return { outcome: 'unknown-stay' };
  if (isRepeated(stay, charges)) return { outcome: 'charged', stay, isRepeated: true };
  if (!stayEdge(stay.state, 'charge')) return notNow(stay, 'charge');
  const open = openLinesOf(desk, stay);
  const rounding = roundingOf(desk, stay);
  const fault = chargeFault(stay, charges, chinaDate(clock.now()), { open, rounding });
  if (fault) return { outcome: 'charge-refused', fault };
  const { number, lines, returned, paidIn } = charges;
  const contents = { lines, returned, paidIn, ...(number !== undefined && { number }) };
  await journal.append({ kind: 'charged', id, ...contents, operator });
  return { outcome: 'charged', stay: stayOf(journal.entriesOf(id))!, isRepeated: false };
}
