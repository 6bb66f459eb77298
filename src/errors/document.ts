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
  'bill.invalid': texts(
    [
      '账单不符合规定，逐条问题附后（文件、行、列、路径、规则）',
      '医院系统上传的明细有缺项、合计不符，或日期、数量不合规',
      '不要收费；请收费处按所列问题更正账单后重试',
      '读取 problems：每条给出规则、路径与行列；对照 docs/bill.md 与 schemas/bill.schema.json',
    ],
    [
      'a bill breaks its rules; each problem follows with file, line, column, path and rule',
      'the hospital system sent lines with missing fields, wrong sums, dates or quantities',
      'charge nothing; have the cashier correct the bill as listed and try again',
      'read problems: each names rule, path, line and column; see docs/bill.md and schemas/bill.schema.json',
    ],
  ),
  'plan.invalid': texts(
    [
      '补偿方案文件不符合规定，逐条问题附后（文件、行、列、路径、规则）',
      '方案缺少机构级别、取整方式或条款，或版本日期有空档、重叠',
      '不要结算该县参合人；请联系参合地经办机构更换方案文件',
      '读取 problems 并对照 docs/plans.md 与 schemas/plan.schema.json 更正',
    ],
    [
      'a plan document breaks its rules; each problem follows with file, line, column, path and rule',
      'the plan lacks a level, a rounding or a clause, or its versions leave a gap or overlap',
      "do not settle members of that county; ask the home county's centre for a correct plan",
      'read problems and correct the document by docs/plans.md and schemas/plan.schema.json',
    ],
  ),
  'catalogue.invalid': texts(
    [
      '医保目录文件不符合规定，逐条问题附后（文件、行、列、路径、规则）',
      '目录项缺少类别、先行自付比例，或编码重复、限价不全',
      '暂停结算；请联系就医地经办机构更换目录文件',
      '读取 problems 并对照 docs/catalogue.md 与 schemas/catalogue.schema.json 更正',
    ],
    [
      'a catalogue breaks its rules; each problem follows with file, line, column, path and rule',
      'an item lacks its class or first-self-pay share, a code stands twice, a ceiling is incomplete',
      "stop settling; ask the treating county's centre for a correct catalogue",
      'read problems and correct the document by docs/catalogue.md and schemas/catalogue.schema.json',
    ],
  ),
  'register.invalid': texts(
    [
      '机构与医师名册不符合规定，逐条问题附后（文件、行、列、路径、规则）',
      '代码重复、暂停日期颠倒，或医师所在机构不在名册',
      '暂停结算；请联系就医地经办机构更换名册',
      '读取 problems 并对照 docs/controls.md 与 schemas/register.schema.json 更正',
    ],
    [
      'a register breaks its rules; each problem follows with file, line, column, path and rule',
      'a code stands twice, a suspension ends before it begins, a doctor works nowhere',
      "stop settling; ask the treating county's centre for a correct register",
      'read problems and correct the document by docs/controls.md and schemas/register.schema.json',
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
  'document.cannot-write': texts(
    [
      '文件无法写入',
      '文件夹不存在、没有权限，或磁盘已满',
      '请换一个文件夹，或请信息科检查磁盘',
      '检查路径、权限与剩余空间；原文件未被改动',
    ],
    [
      'a file cannot be written',
      'the folder does not exist, there is no permission, or the disk is full',
      'choose another folder, or have IT check the disk',
      'check path, permission and free space; an older file was not changed',
    ],
  ),
  'document.cannot-read': texts(
    [
      '文件不存在、无法读取，或大于允许的大小',
      '路径写错、没有权限，或选错了文件',
      '请核对文件名',
      '检查路径与权限；文件上限见 DOCUMENT_BYTES_MAX',
    ],
    [
      'a file does not exist, cannot be read, or is larger than allowed',
      'a mistyped path, no permission, or the wrong file',
      'check the name of the file',
      'check path and permission; DOCUMENT_BYTES_MAX is the limit',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
