import type { Bilingual } from '../../../model/index.ts';

interface RuleText {
  /** What is wrong. */
  readonly what: Bilingual;
  /** What to do about it. */
  readonly remedy: Bilingual;
}

const rule = (zh: string, en: string, remedyZh: string, remedyEn: string): RuleText => ({
  what: { zh, en },
  remedy: { zh: remedyZh, en: remedyEn },
});

/** Everything that a row of a table can be refused for, and what helps. */
export const TABLE_RULES = {
  'row-bare-return': rule(
    '行内有单独的回车符',
    'a carriage return stands alone',
    '换行请用 CRLF 或 LF；字段内换行请加引号',
    'end lines with CRLF or LF; put a field that holds one in quotes',
  ),
  'row-quote-inside': rule(
    '引号出现在未加引号的字段中间',
    'a quote stands within a field that does not begin with one',
    '整个字段加引号，其中的引号写两次',
    'put the whole field in quotes and double the quotes within',
  ),
  'row-text-after-quote': rule(
    '结束引号之后还有文字',
    'text follows a closing quote',
    '字段内的引号须写两次',
    'double each quote within a field',
  ),
  'row-quote-open': rule(
    '引号没有结束',
    'a quote is never closed',
    '补上结束引号，或把字段内的引号写两次',
    'close the quote, or double it if it belongs to the text',
  ),
  'row-too-long': rule(
    '一行过长',
    'the row is too long',
    '检查分隔符和换行是否正确',
    'check that separators and line ends are right',
  ),
  'field-too-long': rule(
    '字段过长',
    'the field is too long',
    '缩短文字；检查分隔符是否正确',
    'shorten the text; check that the separator is right',
  ),
  'row-columns': rule(
    '列数与标题行不符',
    'the row has another number of fields than the header',
    '补齐或删除多余的字段；含分隔符的字段请加引号',
    'add or remove fields; put a field that holds a separator in quotes',
  ),
  'field-missing': rule('缺少必填内容', 'a required field is empty', '填写该列', 'fill it in'),
  'field-unwanted': rule(
    '该类项目不得填写此列',
    'this item must leave the field empty',
    '清空该列，或更正类别',
    'empty the field, or correct the class',
  ),
  'field-character': rule(
    '文字含控制符、方向符，或不属于所声明编码的字节',
    'control or direction characters, or bytes that are not of the declared encoding',
    '核对 encoding 是 utf-8 还是 gb18030，并删除不可见字符',
    'check whether the encoding is utf-8 or gb18030, and remove invisible characters',
  ),
  'field-space': rule(
    '首尾有空格',
    'blanks stand before or behind the text',
    '删除首尾空格',
    'remove them',
  ),
  'field-code': rule(
    '编码的字符或长度不对',
    'the code has a wrong character or length',
    '核对编码；表格软件可能去掉了前导零',
    'check the code; a spreadsheet may have dropped leading zeros',
  ),
  'field-choice': rule(
    '不是允许的取值',
    'not one of the allowed values',
    '改为 docs/catalogue.md 所列取值之一',
    'use one of the values in docs/catalogue.md',
  ),
  'field-date': rule(
    '不是真实存在的日期 YYYY-MM-DD',
    'not a real day written YYYY-MM-DD',
    '改写为 YYYY-MM-DD，如 2026-01-01',
    'write YYYY-MM-DD, such as 2026-01-01',
  ),
  'field-price': rule(
    '不是价格：非负，整数至多 9 位，小数至多 6 位，不带千分号',
    'not a price: not negative, at most 9 digits and 6 decimals, no grouping',
    '改写为如 12.50',
    'write it such as 12.50',
  ),
  'field-ratio': rule(
    '不是 0% 至 100% 的比例（小数至多 4 位）',
    'not a ratio from 0% to 100% with at most 4 decimals',
    '改写为如 10%；0.1 请写 10%',
    'write it such as 10%; for 0.1 write 10%',
  ),
  'field-number': rule(
    '不是允许范围内的整数或数量',
    'not a whole number or quantity within its bounds',
    '核对 docs/catalogue.md 所列范围',
    'see the bounds in docs/catalogue.md',
  ),
  'levels-incomplete': rule(
    '价格须只写统一价，或写全五个级别',
    'a price must be given once for all levels, or for each of the five',
    '补全五列，或只填统一价一列',
    'fill all five columns, or the one for all alone',
  ),
  'until-before-from': rule(
    '截止日期早于起始日期',
    'the last day lies before the first',
    '核对两个日期',
    'check both dates',
  ),
  'ages-reversed': rule(
    '最大年龄小于最小年龄',
    'the highest age lies below the lowest',
    '核对两个年龄',
    'check both ages',
  ),
  'row-overlaps': rule(
    '与另一行在同一日期重复（编码相同、期间重叠）',
    'another row says the same for the same days',
    '更正起止日期，或删去一行',
    'correct the days, or remove one of the rows',
  ),
  'code-unknown': rule(
    '目录表中没有该编码（或该编码所在行被拒绝）',
    'the item is not in the table of items, or its row was refused',
    '先更正目录表；核对编码',
    'correct the table of items first; check the code',
  ),
  'share-unwanted': rule(
    '该编码在目录表中不是乙类，不得另定先行自付比例',
    'the item is never of class B and can have no share of its own',
    '删去该行，或更正目录表中的类别',
    'remove the row, or correct the class in the table of items',
  ),
} as const satisfies Record<string, RuleText>;

export type TableRule = keyof typeof TABLE_RULES;
