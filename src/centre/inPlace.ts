/** 同一费用另有结算: what stands with lines of a bill whose settlement was taken back. */

import type { BillFields, SettlementId } from '../model/index.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import { parseContent } from './content.ts';
import { IS_REVERSED } from './ledger.ts';
import type { CentreStore } from './store.ts';

/** More than a hospital settles for one person after one that is taken back. */
const LATER_MAX = 100;

/**
 * Settlements that stand and hold lines of the inpatient bill of `id`, of the same admission: a refund settled what remains, or
 * the bill was settled once more. Whoever bills these lines again has them paid twice.
 */
export function standsInPlace(
  { database, county }: CentreStore,
  id: SettlementId,
): readonly SettlementId[] {
  const key = settlementIdBytes(id);
  const gone = database
    .prepare('SELECT request FROM settlement WHERE home_county = ? AND settlement_id = ?')
    .get(county, key)?.request;
  if (!gone) return [];
  const { bill } = parseContent(gone);
  // Elsewhere the number of a line begins anew with every bill.
  if (bill.visit.kind !== 'inpatient') return [];
  const lines = new Set(namesOf(bill));
  return database
    .prepare(
      `SELECT done.request FROM settlement AS done JOIN settlement AS gone
         ON gone.home_county = done.home_county AND gone.member_number = done.member_number
         AND gone.provider = done.provider AND gone.settlement_id = ?2
       WHERE done.home_county = ?1 AND done.outcome = 'settled' AND done.settlement_id <> ?2
       AND done.answered_at >= gone.answered_at AND NOT ${IS_REVERSED}
       ORDER BY done.answered_at, done.settlement_id LIMIT ${LATER_MAX}`,
    )
    .all(county, key)
    .map(({ request }) => parseContent(request))
    .filter(
      ({ bill: other }) =>
        other.visit.kind === 'inpatient' &&
        other.visit.admittedOn === bill.visit.admittedOn &&
        namesOf(other).some((name) => lines.has(name)),
    )
    .map(({ statement }) => statement.id);
}

/** What a line keeps when a part of it is given back. */
function namesOf({ lines }: BillFields): readonly string[] {
  return lines.map(({ lineId, itemCode, chargedOn, unitPrice }) =>
    JSON.stringify([lineId, itemCode, chargedOn, String(unitPrice)]),
  );
}
