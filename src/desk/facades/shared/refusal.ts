/** 为什么没有成: one Chinese sentence for interfaces that have a single field for it. */

import { ERRORS, OneCardError } from '../../../errors/index.ts';
import type { DeclineReason } from '../../../model/index.ts';
import { CHECK_CAUSES, CHECKS } from '../../../terminal/deskParts.ts';
import type { ReverseResult, SettleResult, TrialResult } from '../../../terminal/index.ts';

/** Reasons that one sentence names; the rest is counted. */
const NAMED_MAX = 5;

const DECLINED: Readonly<Record<DeclineReason, string>> = {
  'unknown-county': '中心不管辖该参合地',
  'sam-blocked': '终端的安全模块已停用',
  'sam-expired': '终端的安全模块已过期',
  'sam-not-certified': '中心没有该安全模块的有效证书',
  'unknown-person': '中心查无此参合人或此卡',
  'unknown-plan': '中心没有该方案版本',
  'bill-already-settled': '该账单号已结算过内容不同的账单',
  'card-sequence-taken': '该卡此序号已结算过',
  'card-sequence-gap': '卡片序号与中心不连续',
  'usage-moved': '本年累计已变动，请重新试算',
  'amounts-differ': '中心复算金额不一致',
  'already-reversed': '该结算已冲正',
};

type Outcome = (SettleResult | ReverseResult | TrialResult)['outcome'];

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  adjudicated: '已试算',
  settled: '已结算',
  'already-settled': '该账单此前已结算，未再次支付',
  'card-refused': '卡片未通过验真',
  'unknown-county': '本终端没有该参合地的方案与中心',
  'unknown-person': '参合地中心查无此人或此卡',
  'card-out-of-step': '卡内序号与中心账不一致，请联系县合管中心',
  refused: '不予结算',
  'offline-refused': '参合地中心不通，且不能脱机结算，请勿收费',
  'pin-refused': '持卡人密码未通过',
  declined: '中心不予结算',
  unknown: '结果未知，请勿收费；请放回同一张卡再次结算或查询',
  'card-pending': '中心已入账，卡片未写完；请放回同一张卡再次结算',
  cancelled: '已取消，未收费',
  voided: '该笔没有成立，请重新结算',
  reversing: '正在冲正，中心尚未答复；请稍后再次查询',
  reversed: '已冲正',
  'voiding-refused': '该笔的保险年度已结束，方案不允许柜台冲正',
  'not-here': '本终端没有这一笔，请到原终端冲正',
  'nothing-to-reverse': '没有可冲正的结算',
  'not-finished': '该笔尚未完成，请先完成再冲正',
  'other-card': '读卡器里不是这笔结算的卡',
};

/** Why a trial, a settlement or a reversal did not go, or went that way. */
export function refusalText(result: SettleResult | ReverseResult | TrialResult): string {
  const head = headOf(result);
  const reasons = reasonsOf(result);
  if (reasons.length === 0) return head;
  const named = reasons.slice(0, NAMED_MAX).join('；');
  const rest = reasons.length - NAMED_MAX;
  return `${head}：${named}${rest > 0 ? `；另有${rest}项` : ''}`;
}

const KEEP_CARD = '请留下卡片交县合管中心，请勿收费';

/** What the clerk does with the card is not always to put it back. */
function headOf(result: SettleResult | ReverseResult | TrialResult): string {
  const head = OUTCOMES[result.outcome];
  if (result.outcome === 'card-refused' && result.keepCardFor !== undefined) {
    return `该卡有一笔结算未完成，卡已不能读，${KEEP_CARD}。${head}`;
  }
  if (result.outcome !== 'card-pending' || result.advice === 'same-card-again') return head;
  return result.advice === 'keep-the-card'
    ? `中心已入账，卡片异常，${KEEP_CARD}`
    : '卡已写妥，签名稍后自动补上，此前请勿收费；请稍后再次查询';
}

function reasonsOf(result: SettleResult | ReverseResult | TrialResult): readonly string[] {
  switch (result.outcome) {
    case 'card-refused':
      return result.failed.map((check) => {
        const cause = check.outcome === 'failed' ? `（${CHECK_CAUSES[check.cause].zh}）` : '';
        return `${CHECKS[check.name].means.zh}${cause}`;
      });
    case 'refused':
      return result.reasons.map(
        ({ text, lineId }) => `${lineId === undefined ? '' : `明细${lineId} `}${text.zh}`,
      );
    case 'offline-refused':
      return result.reasons.map(({ text }) => text.zh);
    case 'declined':
      return result.reasons.map((reason) => DECLINED[reason]);
    default:
      return [];
  }
}

/** What was thrown, as one sentence: what happened, and what the clerk does. A defect tells nothing. */
export function errorText(error: unknown): string {
  if (!(error instanceof OneCardError)) return '服务内部错误，请勿重复收费，请先查询';
  const { thrownWhen, clerkDoes } = ERRORS[error.code].zh;
  return `${thrownWhen}；${clerkDoes}`;
}
