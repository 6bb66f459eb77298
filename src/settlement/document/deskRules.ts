import type { Bilingual } from '../../model/index.ts';

/** Rules of what a hospital's desk hands in beside bills: admissions, charges, the books of a day. */
export const DESK_RULES = {
  'admission.deposit-negative': {
    zh: '预交金不能为负',
    en: 'a deposit must not be negative',
  },
  'charges.nothing': {
    zh: '记账单须有明细、退费或预交金',
    en: 'charges must hold a line, a return or a payment',
  },
  'charges.paid-in-negative': {
    zh: '补交的预交金不能为负',
    en: 'what is paid in must not be negative',
  },
  'charges.line-wrong': {
    zh: '明细须数量大于零，单价与金额不为负',
    en: 'a line must have a quantity above zero, and neither price nor amount below it',
  },
  'charges.line-twice': { zh: '明细序号重复', en: 'a line id may stand once' },
  'his-day.amount-negative': {
    zh: '金额不能为负；退费以类别表示',
    en: 'amounts must not be negative: a refund is said by its kind',
  },
  'his-day.payers-exceed': {
    zh: '各支付方合计超过总费用',
    en: 'the payers must not add up to more than the total',
  },
  'his-day.row-twice': {
    zh: '同一结算的同类记录出现两次',
    en: 'one settlement may stand once of each kind',
  },
  'his-day.csv-column': {
    zh: '列名不认识或重复',
    en: 'the name of a column must be known, and stand once',
  },
  'his-day.csv-row': {
    zh: '该行不符合 CSV 规则，或字段数与表头不同',
    en: 'the row must be CSV with as many fields as there are columns',
  },
  'his-day.several-dates': {
    zh: '一个文件只能是一天的记录',
    en: 'a file must speak of one day',
  },
} as const satisfies Record<string, Bilingual>;
