/** S17: what this desk settled in a period, as the interface's list. */

import { add, ZERO } from '../../../money.ts';
import { movementOf, stateOf } from '../../../terminal/index.ts';
import { chinaDate, chinaTimeText } from '../../../time.ts';
import { entriesBetween } from '../../visits/entriesBetween.ts';
import { fourText } from './amounts.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { optionalDate, optionalText } from './fields.ts';
import { ROWS_MAX } from './limits.ts';
import { partsOf } from './result.ts';
import type { XmlField } from './xml.ts';

export async function settlements(
  { parts, options }: NcmsDesk,
  { body }: NcmsCall,
): Promise<NcmsAnswer> {
  const { journal, clock } = parts.equipment;
  const today = chinaDate(clock.now());
  const first = optionalDate(body, 'startDate') ?? today;
  const last = optionalDate(body, 'endDate') ?? first;
  const member = optionalText(body, 'medicalNo');
  const name = optionalText(body, 'memberName');
  const rows: XmlField[] = [];
  for await (const entry of entriesBetween(journal, first, last)) {
    const moved = movementOf(journal, entry);
    if (moved?.kind !== 'settlement') continue;
    const { id, at } = moved;
    const entries = journal.entriesOf(id);
    const { bill, holder, adjudication } = entries.find((each) => each.kind === 'intent')!;
    if (member !== undefined && holder.memberNumber !== member) continue;
    if (name !== undefined && holder.name !== name) continue;
    if (rows.length === ROWS_MAX) return refused(`超过 ${ROWS_MAX} 笔，请缩短时间段`);
    const compensated = partsOf(adjudication, options).get('compensateCost') ?? ZERO;
    const state = stateOf(entries);
    rows.push([
      'inp',
      [
        visitNumber(bill.billNumber),
        ['settlementId', id],
        ['billNo', bill.billNumber],
        ['memberId', holder.memberNumber],
        ['memberName', holder.name],
        ['compensateDate', chinaTimeText(at)],
        ['totalCost', fourText(adjudication.total)],
        ['compensateCost', fourText(compensated)],
        ['nhxjzf', fourText(add(ZERO, adjudication.byPayer.cash ?? ZERO))],
        ['state', state === 'reversed' ? '已冲红' : '已结算'],
      ],
    ]);
  }
  return done(rows);
}

/** The 补偿序号 in a bill's number; a bill that came another way has none. */
function visitNumber(billNumber: string): XmlField {
  const stay = /^(I\d{8}[0-9a-f]{16})-\d+$/.exec(billNumber)?.[1];
  if (stay !== undefined) return ['inpId', stay];
  return ['outpId', /^O\d{8}[0-9a-f]{16}$/.test(billNumber) ? billNumber : ''];
}
