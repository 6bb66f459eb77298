/** 既往就诊: the earlier visits that the controls of a plan look at. */

import type { MemberNumber, PastVisit, SettlementId } from '../model/index.ts';
import type { Plan } from '../settlement/index.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import { parseContent } from './content.ts';
import { IS_REVERSED } from './ledger.ts';
import type { CentreStore } from './store.ts';

/** The newest visits of a member: more than any control looks back over, and an answer that stays small. */
const PAST_VISITS_MAX = 200;

/** Whether any version of the plans runs controls: where none does, nobody's history is told. */
export function lookBack(plans: readonly Plan[]): boolean {
  return plans.some(({ versions }) => versions.some(({ controls }) => controls !== undefined));
}

/**
 * Settled visits of a member that stand, the newest first.
 * @param except the visit that is looked at
 */
export function historyOf(
  { database, county }: CentreStore,
  memberNumber: MemberNumber,
  except?: SettlementId,
): readonly PastVisit[] {
  const rows = database
    .prepare(
      `SELECT request FROM settlement AS done
       WHERE home_county = ? AND member_number = ? AND outcome = 'settled' AND NOT ${IS_REVERSED}
       AND settlement_id IS NOT ?
       ORDER BY answered_at DESC, settlement_id DESC LIMIT ?`,
    )
    .all(county, memberNumber, except ? settlementIdBytes(except) : null, PAST_VISITS_MAX);
  return rows.map(({ request }) => {
    const { bill } = parseContent(request);
    const { kind, admittedOn, dischargedOn, diagnoses } = bill.visit;
    return {
      provider: bill.provider.code,
      billNumber: bill.billNumber,
      kind,
      admittedOn,
      dischargedOn,
      diagnoses,
      lines: bill.lines.map(({ itemCode, chargedOn }) => ({ itemCode, chargedOn })),
    };
  });
}
