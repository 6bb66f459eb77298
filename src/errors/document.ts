import { type ErrorTexts, texts } from './table.ts';

/** Money, dates and the documents that come in through a door: bills, plans, catalogues. */
export const DOCUMENT_ERRORS = {
  'money.not-a-decimal': texts(
    [
      '金额、单价或数量不是规定小数位以内的十进制数',
      '上传的数据带有千分号、指数、空格，或小数位过多',
      '请联系收费处核对该行金额',
      '以十进制文本传入：金额最多 2 位小数，单价 6 位，数量 4 位',
    ],
    [
      'an amount, price or quantity is no decimal number within its allowed decimals',
      'grouping commas, an exponent, blanks, or too many decimals in the data sent',
      'ask the cashier to check the amount of that line',
      'send decimal text: at most 2 decimals for amounts, 6 for prices, 4 for quantities',
    ],
  ),
  'time.not-a-date': texts(
    [
      '日期不是 1900 至 2199 年间真实存在的 YYYY-MM-DD',
      '写法不同（如 2026/3/9），或该日不存在（如 2 月 30 日）',
      '请核对日期',
      '按 ISO 8601 传入 YYYY-MM-DD',
    ],
    [
      'a date is no real day from 1900 to 2199 written YYYY-MM-DD',
      'another notation (2026/3/9), or a day that does not exist (30 February)',
      'check the date',
      'send ISO 8601 YYYY-MM-DD',
    ],
  ),
  'time.not-an-instant': texts(
    [
      '时刻不是带时区的 ISO 8601 文本',
      '缺少时区（Z 或 +08:00）',
      '请联系信息科',
      '传入如 2026-03-09T02:00:00Z 的文本',
    ],
    [
      'an instant is no ISO 8601 text with a zone',
      'the zone (Z or +08:00) is missing',
      'call the IT department',
      'send text such as 2026-03-09T02:00:00Z',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
