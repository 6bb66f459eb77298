/** 住院病人一日清单: what a day in hospital cost, and what the stay has cost so far. Nobody signs it. */

import type { Language } from '../../errors/table.ts';
import type { Bilingual, BillFields, BillLine, MemberNumber } from '../../model/index.ts';
import { type Amount, add, quantityText, subtract, unitPriceText, ZERO } from '../../money.ts';
import { daysOf, type PlainDate } from '../../time.ts';
import { groupedYuan, maskedMember } from './format.ts';
import { RECEIPT_TEXTS } from './labels.ts';
import { RECEIPT_COLUMNS } from './receipt.ts';
import { centred, left, right, wrapped } from './width.ts';

/** A line of the list; `amount` is below zero where something was given back. */
export interface DailyLine {
  readonly line: BillLine;
  readonly quantity: BillLine['quantity'];
  readonly amount: Amount;
}

export interface DailyList {
  readonly day: PlainDate;
  readonly inpatientNumber: string;
  readonly provider: BillFields['provider'];
  readonly holder: { readonly name: string; readonly memberNumber: MemberNumber };
  readonly admittedOn: PlainDate;
  readonly ward?: string;
  readonly bed?: string;
  /** Charged on the day, and given back on it. */
  readonly lines: readonly DailyLine[];
  /** Of the whole stay up to the day. */
  readonly cumulative: Amount;
  /** 预交金 paid in up to the day. */
  readonly paidIn: Amount;
  /** 先诊疗后付费: no deposit is due. */
  readonly isDepositFree: boolean;
}

export interface DailyListOptions {
  /** 投诉电话 */
  readonly complaintPhone?: string;
  /** 甲、乙、丙 of an item, where the catalogue at hand knows it. */
  readonly classOf?: (itemCode: string) => 'A' | 'B' | 'C' | undefined;
}

export const DAILY_LIST_TEXTS = {
  title: { zh: '住院病人费用一日清单', en: 'LIST OF ONE DAY IN HOSPITAL' },
  inpatientNumber: { zh: '住院号', en: 'Inpatient no.' },
  day: { zh: '费用日期', en: 'Day' },
  dayOfStay: { zh: '住院第', en: 'day of the stay:' },
  place: { zh: '病区 床号', en: 'Ward, bed' },
  today: { zh: '当日合计', en: 'This day' },
  cumulative: { zh: '累计费用', en: 'Stay so far' },
  paidIn: { zh: '预交金', en: 'Paid in' },
  left: { zh: '预交金结余（未扣补偿）', en: 'Left, before any compensation' },
  depositFree: {
    zh: '先诊疗后付费，免交预交金',
    en: 'Treatment before payment: no deposit is due',
  },
  noSignature: {
    zh: '本清单每日一份，免签字，请核对',
    en: 'One a day, no signature needed: please check it',
  },
  complaint: { zh: '投诉电话', en: 'Complaints' },
  nothing: { zh: '当日无费用', en: 'nothing was charged on this day' },
} as const satisfies Record<string, Bilingual>;

export const CLASS_LABELS = {
  A: { zh: '甲', en: 'A' },
  B: { zh: '乙', en: 'B' },
  C: { zh: '丙', en: 'C' },
} as const satisfies Record<string, Bilingual>;

const LABEL_COLUMNS = 16;
const SUM_LABEL_COLUMNS = 40;
const NAME_COLUMNS = 30;
const FIGURE_COLUMNS = 12;
const AMOUNT_COLUMNS = 14;

/** Day 1 is the day of admission. */
export function dayOfStay({ day, admittedOn }: Pick<DailyList, 'day' | 'admittedOn'>): number {
  return daysOf(day) - daysOf(admittedOn) + 1;
}

/** What the day cost. */
export function dailyTotal({ lines }: Pick<DailyList, 'lines'>): Amount {
  return add(ZERO, ...lines.map(({ amount }) => amount));
}

/** The list as lines of fixed-width text. */
export function renderDailyList(
  list: DailyList,
  language: Language,
  { complaintPhone, classOf }: DailyListOptions = {},
): string {
  const say = (key: keyof typeof DAILY_LIST_TEXTS) => DAILY_LIST_TEXTS[key][language];
  const row = (label: string, value: string) => `${left(label, LABEL_COLUMNS)}${value}`;
  const sum = (label: string, value: Amount) =>
    `  ${left(label, SUM_LABEL_COLUMNS)}${right(groupedYuan(value), AMOUNT_COLUMNS)}`;
  const { holder, provider, ward, bed, paidIn, cumulative } = list;
  const thick = '='.repeat(RECEIPT_COLUMNS);
  const thin = '-'.repeat(RECEIPT_COLUMNS);
  const place = [ward, bed].filter((each) => each !== undefined).join(' ');
  const number = dayOfStay(list);
  const lines = [
    thick,
    centred(say('title'), RECEIPT_COLUMNS),
    thick,
    row(RECEIPT_TEXTS.provider[language], provider.name),
    row(RECEIPT_TEXTS.patient[language], holder.name),
    row(RECEIPT_TEXTS.memberNumber[language], maskedMember(holder.memberNumber)),
    row(say('inpatientNumber'), list.inpatientNumber),
    ...(place === '' ? [] : [row(say('place'), place)]),
    row(
      say('day'),
      `${list.day}  (${say('dayOfStay')} ${number}${language === 'zh' ? ' 天' : ''})`,
    ),
    thin,
    ...(list.lines.length === 0 ? [`  ${say('nothing')}`] : []),
    ...list.lines.flatMap((each) => lineRows(each, language, classOf)),
    thin,
    sum(say('today'), dailyTotal(list)),
    sum(say('cumulative'), cumulative),
    ...(list.isDepositFree
      ? [`  ${say('depositFree')}`]
      : [sum(say('paidIn'), paidIn), sum(say('left'), subtract(paidIn, cumulative))]),
    thin,
    say('noSignature'),
    ...(complaintPhone === undefined ? [] : [row(say('complaint'), complaintPhone)]),
    thick,
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function lineRows(
  { line, quantity, amount }: DailyLine,
  language: Language,
  classOf: DailyListOptions['classOf'],
): readonly string[] {
  const benefitClass = classOf?.(line.itemCode);
  const mark = benefitClass ? ` [${CLASS_LABELS[benefitClass][language]}]` : '';
  const names = wrapped(`${line.name}${mark}`, NAME_COLUMNS);
  const figures =
    right(unitPriceText(line.unitPrice), FIGURE_COLUMNS) +
    right(`× ${quantityText(quantity)}`, FIGURE_COLUMNS) +
    right(groupedYuan(amount), AMOUNT_COLUMNS);
  return names.map((name, index) =>
    index === 0 ? `  ${left(name, NAME_COLUMNS)}${figures}` : `  ${name}`,
  );
}
