/**
 * 撤销: a stay's admission, interim bill or discharge is taken back. A chain, each link asked for its
 * state first: the settlement, then the centre's word on the stay, then the journal's entry. A break
 * leaves nothing that the same call does not go on with.
 */

import type { CardTransport } from '../../card/index.ts';
import type { SettlementId } from '../../model/index.ts';
import type { StayPart } from '../../settlement/index.ts';
import { chinaDate } from '../../time.ts';
import { billStanding, intentOfId } from '../billStanding.ts';
import type { ReverseResult } from '../saga/index.ts';
import { isBeingRefunded, standingIn } from './account.ts';
import { askElsewhere, dueElsewhere } from './elsewhere.ts';
import { dueBill, type Stay, stayOf } from './stay.ts';
import {
  caughtUp,
  notNow,
  openLinesOf,
  refundedOf,
  type StayEquipment,
  type StayRefusal,
} from './steps.ts';
import { type StayEdge, stayEdge } from './table.ts';

export interface CancelOptions {
  readonly reason: string;
  readonly operator: string;
  /** The second pair of eyes, where two are asked for. */
  readonly second?: string;
  /** The card, where it is at hand: it is told of the reversal at once. */
  readonly transport?: CardTransport;
}

export type CancelResult =
  | { readonly outcome: 'cancelled'; readonly stay: Stay }
  | {
      readonly outcome: 'guarded';
      readonly guard: 'nothing-open' | 'nothing-settled' | 'taken-back';
    }
  /**
   * The settlement is being taken back; the same call goes on. `not-here`: it stands at another terminal, is taken back
   * there, and then the same call goes on.
   */
  | {
      readonly outcome: 'reversal-open';
      readonly reversal: ReverseResult;
      readonly settlement: SettlementId;
    }
  | StayRefusal;

export async function cancelPart(
  desk: StayEquipment,
  id: SettlementId,
  part: StayPart,
  options: CancelOptions,
): Promise<CancelResult> {
  const stay = await caughtUp(desk, id);
  if (!stay) return { outcome: 'unknown-stay' };
  const event = `cancel-${part}` as const;
  const edge = stayEdge(stay.state, event);
  if (!edge) return notNow(stay, event);
  const stopped = (await meetGuard(desk, stay, edge, part, options)) ?? inTheWay(desk, stay, edge);
  if (stopped) return stopped;
  await tellCentre(desk, stay, part);
  // Whoever brings the bill by itself does not wait for the centre: what is settled by now is not taken up again.
  const since = inTheWay(desk, stay, edge);
  if (since) {
    await tellNothingChanged(desk, stay, part);
    return since;
  }
  const { reason, operator } = options;
  const { journal } = desk.equipment;
  await journal.append({ kind: 'stay-cancelled', id, part, reason, operator });
  return { outcome: 'cancelled', stay: stayOf(journal.entriesOf(id))! };
}

/** @returns why the edge may not be taken, if it may not */
async function meetGuard(
  desk: StayEquipment,
  stay: Stay,
  { guard }: StayEdge,
  part: StayPart,
  options: CancelOptions,
): Promise<CancelResult | undefined> {
  const { journal } = desk.equipment;
  switch (guard) {
    case 'nothing-open': {
      const isOpen = stay.bills.length > 0 || openLinesOf(desk, stay).length > 0;
      return isOpen ? { outcome: 'guarded', guard } : undefined;
    }
    case 'nothing-settled': {
      const due = dueBill(stay);
      const isFree =
        !due?.bill ||
        (billStanding(journal, due.bill).outcome === 'none' && !refundedOf(journal, due));
      if (!isFree) return { outcome: 'guarded', guard };
      const there = due?.bill && (await dueElsewhere(desk, stay, due.bill));
      return there ? openThere(there) : undefined;
    }
    case 'taken-back': {
      const last = stay.bills.at(-1);
      if (last?.part !== part) return { outcome: 'guarded', guard };
      const { settlement } = last;
      if (!settlement) return undefined;
      if (!intentOfId(journal, settlement)) {
        const there = await askElsewhere(desk, stay, settlement);
        if (there.outcome === 'taken-back') return undefined;
        return openThere(there.settlement);
      }
      // What it settles in its place would hold lines that are free for another bill.
      if (isBeingRefunded(journal, settlement)) return { outcome: 'guarded', guard };
      const standing = standingIn(journal, settlement);
      return standing ? takeBack(desk, standing, options) : undefined;
    }
    default:
      return undefined;
  }
}

/** It stands at another terminal, and is reversed there first. */
function openThere(settlement: SettlementId): CancelResult {
  return { outcome: 'reversal-open', reversal: { outcome: 'not-here' }, settlement };
}

/** A bill that stands, or may come to, by a settlement that the stay does not name. */
function inTheWay(
  desk: StayEquipment,
  { bills }: Stay,
  { guard }: StayEdge,
): CancelResult | undefined {
  const bill = bills.at(-1)?.bill;
  if (!guard || !bill) return undefined;
  const isFree = billStanding(desk.equipment.journal, bill).outcome === 'none';
  return isFree ? undefined : { outcome: 'guarded', guard };
}

async function takeBack(
  { terminal }: StayEquipment,
  settlement: SettlementId,
  { reason, operator, second, transport }: CancelOptions,
): Promise<CancelResult | undefined> {
  const reversal = await terminal.reverse(settlement, {
    reason,
    operator,
    ...(second === undefined ? {} : { second }),
    ...(transport && { transport }),
  });
  if (reversal.outcome === 'reversed') return undefined;
  return { outcome: 'reversal-open', reversal, settlement };
}

async function tellCentre(
  { equipment, admissions }: StayEquipment,
  { id, admission }: Stay,
  part: StayPart,
): Promise<void> {
  const port = admissions.get(admission.home);
  if (part === 'admission') {
    await port?.endStay(id, { how: 'cancelled', on: chinaDate(equipment.clock.now()) });
  }
  if (part === 'discharge') await port?.reopenStay(id);
}

/** A patient whose last bill is settled is no more in hospital than before; a due bill tells so when it is. */
async function tellNothingChanged(
  { admissions }: StayEquipment,
  { id, state, admission, discharge }: Stay,
  part: StayPart,
): Promise<void> {
  if (part !== 'discharge' || state !== 'discharged' || !discharge) return;
  const end = { how: 'discharged', on: discharge.dischargedOn } as const;
  await admissions.get(admission.home)?.endStay(id, end);
}
