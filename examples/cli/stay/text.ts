/** Sentences of stays, refunds and the end of a day, in both languages. */

import type { Bilingual } from '../../../src/model/index.ts';
import type {
  AdmitResult,
  ChargeFault,
  DayCloseResult,
  RefundRefusal,
} from '../../../src/terminal/index.ts';

export const ADMISSION_TEXTS: Readonly<
  Record<Exclude<AdmitResult['outcome'], 'admitted'>, Bilingual>
> = {
  'card-refused': {
    zh: '卡片未通过验真，未登记入院',
    en: 'the card was refused; nobody was admitted',
  },
  'unknown-county': {
    zh: '本终端没有该参合地的方案与中心',
    en: 'this terminal does not know that home county',
  },
  'unknown-person': {
    zh: '参合地中心查无此人，或当年未参合',
    en: 'the home county knows no such member in that year',
  },
  'patient-differs': { zh: '住院患者与卡不是同一人', en: 'the card is not the patient’s' },
  'deposit-due': {
    zh: '该参合人须交预交金',
    en: 'a deposit is due: the plan does not let this person pay after treatment',
  },
  'no-deposit-due': {
    zh: '先诊疗后付费：不得收取预交金',
    en: 'treatment before payment: no deposit may be taken',
  },
  'admitted-in-future': { zh: '入院日期在今天之后', en: 'the day of admission is yet to come' },
  'number-taken': {
    zh: '该住院号已用于另一次住院',
    en: 'the inpatient number stands for another stay',
  },
};

export const FAULT_TEXTS: Readonly<Record<ChargeFault['reason'], Bilingual>> = {
  'line-known': { zh: '明细序号已记过账', en: 'the line id was charged before' },
  'charged-in-future': { zh: '费用日期在今天之后', en: 'the day of the charge is yet to come' },
  'charged-before-admission': {
    zh: '费用日期不在住院期间',
    en: 'the day of the charge lies outside the stay',
  },
  'unknown-line': { zh: '没有这条明细', en: 'there is no such line' },
  'line-billed': {
    zh: '该明细已在账单内，请办理退费',
    en: 'the line stands in a bill: refund its settlement',
  },
  'more-than-charged': { zh: '退的比记的多', en: 'more is given back than was charged' },
  'quantity-not-positive': { zh: '退费数量须大于零', en: 'a quantity above zero is given back' },
  'number-used': { zh: '单据号已记过另一笔账', en: 'another charge of the stay has this number' },
};

export const BILL_TEXTS: Readonly<Record<string, Bilingual>> = {
  'nothing-charged': { zh: '没有待结算的费用', en: 'nothing is left to settle' },
  'day-in-future': { zh: '日期在今天之后', en: 'the day is yet to come' },
  'day-before-admission': { zh: '日期在入院之前', en: 'the day lies before the admission' },
  'charged-after': { zh: '出院之后还有费用', en: 'a line was charged after that day' },
  'number-used': { zh: '账单号已用过', en: 'the bill number was used before' },
  'bill-reversing': {
    zh: '此前账单的结算正在冲正，请先运行 settle recover，等有结果再出账单',
    en: 'the settlement of an earlier bill is being reversed: run settle recover, and bill once it is answered',
  },
  'referral-number-missing': { zh: '转诊须写转诊单号', en: 'a referral needs its number' },
};

export const REFUND_TEXTS: Readonly<Record<RefundRefusal['reason'], Bilingual>> = {
  'not-here': { zh: '本终端没有这笔结算', en: 'this terminal has no such settlement' },
  'not-standing': { zh: '该笔已冲正或未成立', en: 'it was taken back, or never stood' },
  'other-refund-open': { zh: '该笔另有一笔退费未办完', en: 'another refund of it is under way' },
  'plan-unknown': {
    zh: '本终端已没有当时的方案',
    en: 'the terminal has no longer the plan that decided it',
  },
  'across-years': {
    zh: '按方案不得跨年度退费',
    en: 'the plan allows no refund across insurance years',
  },
  'days-passed': {
    zh: '已过方案允许的跨年度退费期限',
    en: 'the days that the plan gives after the year are over',
  },
  'plan-silent': {
    zh: '方案未规定跨年度退费，不得办理',
    en: 'the plan does not speak of refunds across years: nobody may',
  },
  'nothing-remains': { zh: '全部退费请用冲正', en: 'everything is given back: reverse it' },
  'nothing-returned': { zh: '没有退费明细', en: 'no line is given back' },
  'unknown-line': { zh: '账单中没有这条明细', en: 'the bill has no such line' },
  'more-than-charged': { zh: '退的比记的多', en: 'more is given back than was charged' },
  'quantity-not-positive': { zh: '退费数量须大于零', en: 'a quantity above zero is given back' },
  'number-used': {
    zh: '新账单号已是另一张账单的',
    en: 'the number of the new bill stands for another bill',
  },
  'other-bill': {
    zh: '更正后的账单不是该病人或该医院的',
    en: 'the corrected bill is not of that patient, or not of that hospital',
  },
  'underpayment-not-in-plan': {
    zh: '方案未规定少报退还由谁承担',
    en: 'the plan does not say who refunds what was paid too little',
  },
  'not-underpaid': {
    zh: '审核应付不低于病人已付',
    en: 'the review does not find less than the patient paid',
  },
};

type CloseRefusal = Extract<DayCloseResult, { outcome: 'close-refused' }>['reason'];
export const CLOSE_TEXTS: Readonly<Record<CloseRefusal, Bilingual>> = {
  'day-in-future': { zh: '该日还没有到', en: 'the day is yet to come' },
  'later-day-closed': { zh: '其后的日子已日结', en: 'a later day is closed' },
  'centre-unreachable': {
    zh: '中心不通，不能日结',
    en: 'a centre cannot be reached: the day stays open',
  },
  differences: {
    zh: '有差异或未完成的结算，须说明原因（--accept）方可日结',
    en: 'there are differences or open visits: say why (--accept) to sign off all the same',
  },
  'comparison-changed': {
    zh: '签的须是看过的那次核对：看过以上差异后，用 --comparison 加核对编号再签',
    en: 'this comparison was not the one that was looked at: read it, then sign with --comparison and its name',
  },
};

export const STAY_TEXTS = {
  'unknown-stay': { zh: '本终端没有这次住院', en: 'this terminal has no such stay' },
  'not-now': { zh: '住院当前状态不能办理', en: 'the stay’s state does not allow it' },
  admitted: { zh: '已登记入院', en: 'admitted' },
  overlaps: { zh: '注意：与另一次住院重叠', en: 'note: falls into another stay' },
  charged: { zh: '已记账', en: 'charged' },
  repeated: { zh: '此前已办理', en: 'done before' },
  'nothing-due': { zh: '没有待结算的账单', en: 'no bill is due' },
  'not-settled': { zh: '账单仍待结算', en: 'the bill is still due' },
  cancelled: { zh: '已撤销', en: 'cancelled' },
  'reversal-open': {
    zh: '冲正未完成，请再办一次',
    en: 'the reversal is not finished: the same command goes on',
  },
  'settled-elsewhere': {
    zh: '费用在另一终端结算，结算仍有效：请先到该终端冲正，再办撤销',
    en: 'another terminal settled it, and that stands: reverse it there, then cancel here',
  },
  balance: { zh: '应退', en: 'given back' },
  owing: { zh: '应补', en: 'due' },
  refunded: { zh: '退费完成，退现金', en: 'refunded; cash given back' },
  'replacement-open': {
    zh: '原结算已冲正，剩余部分待结算：请再刷卡；方案不付的，用 settle refund-end 收尾',
    en: 'taken back; what remains waits for the card; where the plan does not pay it, settle refund-end ends the refund',
  },
  'no-refund-open': { zh: '这笔结算没有未完成的退费', en: 'no refund of it is open' },
  'differs-from-audit': {
    zh: '注意：新结算与审核金额不同',
    en: 'note: the new settlement differs from the review',
  },
  'no-receipt': { zh: '本终端没有这笔结算的收据', en: 'this terminal has no receipt of it' },
  'other-day': { zh: '医院日报是另一天的', en: 'the hospital’s file speaks of another day' },
  closed: { zh: '已日结', en: 'the day is closed' },
  open: { zh: '未完成的结算', en: 'open visits' },
  unreachable: { zh: '中心不通，未比对', en: 'centre not compared: it cannot be reached' },
  none: { zh: '没有在院病人', en: 'nobody is in hospital' },
} as const satisfies Record<string, Bilingual>;
