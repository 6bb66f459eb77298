/** What can be wrong with a list of persons, and what to do about each. */

import { OneCardError } from '../../errors/index.ts';
import type { Bilingual } from '../../model/index.ts';

interface RuleTexts {
  readonly what: Bilingual;
  readonly remedy: Bilingual;
}

function rule(zh: readonly [string, string], en: readonly [string, string]): RuleTexts {
  return { what: { zh: zh[0], en: en[0] }, remedy: { zh: zh[1], en: en[1] } };
}

export const CSV_RULES = {
  encoding: rule(
    ['文件不是所声明的编码', '用 --encoding gb18030 声明，或在表格软件中另存为 CSV UTF-8'],
    ['the file is not in the declared encoding', 'say --encoding gb18030, or save it as CSV UTF-8'],
  ),
  'too-large': rule(
    ['文件过大', '分成几个文件，每个至多 100000 行、64 MiB'],
    ['the file is too large', 'split it: at most 100,000 rows and 64 MiB each'],
  ),
  'no-rows': rule(
    ['文件没有数据行', '第一行为列名，其后每人一行'],
    ['the file has no rows', 'the first line names the columns, then one line a person'],
  ),
  quote: rule(
    ['引号不合 RFC 4180', '含引号的字段整体加引号，内部引号写两个'],
    [
      'a quotation mark outside the rules of RFC 4180',
      'quote the whole field, double those inside',
    ],
  ),
  'control-character': rule(
    ['字段含控制字符或改变书写方向的字符', '删去该字符后重新导出'],
    ['a control character or a mark that turns the writing direction', 'remove it and export anew'],
  ),
  'field-count': rule(
    ['字段数与列名行不同', '检查该行是否缺逗号，含逗号的字段须加引号'],
    [
      'another number of fields than columns',
      'look for a missing comma; quote fields that hold one',
    ],
  ),
  'unknown-column': rule(
    ['不认识的列名', '只用 docs/issuing.md 所列的列名'],
    ['an unknown column', 'use the columns of docs/issuing.md alone'],
  ),
  'repeated-column': rule(
    ['列名重复', '删去其中一列'],
    ['a column stands twice', 'remove one of the two'],
  ),
  'missing-column': rule(
    ['缺少必需的列', '补上该列后重新导出'],
    ['a required column is missing', 'add it and export anew'],
  ),
  'too-long': rule(
    ['内容过长，卡片文件放不下', '按 docs/issuing.md 所列长度缩短'],
    ['too long for its file on the card', 'shorten it to the lengths of docs/issuing.md'],
  ),
  'character-count': rule(
    ['为空或字符过多', '填写；长度见 docs/issuing.md'],
    ['empty, or too many characters', 'fill it in, within the lengths of docs/issuing.md'],
  ),
  sex: rule(
    ['性别须为 男、女、0、1、2 或 9', '改为其中之一'],
    ['sex is 男, 女, 0, 1, 2 or 9', 'write one of these'],
  ),
  'identity-number': rule(
    ['身份证号不是 18 位、出生日期不存在或校验码不符', '与身份证核对'],
    [
      'no identity number: 18 characters, a real day of birth, a check digit',
      'compare it with the identity card',
    ],
  ),
  'member-number': rule(
    ['医疗证号不合 县-乡-村-组-户-人 的形式', '与参合登记核对'],
    [
      'no member number: county-township-village-group-household-member',
      'compare it with the register',
    ],
  ),
  'other-county': rule(
    ['医疗证号不属于本县', '由参合地的县发卡'],
    ['a member of another county', 'the county of that member issues the card'],
  ),
  participation: rule(
    ['参合记录须为 年:类别:缴费日，以分号分隔，年份递增', '例：2026:ordinary:2025-12-20'],
    [
      'participation is YEAR:CATEGORY:PAID-ON, semicolons between, years ascending',
      'such as 2026:ordinary:2025-12-20',
    ],
  ),
  'family-members': rule(
    ['家庭成员须为 医疗证号:关系，以分号分隔，不重复', '例：999001-01-02-03-004-1:0'],
    [
      'family members are NUMBER:RELATION, semicolons between, none twice',
      'such as 999001-01-02-03-004-1:0',
    ],
  ),
  'not-an-amount': rule(
    ['额度须为元，至多两位小数，不为负', '例：200.00'],
    ['an allowance is yuan with at most two decimals, not below zero', 'such as 200.00'],
  ),
  chronic: rule(
    ['慢性病须为 病种编码:证号:起:止，以分号分隔', '例：E11.900:T-2026-0001:2026-01-01:2026-12-31'],
    [
      'chronic is CODE:NUMBER:FROM:UNTIL, semicolons between',
      'such as E11.900:T-2026-0001:2026-01-01:2026-12-31',
    ],
  ),
  'person-twice': rule(
    ['同一身份证号在文件中出现两次', '删去其中一行'],
    ['the same identity number stands twice in the file', 'remove one of the rows'],
  ),
  'member-twice': rule(
    ['同一医疗证号在文件中出现两次', '删去或更正其中一行'],
    ['the same member number stands twice in the file', 'remove or correct one of the rows'],
  ),
  'has-a-card': rule(
    ['该人先前已发过卡', '从文件中删去；补卡、换卡用 onecard card reissue，累计随之转入'],
    [
      'the person was given a card before',
      'remove the row; onecard card reissue makes another and carries the usage over',
    ],
  ),
} as const satisfies Record<string, RuleTexts>;
export type CsvRule = keyof typeof CSV_RULES;

/** A place in the list. Says where and which rule, never what stands there. */
export interface CsvProblem {
  /** Counts from 1; of a quoted field over several lines the record's first. */
  readonly line: number;
  /** Name of the column; its number from 1 where it has none; empty for the whole line or file. */
  readonly column: string;
  readonly rule: CsvRule;
}

/** Problems that are told one by one: nobody reads more before correcting these. */
export const CSV_PROBLEMS_MAX = 200;

/** A list that is not issued from: nothing was made. */
export class CsvError extends OneCardError {
  readonly problems: readonly CsvProblem[];

  constructor(file: string, problems: readonly CsvProblem[]) {
    const first = problems[0];
    if (!first) throw new RangeError('"problems" expected at least one');
    const { line, column, rule } = first;
    super('issuing.list-refused', { file, line, column, rule, problems: problems.length });
    this.problems = problems.slice(0, CSV_PROBLEMS_MAX);
  }
}

/** `12 identity_number: no identity number … → compare it with the identity card` */
export function csvProblemText({ line, column, rule }: CsvProblem, language: 'zh' | 'en'): string {
  const { what, remedy } = CSV_RULES[rule];
  return `${line}${column ? ` ${column}` : ''}: ${what[language]} → ${remedy[language]}`;
}
