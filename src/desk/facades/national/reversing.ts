/** Takes a settlement back at the terminal, for 2208, 2305 and 2601. */

import { OneCardError } from '../../../errors/index.ts';
import type { SettlementId } from '../../../model/index.ts';
import { assertSecond } from '../../visits/secondPerson.ts';
import { refundInPlaceOf } from '../shared/refunded.ts';
import { refusalText } from '../shared/refusal.ts';
import { undecided } from './attempt.ts';
import type { Message } from './envelope.ts';
import type { Office } from './office.ts';

/** @throws OneCardError `national.reversal-refused` where a refund put another settlement in its place */
export function assertNotRefunded(settlement: SettlementId | undefined, { desk }: Office): void {
  const why = settlement && refundInPlaceOf(settlement, desk.equipment.journal);
  if (why) throw new OneCardError('national.reversal-refused', { why });
}

/**
 * Resolves when nothing of it stands any more.
 * @throws OneCardError `national.undecided`, `national.reversal-refused`, `desk.second-person-missing`
 */
export async function takeBack(
  settlement: SettlementId,
  message: Pick<Message, 'infno' | 'msgid' | 'operator'>,
  { desk }: Office,
): Promise<void> {
  const { infno, msgid, operator } = message;
  const { journal } = desk.equipment;
  // At the clerk's page, by as many people as it took.
  if (journal.entriesOf(settlement).some(({ kind }) => kind === 'reversed')) return;
  assertSecond(settlement, { first: operator }, desk);
  const reason = `${infno === '2601' ? '冲正' : '撤销结算'} ${infno} ${msgid}`;
  const result = await desk.terminal.reverse(settlement, { reason, operator });
  const isUndone =
    result.outcome === 'reversed' ||
    result.outcome === 'voided' ||
    (result.outcome === 'nothing-to-reverse' && result.state !== 'done');
  if (isUndone) return;
  if (result.outcome === 'reversing') throw undecided(refusalText(result));
  throw new OneCardError('national.reversal-refused', { why: refusalText(result) });
}
