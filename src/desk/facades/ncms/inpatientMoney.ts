/** S13 to S16: trial, settlement, reversal and slip of a stay. */

import type { SettlementId } from '../../../model/index.ts';
import { checkedBill } from '../../../terminal/deskParts.ts';
import { chinaDate } from '../../../time.ts';
import { assertSecond } from '../../visits/secondPerson.ts';
import { refusalText } from '../shared/refusal.ts';
import { settleNow, visitId } from '../shared/settling.ts';
import { withCard } from './card.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { requiredText } from './fields.ts';
import { layDownAgain } from './inpatientChange.ts';
import { CARD_WAIT_MS } from './limits.ts';
import { resultFields } from './result.ts';
import {
  assertMayReverse,
  REVERSAL_REASON,
  reverseStanding,
  takenBackAnswer,
} from './reversing.ts';
import { slipFields } from './slip.ts';
import { STATE_TEXTS } from './stayAnswers.ts';
import { billNumberOf, type FoundStay, findStay, keepStay } from './stayRecord.ts';
import { undecidedText, whyNot } from './texts.ts';
import { type BillStanding, standingOf, standingOfId } from './visitRecord.ts';

type Found = Extract<FoundStay, { outcome: 'found' }>;

/** The newest bill of the stay, wherever it stands. */
function newest(desk: NcmsDesk, { stay, record }: Found): BillStanding {
  const last = stay.bills.at(-1);
  if (last?.settlement) return standingOfId(desk, last.settlement);
  if (last?.bill) return standingOf(desk, last.bill.billNumber);
  return record.settlement ? standingOfId(desk, record.settlement) : { outcome: 'open' };
}

/** S13 模拟结算: of the bill that is due, or of everything that was charged so far. */
export async function trialOfStay(desk: NcmsDesk, call: NcmsCall): Promise<NcmsAnswer> {
  const found = await findStay(desk, requiredText(call.body, 'inpId'));
  if (found.outcome === 'refused') return found.answer;
  const { stays, stay, record } = found;
  const bill = stays.draft(stay.id, {
    billNumber: billNumberOf(record, record.bills + 1),
    until: chinaDate(desk.parts.equipment.clock.now()),
    changed: record.restated,
  });
  if (!bill) return refused(`${STATE_TEXTS[stay.state]}，没有待结算的费用`);
  const result = await withCard(desk, call, 'trial', (card) =>
    desk.parts.terminal.trial(card, bill),
  );
  if (result.outcome !== 'adjudicated') return refused(refusalText(result));
  return done(resultFields(result.adjudication, desk.options));
}

/** S14 结算. The same stay again is answered with the settlement that stands. */
export function settleStay(desk: NcmsDesk, call: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(call.body, 'inpId');
  return desk.inTurn(inpId, async () => {
    const found = await findStay(desk, inpId);
    if (found.outcome === 'refused') return found.answer;
    const { stays, stay } = found;
    const before = newest(desk, found);
    if (before.outcome === 'settled') return settledAnswer(desk, before.standing.id);
    if (stay.state !== 'discharge-due') {
      const why = stay.state === 'in-hospital' ? '请先办理出院（S07）' : '没有待结算的费用';
      return refused(`${STATE_TEXTS[stay.state]}，${why}`);
    }
    const due = stay.bills.at(-1)?.bill;
    // Nothing was charged, and the centre has not heard of the discharge yet.
    if (!due) return refused('没有待结算的费用');
    const record = { ...found.record, tries: found.record.tries + 1 };
    keepStay(desk, record);
    const view = await settleNow(
      desk.parts,
      // To its end, also when the caller goes away: the next call waits for it, and is told.
      { caller: call.call.caller, signal: new AbortController().signal },
      {
        id: visitId('ncms', inpId, record.tries),
        bill: checkedBill(due),
        operator: call.user,
        waitMs: CARD_WAIT_MS,
      },
    );
    if (view.settlementId) keepStay(desk, { ...record, settlement: view.settlementId });
    const { result } = view;
    if (result?.outcome === 'settled' || result?.outcome === 'already-settled') {
      await stays.catchUp(stay.id);
      return settledAnswer(desk, view.settlementId!);
    }
    const isOpen = standingOf(desk, view.billNumber).outcome === 'undecided';
    return refused(isOpen ? undecidedText('S14', whyNot(view)) : whyNot(view));
  });
}

function settledAnswer(desk: NcmsDesk, id: SettlementId): NcmsAnswer {
  const { journal } = desk.parts.equipment;
  const intent = journal.entriesOf(id).find((entry) => entry.kind === 'intent');
  if (!intent) return refused('该次住院此前已在另一终端结算，未再次支付');
  return done([['settlementId', id], ...resultFields(intent.adjudication, desk.options)]);
}

/**
 * S15 冲红. The desk takes a settled discharge back as a whole; the interface takes the settlement alone,
 * so the discharge is laid down again, under the next number.
 */
export function reverseStay(desk: NcmsDesk, call: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(call.body, 'inpId');
  return desk.inTurn(inpId, async () => {
    const found = await findStay(desk, inpId);
    if (found.outcome === 'refused') return found.answer;
    const { stay } = found;
    const standing = newest(desk, found);
    const known = found.record.settlement;
    if (standing.outcome === 'open') {
      const isBack = known && standingOfId(desk, known).outcome === 'reversed';
      return isBack ? takenBackAnswer(desk, known) : refused('不是结算与暂存状态');
    }
    if (standing.outcome === 'reversed') return takenBackAnswer(desk, standing.standing.id);
    const id = standing.outcome === 'settled' ? standing.standing.id : standing.id;
    keepStay(desk, { ...found.record, settlement: id });
    assertSecond(id, { first: call.user }, desk.parts);
    if (stay.state !== 'discharged') return reverseStanding(desk, call, id);
    assertMayReverse(call);
    const record = { ...found.record, settlement: id };
    const failed = await layDownAgain(desk, { ...found, record }, call.user, REVERSAL_REASON);
    return failed ?? done();
  });
}

/** S16 结算单: what stands of a stay, also when the answer to S14 was lost. */
export async function slipOfStay(desk: NcmsDesk, { body, call }: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(body, 'inpId');
  const found = await findStay(desk, inpId);
  if (found.outcome === 'refused') return found.answer;
  const known = found.record.settlement;
  const standing = newest(desk, found);
  const shown = standing.outcome === 'open' && known ? standingOfId(desk, known) : standing;
  switch (shown.outcome) {
    case 'settled':
    case 'reversed':
      return done([['inpId', inpId], ...slipFields(desk, shown, call.caller)]);
    case 'undecided':
      return refused('结算结果未知，请勿收费；请放回同一张卡再次结算（S14）');
    case 'open':
      return refused('尚未结算');
  }
}
