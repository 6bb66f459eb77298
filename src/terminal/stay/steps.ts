/** What every step of a stay shares: what it works with, and the stay as it is by now. */

import { OneCardError } from '../../errors/index.ts';
import type { AdmissionPort, BillLine, CountyCode, SettlementId } from '../../model/index.ts';
import type { Rounding } from '../../money.ts';
import { type Journal, versionOn } from '../../settlement/index.ts';
import { chinaDate } from '../../time.ts';
import { billStanding, intentOfId, isOfBill } from '../billStanding.ts';
import type { Equipment } from '../equipment.ts';
import type { Terminal } from '../terminal.ts';
import { isTakenBack, returnedOf } from './account.ts';
import { openLines } from './bills.ts';
import { dueBill, type Stay, type StayBill, settledLast, stayOf } from './stay.ts';
import type { StayEvent, StayState } from './table.ts';

/** What a desk for stays works with. */
export interface StayEquipment {
  readonly equipment: Equipment;
  readonly terminal: Pick<Terminal, 'read' | 'settle' | 'reverse'>;
  /** The home counties' centres, told who lies in which hospital. */
  readonly admissions: ReadonlyMap<CountyCode, AdmissionPort>;
}

/** The stay is not known, or the event may not happen in its state. */
export type StayRefusal =
  | { readonly outcome: 'unknown-stay' }
  | { readonly outcome: 'not-now'; readonly state: StayState; readonly event: StayEvent };

export function notNow({ state }: Stay, event: StayEvent): StayRefusal {
  return { outcome: 'not-now', state, event };
}

/** How the home county's plan rounds a line today. */
export function roundingOf({ equipment }: StayEquipment, { admission }: Stay): Rounding {
  const plan = equipment.counties.get(admission.home)?.plan;
  const today = chinaDate(equipment.clock.now());
  const version = plan && (versionOn(plan, today) ?? plan.versions.at(-1));
  return version?.rounding.line ?? 'half-up';
}

/**
 * What the next bill holds: charged, not given back, and in no bill yet, or in one that was taken back.
 * @param elsewhere settlements of other terminals that the county took back
 */
export function openLinesOf(
  desk: StayEquipment,
  stay: Stay,
  elsewhere: ReadonlySet<SettlementId> = new Set(),
): readonly BillLine[] {
  const { journal } = desk.equipment;
  const isGone = (bill: StayBill) =>
    (bill.settlement !== undefined && elsewhere.has(bill.settlement)) || isTakenBack(journal, bill);
  const gone = [...stay.cancelled, ...stay.bills.filter(isGone)];
  const bills = stay.bills.filter((bill) => !isGone(bill));
  const refunded = gone.flatMap(({ settlement }) => returnedOf(journal, settlement!));
  return openLines({ ...stay, bills }, roundingOf(desk, stay), refunded);
}

/**
 * The stay as it is, its due bill concluded when its settlement stands: a break after the settlement
 * left only the naming of it undone.
 */
export async function caughtUp(desk: StayEquipment, id: SettlementId): Promise<Stay | undefined> {
  const stay = stayOf(desk.equipment.journal.entriesOf(id));
  const due = stay && dueBill(stay);
  if (!stay || !due) return stay;
  if (!due.bill) return conclude(desk, stay, undefined);
  const { journal } = desk.equipment;
  const standing = billStanding(journal, due.bill);
  const settlement = standing.outcome === 'stands' ? standing.id : refundedOf(journal, due);
  return settlement ? conclude(desk, stay, settlement) : stay;
}

/**
 * The settlement of a due bill that was refunded, or is being refunded, before the stay named it: what
 * stands in its place, or will, holds the bill's lines.
 */
export function refundedOf(
  journal: Journal,
  { bill, sequence: from }: StayBill,
): SettlementId | undefined {
  let newest: SettlementId | undefined;
  for (const { id } of bill ? journal.entries({ from, kinds: ['refunding'] }) : []) {
    const intent = id && intentOfId(journal, id);
    if (intent && isOfBill(intent, bill!)) newest = id;
  }
  return newest;
}

/**
 * The centre first: once the entry stands, nobody would tell it any more. Where it gives no answer the
 * stay waits with its bill settled: any later step of it names the settlement.
 */
export async function conclude(
  { equipment, admissions }: StayEquipment,
  stay: Stay,
  settlement: SettlementId | undefined,
): Promise<Stay> {
  const { journal } = equipment;
  const { id } = stay;
  const named = { id, step: 'settled', ...(settlement && { settlement }) } as const;
  if (stay.state === 'interim-due') {
    await journal.append({ kind: 'interim', ...named });
    return stayOf(journal.entriesOf(id))!;
  }
  const on = stay.discharge!.dischargedOn;
  try {
    await admissions.get(stay.admission.home)?.endStay(id, { how: 'discharged', on });
  } catch (error) {
    if (!(error instanceof OneCardError) || error.code !== 'centre.unreachable') throw error;
    return { ...stay, bills: settledLast(stay.bills, settlement) };
  }
  await journal.append({ kind: 'discharged', ...named });
  return stayOf(journal.entriesOf(id))!;
}
