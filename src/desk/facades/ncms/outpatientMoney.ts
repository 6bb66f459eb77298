/** S24 to S27: trial, settlement, reversal and slip of an outpatient. */

import type { Bill, SettlementId } from '../../../model/index.ts';
import type { Adjudicated } from '../../../terminal/index.ts';
import { assertSecond } from '../../visits/secondPerson.ts';
import type { VisitView } from '../../visits/visitView.ts';
import { refusalText } from '../shared/refusal.ts';
import { settleNow, visitId } from '../shared/settling.ts';
import { withCard } from './card.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { requiredText } from './fields.ts';
import { CARD_WAIT_MS } from './limits.ts';
import { goneText, openVisitOf } from './outpatient.ts';
import { resultFields } from './result.ts';
import { reverseStanding, takenBackAnswer } from './reversing.ts';
import { slipFields } from './slip.ts';
import { undecidedText, whyNot } from './texts.ts';
import { billOfVisit, keepVisit, standingOf, type VisitRecord, visitOf } from './visitRecord.ts';

/** What S18 said may not pay, and would. */
function unwanted(
  decided: Pick<Adjudicated, 'adjudication'>,
  record: VisitRecord,
): string | undefined {
  const { byPayer } = decided.adjudication;
  if (!record.takesAccount && (byPayer['family-account'] ?? 0n) > 0n) {
    return '登记为不扣家庭账户（isAccountPay=0），而补偿方案由家庭账户支付；请修改登记（S20）';
  }
  if (!record.takesFund && (byPayer['pooled-fund'] ?? 0n) > 0n) {
    return '登记为不统筹（isOutpPay=0），而补偿方案由统筹基金支付；请修改登记（S20）';
  }
  return undefined;
}

type Billed =
  | { readonly outcome: 'billed'; readonly record: VisitRecord; readonly bill: Bill }
  | { readonly outcome: 'refused'; readonly answer: NcmsAnswer };

function billed(desk: NcmsDesk, outpId: string): Billed {
  const open = openVisitOf(desk, outpId);
  if (open.outcome === 'refused') return open;
  const { record } = open;
  if (record.lines.length === 0) {
    return { outcome: 'refused', answer: refused('没有已上传的明细（S21）') };
  }
  return { outcome: 'billed', record, bill: billOfVisit(desk, record) };
}

/** S24 模拟结算. Keeps nothing. */
export async function simulate(desk: NcmsDesk, call: NcmsCall): Promise<NcmsAnswer> {
  const ready = billed(desk, requiredText(call.body, 'outpId'));
  if (ready.outcome === 'refused') return ready.answer;
  const result = await withCard(desk, call, 'trial', (card) =>
    desk.parts.terminal.trial(card, ready.bill),
  );
  if (result.outcome !== 'adjudicated') return refused(refusalText(result));
  const no = unwanted(result, ready.record);
  return no === undefined ? done(resultFields(result.adjudication, desk.options)) : refused(no);
}

/** S25 结算. The same visit again is answered with the settlement that stands; nothing is paid twice. */
export function settle(desk: NcmsDesk, call: NcmsCall): Promise<NcmsAnswer> {
  const outpId = requiredText(call.body, 'outpId');
  return desk.inTurn(outpId, async () => {
    const known = visitOf(desk, outpId);
    const before = standingOf(desk, outpId, known?.settlement);
    if (before.outcome === 'settled') return settledAnswer(desk, before.standing.id);
    if (before.outcome === 'reversed') return refused(goneText(desk, before.standing.id));
    // An undecided one is finished by the same card and the same bill.
    const ready =
      before.outcome === 'undecided' && known
        ? { outcome: 'billed' as const, record: known, bill: billOfVisit(desk, known) }
        : billed(desk, outpId);
    if (ready.outcome === 'refused') return ready.answer;
    const record = { ...ready.record, tries: ready.record.tries + 1 };
    keepVisit(desk, record);
    const view = await runVisit(desk, call, record, ready.bill);
    const { settlementId } = view;
    if (settlementId) keepVisit(desk, { ...record, settlement: settlementId });
    const result = view.result;
    if (result?.outcome === 'settled' || result?.outcome === 'already-settled') {
      return settledAnswer(desk, settlementId!);
    }
    if (standingOf(desk, outpId, settlementId).outcome === 'undecided') {
      return refused(undecidedText('S25', whyNot(view)));
    }
    if (result?.outcome === 'cancelled' && view.decided) {
      return refused(unwanted(view.decided, record) ?? refusalText(result));
    }
    return refused(whyNot(view));
  });
}

function runVisit(
  desk: NcmsDesk,
  { call, user }: NcmsCall,
  record: VisitRecord,
  bill: Bill,
): Promise<VisitView> {
  // To its end, also when the caller goes away: the next call waits for it, and is told.
  const signal = new AbortController().signal;
  return settleNow(
    desk.parts,
    { caller: call.caller, signal },
    {
      id: visitId('ncms', record.outpId, record.tries),
      bill,
      operator: user,
      accepts: (decided) => unwanted(decided, record) === undefined,
      waitMs: CARD_WAIT_MS,
    },
  );
}

function settledAnswer(desk: NcmsDesk, id: SettlementId): NcmsAnswer {
  const { journal } = desk.parts.equipment;
  const intent = journal.entriesOf(id).find((entry) => entry.kind === 'intent');
  // Settled at a terminal whose journal is another: its slip is printed there.
  if (!intent) return refused('该补偿序号此前已在另一终端结算，未再次支付');
  return done([['settlementId', id], ...resultFields(intent.adjudication, desk.options)]);
}

/** S26 冲红. What was taken back before is answered alike. */
export function reverse(desk: NcmsDesk, call: NcmsCall): Promise<NcmsAnswer> {
  const outpId = requiredText(call.body, 'outpId');
  return desk.inTurn(outpId, async () => {
    const record = visitOf(desk, outpId);
    const standing = standingOf(desk, outpId, record?.settlement);
    if (standing.outcome === 'open') return refused('不是结算与暂存状态');
    if (standing.outcome === 'reversed') return takenBackAnswer(desk, standing.standing.id);
    const id = standing.outcome === 'settled' ? standing.standing.id : standing.id;
    if (record) keepVisit(desk, { ...record, settlement: id });
    assertSecond(id, { first: call.user }, desk.parts);
    return reverseStanding(desk, call, id);
  });
}

/** S27 结算单: what stands of a visit, also when the answer to S25 was lost. */
export function slip(desk: NcmsDesk, { body, call }: NcmsCall): NcmsAnswer {
  const outpId = requiredText(body, 'outpId');
  const record = visitOf(desk, outpId);
  const standing = standingOf(desk, outpId, record?.settlement);
  switch (standing.outcome) {
    case 'settled':
    case 'reversed':
      return done([['outpId', outpId], ...slipFields(desk, standing, call.caller)]);
    case 'undecided':
      return refused('结算结果未知，请勿收费；请放回同一张卡再次结算（S25）');
    case 'open':
      return refused(record ? '尚未结算' : '没有该补偿序号（outpId）的门诊登记');
  }
}
