/** What every step of a stay shares: what it works with, and the stay as it is by now. */

import type { AdmissionPort, CountyCode, SettlementId } from '../../model/index.ts';
import type { Rounding } from '../../money.ts';
import { versionOn } from '../../settlement/index.ts';
import { chinaDate } from '../../time.ts';
import { billStanding } from '../billStanding.ts';
import type { Equipment } from '../equipment.ts';
import type { Terminal } from '../terminal.ts';
import { dueBill, type Stay, stayOf } from './stay.ts';
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
 * The stay as it is, its due bill concluded when its settlement stands: a break after the settlement
 * left only the naming of it undone.
 */
export async function caughtUp(desk: StayEquipment, id: SettlementId): Promise<Stay | undefined> {
  const stay = stayOf(desk.equipment.journal.entriesOf(id));
  const due = stay && dueBill(stay);
  if (!stay || !due) return stay;
  if (!due.bill) return conclude(desk, stay, undefined);
  const standing = billStanding(desk.equipment.journal, due.bill);
  return standing.outcome === 'stands' ? conclude(desk, stay, standing.id) : stay;
}

/** The centre first: once the entry stands, nobody would tell it any more. */
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
  } else {
    const on = stay.discharge!.dischargedOn;
    await admissions.get(stay.admission.home)?.endStay(id, { how: 'discharged', on });
    await journal.append({ kind: 'discharged', ...named });
  }
  return stayOf(journal.entriesOf(id))!;
}
