import { type ErrorTexts, texts } from './table.ts';

/** What a hospital's desk hands in beside bills, and the days of its books. */
export const STAY_ERRORS = {
  'admission.invalid': texts(
    [
      '入院登记单不符合规定，逐条问题附后（文件、行、列、路径、规则）',
      '医院系统导出的字段缺失、写错或类型不对',
      '未登记入院；请按问题逐条更正后重试',
      '读取 problems 并对照 docs/stay.md 更正',
    ],
    [
      'an admission breaks its rules; each problem follows with file, line, column, path and rule',
      'a field that the hospital system exports is missing, misspelt or of the wrong kind',
      'nobody was admitted; correct each problem and try again',
      'read problems and correct the document by docs/stay.md',
    ],
  ),
  'charges.invalid': texts(
    [
      '住院记账单不符合规定，逐条问题附后（文件、行、列、路径、规则）',
      '医院系统导出的明细字段缺失、写错或类型不对',
      '未记账；请按问题逐条更正后重试',
      '读取 problems 并对照 docs/stay.md 更正',
    ],
    [
      'charges of a stay break their rules; each problem follows with file, line, column, path and rule',
      'a field of a line that the hospital system exports is missing, misspelt or of the wrong kind',
      'nothing was charged; correct each problem and try again',
      'read problems and correct the document by docs/stay.md',
    ],
  ),
  'hospital.invalid': texts(
    [
      '医院系统的日报文件不符合规定，逐条问题附后（文件、行、列、路径、规则）',
      '列名或金额写错，或一个文件里有几天的记录',
      '未对账，当日未结；请从医院系统重新导出',
      '读取 problems 并对照 docs/day-end.md 更正',
    ],
    [
      "the hospital's books of the day break their rules; each problem follows with file, line, column, path and rule",
      'a column or an amount is misspelt, or the file holds several days',
      'nothing was compared and no day was closed; export the file anew',
      'read problems and correct the file by docs/day-end.md',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
