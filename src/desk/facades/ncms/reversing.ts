/** 冲红: the settlement is taken back as it was made; the card is told at its next settlement. */

import { OneCardError } from '../../../errors/index.ts';
import type { SettlementId } from '../../../model/index.ts';
import { refundInPlaceOf } from '../shared/refunded.ts';
import { refusalText } from '../shared/refusal.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';

export const REVERSAL_REASON = '接口冲红';

/** @throws OneCardError `desk.scope-missing` */
export function assertMayReverse({ call }: NcmsCall): void {
  if (call.caller.scopes.has('reverse')) return;
  throw new OneCardError('desk.scope-missing', { scope: 'reverse' });
}

/** Of a settlement that was taken back before: done, unless a refund put another in its place. */
export function takenBackAnswer({ parts }: NcmsDesk, id: SettlementId): NcmsAnswer {
  const why = refundInPlaceOf(id, parts.equipment.journal);
  return why === undefined ? done([], '已冲红') : refused(why);
}

export async function reverseStanding(
  { parts: { terminal } }: NcmsDesk,
  call: NcmsCall,
  id: SettlementId,
): Promise<NcmsAnswer> {
  assertMayReverse(call);
  const result = await terminal.reverse(id, { reason: REVERSAL_REASON, operator: call.user });
  if (result.outcome === 'reversed' || result.outcome === 'voided') return done();
  return refused(refusalText(result));
}
