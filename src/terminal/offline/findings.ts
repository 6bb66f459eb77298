import type { Bilingual } from '../../model/index.ts';

/**
 * Why nothing is settled off line, in the order in which the findings are given: whose leave, the
 * clock, the documents, the card, and only then the sums. Facts are figures, days and codes, never a
 * name.
 */
export const OFFLINE_FINDINGS = {
  'limits-missing': {
    zh: '本终端没有参合地县签发的脱机限额',
    en: 'this terminal has no off-line limits signed by the home county',
  },
  'limits-not-trusted': {
    zh: '脱机限额的签名无效，或不是参合地县签发的',
    en: 'the off-line limits are not validly signed by the home county',
  },
  'clock-behind': {
    zh: '终端时钟早于已见过的时间，请先校时',
    en: 'the clock of the terminal is behind a time that was seen before: set it first',
  },
  'plan-not-confirmed': {
    zh: '终端的补偿方案不是限额文件所认可的那一份',
    en: 'the plan of this terminal is not the one that the limits name',
  },
  'plan-too-old': {
    zh: '补偿方案过久未经县里确认',
    en: 'the county has not confirmed the plan for too long',
  },
  'catalogue-not-confirmed': {
    zh: '就医地目录不是限额文件所认可的那一份',
    en: 'the catalogue of the county of treatment is not one that the limits name',
  },
  'catalogue-too-old': {
    zh: '就医地目录过久未经确认',
    en: 'the catalogue has not been confirmed for too long',
  },
  'status-list-too-old': {
    zh: '卡片或安全模块的状态名单过旧',
    en: 'the list of blocked cards or modules is too old',
  },
  'controls-need-centre': {
    zh: '方案的监管规则要查既往就诊，脱机无法查询',
    en: 'controls of the plan look at earlier visits, which only the centre knows',
  },
  'bill-number-used': {
    zh: '本终端已用该账单号结算过另一份账单',
    en: 'this terminal settled another bill under this number before',
  },
  'outcome-unknown': {
    zh: '该卡在本终端有一笔结果未知的联机结算，须先联机查明',
    en: 'an on-line settlement of this card has no known outcome here: the centre must be asked first',
  },
  'card-behind': {
    zh: '有一笔已入账或已冲正的结算还没有写入该卡，卡上累计不可用',
    en: 'a settlement, posted or reversed, has not reached the card: its figures are not those of the year',
  },
  'card-unfinished': {
    zh: '卡上有一笔未写完的结算，须联机查明',
    en: 'the card announces a settlement that was not written: the centre must be asked first',
  },
  'year-not-covered': {
    zh: '县签名的参合信息中没有该年度，或不允许脱机跨年',
    en: 'the signed participation does not hold the year, or no card rolls over off line',
  },
  'year-gone': {
    zh: '卡上的累计已属于较晚的年度',
    en: "the card's usage belongs to a later year already",
  },
  'centre-not-met': {
    zh: '该卡过久未与中心联机',
    en: 'the card has not met its centre for too long',
  },
  'card-count-reached': {
    zh: '该卡脱机结算次数将超过限额',
    en: 'the card would settle off line more often than allowed',
  },
  'card-sum-reached': {
    zh: '该卡脱机补偿合计将超过限额（含此前各笔）',
    en: 'the funds would pay more off line for this card than allowed, earlier settlements included',
  },
  'family-allowance-reached': {
    zh: '家庭账户脱机支付将超过该卡分得的额度',
    en: "the family account would pay more off line than this card's share of it",
  },
  'sam-sum-reached': {
    zh: '本终端安全模块当日的补偿合计将超过限额',
    en: "the day's sum under this terminal's security module would pass its limit",
  },
  'outbox-count-reached': {
    zh: '待上传的脱机结算笔数已到上限，须先联机上传',
    en: 'too many off-line settlements wait for the centre: they must be sent first',
  },
  'outbox-sum-reached': {
    zh: '待上传的脱机结算金额将超过上限，须先联机上传',
    en: 'the sum of the off-line settlements that wait for the centre would pass its limit',
  },
} as const satisfies Record<string, Bilingual>;
export type OfflineFindingName = keyof typeof OFFLINE_FINDINGS;

/** One reason not to settle off line. */
export interface OfflineFinding {
  readonly name: OfflineFindingName;
  readonly facts: Readonly<Record<string, string>>;
  readonly text: Bilingual;
}

export function finding(
  name: OfflineFindingName,
  facts: Readonly<Record<string, string>> = {},
): OfflineFinding {
  return { name, facts, text: OFFLINE_FINDINGS[name] };
}
