/** 别的终端结算的账单: this journal holds nothing of its settlement, and the county says what became of it. */

import type { BillFields, SettlementId } from '../../model/index.ts';
import { billHash } from '../../settlement/index.ts';
import { intentOfId } from '../billStanding.ts';
import { isUnreachable } from '../saga/cause.ts';
import { followCounty, standsElsewhere } from '../saga/follow.ts';
import { standingIn } from './account.ts';
import type { Stay, StayBill } from './stay.ts';
import type { StayEquipment } from './steps.ts';

export type Elsewhere =
  | { readonly outcome: 'taken-back' }
  /** It is there, or something else that stands at another terminal holds lines of its bill. */
  | { readonly outcome: 'stands'; readonly settlement: SettlementId };

/**
 * Asks the home county for a settlement that another terminal made.
 * @throws OneCardError `centre.unreachable`
 */
export async function askElsewhere(
  { equipment }: StayEquipment,
  { admission }: Stay,
  settlement: SettlementId,
): Promise<Elsewhere> {
  const home = equipment.counties.get(admission.home);
  const answer = await home?.centre.status(settlement);
  if (answer?.outcome !== 'reversed') return { outcome: 'stands', settlement };
  // What was settled here with lines of it is a bill of the stay, which counts its own lines.
  const other = answer.inPlace?.find((id) => !intentOfId(equipment.journal, id));
  return other ? { outcome: 'stands', settlement: other } : { outcome: 'taken-back' };
}

/**
 * The settlement of a due bill that another terminal made: whoever took its lines into another bill had them paid twice.
 * @throws OneCardError `centre.unreachable`
 */
export async function dueElsewhere(
  { equipment }: StayEquipment,
  { admission }: Stay,
  bill: BillFields,
): Promise<SettlementId | undefined> {
  const { provider, billNumber } = bill;
  const centre = equipment.counties.get(admission.home)?.centre;
  return centre?.settledBill?.(provider.code, billNumber, billHash(bill));
}

/**
 * What stands at another terminal with lines of the bill that is due: a refund that was cut off there went on after
 * the bill that it is of was cancelled here.
 */
export async function billedTwice(
  { equipment }: StayEquipment,
  { admission, bills, cancelled }: Stay,
  due: StayBill,
): Promise<SettlementId | undefined> {
  const { journal } = equipment;
  const lines = new Set(due.bill?.lines.map(({ lineId }) => lineId));
  for (const { bill, settlement } of [...cancelled, ...bills]) {
    if (!settlement || intentOfId(journal, settlement)) continue;
    if (!bill?.lines.some(({ lineId }) => lines.has(lineId))) continue;
    const other = await standsElsewhere(settlement, admission.home, equipment);
    if (other) return other;
  }
  return undefined;
}

/**
 * What the county took back of the stay's bills, before another is laid down: what was settled here is followed in
 * the journal. A county that gives no answer changes nothing.
 * @returns settlements of other terminals that are gone: nobody here would ever hear of it otherwise
 */
export async function followBills(
  desk: StayEquipment,
  stay: Stay,
  operator: string,
): Promise<ReadonlySet<SettlementId>> {
  const { journal } = desk.equipment;
  const gone = new Set<SettlementId>();
  for (const { settlement } of stay.bills) {
    if (!settlement) continue;
    const standing = standingIn(journal, settlement);
    if (standing) await followCounty(standing, operator, desk);
    if (intentOfId(journal, settlement)) continue;
    const there = await askElsewhere(desk, stay, settlement).catch((cause: unknown) => {
      if (!isUnreachable(cause)) throw cause;
    });
    if (there?.outcome === 'taken-back') gone.add(settlement);
  }
  return gone;
}
