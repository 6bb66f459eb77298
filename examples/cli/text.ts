/** Sentences of the command line, in both languages. */

import type { Language } from '../../src/errors/index.ts';
import type { Bilingual, DeclineReason } from '../../src/model/index.ts';
import type { VisitStep } from '../../src/terminal/index.ts';

export const STEP_TEXTS: Readonly<Record<VisitStep, Bilingual>> = {
  'card-read': { zh: '已读卡', en: 'card read' },
  'card-verified': { zh: '卡片逐项验真通过', en: 'every check on the card passed' },
  adjudicated: { zh: '已按参合地方案计算', en: "decided under the home county's plan" },
  'intent-durable': { zh: '结算意向已落盘', en: 'intent durable in the journal' },
  'centre-settled': { zh: '参合地中心已入账', en: "settled at the home county's centre" },
  'card-committed': { zh: '卡片已写入并签名', en: 'card written, card signed' },
  signed: { zh: '终端安全模块已签名', en: "terminal's security module signed" },
  'entry-durable': { zh: '结算记录已落盘', en: 'settlement durable in the journal' },
  confirmed: { zh: '中心已收下双方签名与流水头', en: 'centre holds both signatures and the head' },
};

export const DECLINE_TEXTS: Readonly<Record<DeclineReason, Bilingual>> = {
  'unknown-county': { zh: '中心不管辖该参合地', en: 'the centre does not serve this county' },
  'sam-blocked': { zh: '终端的安全模块已停用', en: "the terminal's security module is blocked" },
  'sam-expired': { zh: '终端的安全模块已过期', en: "the terminal's security module has expired" },
  'sam-not-certified': {
    zh: '中心没有该安全模块的有效证书',
    en: 'the centre holds no valid certificate of the security module',
  },
  'unknown-person': { zh: '中心查无此参合人或此卡', en: 'the centre knows no such member or card' },
  'unknown-plan': {
    zh: '中心没有该方案版本',
    en: 'the centre has no such version of the plan',
  },
  'bill-already-settled': {
    zh: '该院的这个账单号已结算过内容不同的账单，请核对账单号',
    en: "this hospital's bill number stands for a bill with other contents: check the number",
  },
  'card-sequence-taken': {
    zh: '该卡此序号已结算过',
    en: 'this sequence of the card is taken by another settlement',
  },
  'card-sequence-gap': {
    zh: '卡片序号与中心不连续',
    en: "the card's sequence does not follow the centre's",
  },
  'usage-moved': {
    zh: '本年累计已变动，请重新试算',
    en: "the year's usage has moved: run the trial again",
  },
  'amounts-differ': {
    zh: '中心复算金额不一致',
    en: 'the centre computes other amounts',
  },
  'already-reversed': { zh: '该结算号已冲正', en: 'the settlement id was reversed' },
};

/** What became of a visit, in one sentence. */
export const OUTCOME_TEXTS = {
  'card-refused': {
    zh: '卡片未通过验真，未写任何数据',
    en: 'the card was refused; nothing was written',
  },
  'unknown-county': {
    zh: '本终端没有该参合地的方案与中心',
    en: 'this terminal knows neither plan nor centre of that home county',
  },
  'unknown-person': {
    zh: '参合地中心查无此人或此卡',
    en: "the home county's centre knows no such member or card",
  },
  'card-out-of-step': {
    zh: '卡内序号与中心账不一致，请联系县合管中心',
    en: "the card's sequence differs from the ledger's: call the county centre",
  },
  'pin-refused': {
    zh: '持卡人 PIN 未通过，未写任何数据',
    en: 'the PIN of the holder was not proven; nothing was written',
  },
  'offline-refused': {
    zh: '参合地中心不通，且不能脱机结算，理由如下；未写任何数据，请勿按报销收费',
    en: 'the home county’s centre does not answer, and nothing may be settled off line, for these reasons; nothing was written',
  },
  'decided-offline': {
    zh: '中心不通，按县签发的限额脱机结算，稍后上传',
    en: 'the centre is out of reach: decided off line within the county’s signed limits, handed in later',
  },
  refused: { zh: '不予结算，理由如下', en: 'not settled, for these reasons' },
  'already-settled': {
    zh: '该账单此前已结算，以下为原结算，未再次支付',
    en: 'this bill was settled before; this is that settlement, nothing was paid again',
  },
  unasked: {
    zh: '未与中心核对：以上只是本终端的记录，中心此后可能已撤销，联通后请核对',
    en: 'not checked with the centre: this is what this terminal has on record, and the county may have taken it back since; look again once it answers',
  },
  unknown: {
    zh: '结果未知，请勿收费；请同一张卡再次刷卡查询',
    en: 'the outcome is unknown: do not charge; tap the same card again to find out',
  },
  'card-pending': {
    zh: '中心已入账，卡片未写完；请同一张卡再次刷卡',
    en: 'settled at the centre, the card is not finished: tap the same card again',
  },
  'keep-the-card': {
    zh: '卡片异常，请留下卡片交县合管中心；请勿收费',
    en: 'keep the card and hand it to the county centre; charge nothing',
  },
  'no-card-needed': {
    zh: '卡已写妥，签名稍后自动补上（onecard settle recover）；此前请勿收费',
    en: 'the card is written; it is signed at the next recovery (onecard settle recover): charge nothing before',
  },
  cancelled: { zh: '已取消，未收费', en: 'called off; nothing is charged' },
  voided: {
    zh: '该笔没有成立，未收费；请重新结算',
    en: 'it does not stand, nothing is charged: settle again',
  },
  reversing: {
    zh: '正在冲正，中心尚未答复；请勿收费，稍后运行 onecard settle recover',
    en: 'being taken back, the centre has not answered: charge nothing, run onecard settle recover later',
  },
  'not-finished': {
    zh: '未冲正，原样保留，原因如下；解决后再冲正',
    en: 'not taken back, it is as it was, for this reason; ask again once it is settled',
  },
  'settlement-not-found': {
    zh: '终端与中心都没有这个结算号',
    en: 'neither this terminal nor a centre knows this settlement',
  },
  'not-here': {
    zh: '本终端的流水没有这一笔，请到原终端冲正',
    en: 'not in the journal of this terminal: the one that made it takes it back',
  },
  'voiding-refused': {
    zh: '该笔的保险年度已结束，方案不允许柜台冲正',
    en: 'its insurance year is over, and the plan does not let a desk take it back',
  },
  'decided-otherwise': {
    zh: '其后一笔结算依据了本笔，现应另算，请县合管中心复核',
    en: 'a later settlement rests on it and would be decided otherwise now; the county centre looks at it',
  },
  'other-card': {
    zh: '读卡器里不是这笔结算的卡',
    en: 'the card in the reader is not the one of this settlement',
  },
  'nothing-open': { zh: '没有未完成的结算', en: 'no settlement is open' },
  'confirmation-pending': {
    zh: '中心尚未收下双方签名，下次就诊时自动补交',
    en: 'the centre has not taken the signatures yet; the next visit hands them in',
  },
  'confirmation-refused': {
    zh: '中心不认可本次签名，结算有效，请联系参合地县合管中心核对',
    en: 'the centre refuses the signatures; the settlement stands, call the home county centre',
  },
  finished: { zh: '本次刷卡补完了上次结算', en: 'this tap finished an earlier settlement' },
  inserted: {
    zh: '卡片已插入 PC/SC 虚拟卡槽，按 Ctrl-C 取出',
    en: 'card is in the slot of the PC/SC daemon, Ctrl-C takes it out',
  },
  'world-made': { zh: '已生成演示数据', en: 'made the world of the demo' },
  settling: { zh: '结算账单', en: 'settling bill' },
  'report-shown': {
    zh: '诊断文件将包含以下内容，身份证号、卡号与姓名已遮盖',
    en: 'the report will contain the following; identity numbers, card numbers and names are masked',
  },
  'report-asked': { zh: '写入文件吗？', en: 'write it?' },
  'report-dropped': { zh: '没有写入', en: 'nothing was written' },
  'report-written': { zh: '诊断文件已写入', en: 'the report was written' },
} as const satisfies Record<string, Bilingual>;

/** One of the two. */
export function pick({ zh, en }: Bilingual, language: Language): string {
  return language === 'zh' ? zh : en;
}
