import type { Bilingual } from '../../model/index.ts';

/**
 * Why a bill is not decided, in order of precedence: whose bill it is, which rules apply, who is
 * insured, where, and only then the lines. An answer gives all that apply, in this order.
 */
export const REFUSALS = {
  'billed-anew': {
    zh: '该账单的费用已属另一账单（退费后的新账单，或住院登记开出的账单），不得再结一次；请结算那一张，或从退费、住院登记继续',
    en: 'what the bill holds belongs to another bill by now, of a refund or a stay: settle that one, or go on from the refund or the stay',
  },
  'patient-not-holder': {
    zh: '账单上的患者不是持卡人（姓名或合作医疗证号不符）',
    en: "the bill's patient is not the card's holder: name or member number differ",
  },
  'wrong-county': {
    zh: '补偿方案不是持卡人参合县的方案',
    en: "the plan is not that of the holder's home county",
  },
  'wrong-catalogue': {
    zh: '医保目录不是就医县的目录',
    en: 'the catalogue is not that of the county of treatment',
  },
  'not-discharged-yet': {
    zh: '结算日早于出院日或就诊日',
    en: 'the day of settlement lies before the discharge',
  },
  'no-plan-version': {
    zh: '该日期没有生效的补偿方案版本',
    en: 'no version of the plan is in force on that date',
  },
  'not-participating': {
    zh: '该年度未参合',
    en: 'the holder does not participate in that insurance year',
  },
  'usage-of-another-year': {
    zh: '年内累计数不是该参合年度的',
    en: 'the usage given is not that of the insurance year',
  },
  'catalogue-not-in-force': {
    zh: '费用发生日不在医保目录有效期内',
    en: 'the catalogue is not in force on the day of the charge',
  },
  'refused-by-controls': {
    zh: '审核规则拒绝该账单',
    en: 'the controls refuse the bill',
  },
  'fact-missing': {
    zh: '方案需要的人员或年度资料不在卡上，也未由中心给出',
    en: 'the plan needs a fact of the person or the year that neither card nor centre gave',
  },
  'visit-not-covered': {
    zh: '该方案不补偿此类就诊',
    en: 'the plan does not pay for this kind of visit',
  },
  'provider-not-designated': {
    zh: '非定点医疗机构，该方案不予补偿',
    en: 'the institution is not designated, and the plan pays designated ones only',
  },
  'provider-not-covered': {
    zh: '该方案不补偿此级别、此地的医疗机构',
    en: 'the plan does not pay for institutions of this level and place',
  },
  'pre-admission-not-covered': {
    zh: '入院前的费用不在方案规定的天数或项目之内',
    en: 'a charge before admission is not within the days or items that the plan allows',
  },
  'unknown-item': {
    zh: '项目编码不在就医县医保目录中',
    en: "the item is not in the treating county's catalogue",
  },
  'line-amount-differs': {
    zh: '明细金额与单价乘数量之差超过方案允许的差额',
    en: "the line's amount differs from price times quantity by more than the plan allows",
  },
} as const satisfies Record<string, Bilingual>;

export type RefusalCode = keyof typeof REFUSALS;

/** One reason, with the place in the bill that it speaks of. */
export interface RefusalReason {
  readonly code: RefusalCode;
  /** Such as `lines[3].itemCode`. */
  readonly path: string;
  readonly lineId?: string;
  /** Codes, dates, sums: what was found and what was expected. Never a name. */
  readonly facts: Readonly<Record<string, string>>;
  readonly text: Bilingual;
}

/** Reasons given of one bill: more than a screen of them is read by nobody. */
export const REFUSALS_MAX = 100;

export function refusal(
  code: RefusalCode,
  path: string,
  facts: Readonly<Record<string, string>> = {},
  lineId?: string,
): RefusalReason {
  return { code, path, ...(lineId === undefined ? {} : { lineId }), facts, text: REFUSALS[code] };
}
