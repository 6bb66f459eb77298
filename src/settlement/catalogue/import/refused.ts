/** Rows that were refused, as data, as text and as a table. */

import type { Language } from '../../../errors/index.ts';
import type { TableName } from '../table/build.ts';
import { TABLE_RULES, type TableRule } from './rules.ts';

/** One row that is not in the catalogue, and why. */
export interface RefusedRow {
  readonly table: TableName;
  readonly file: string;
  /** Lines of the file, from 1; a row of several lines ends on `lineEnd`. */
  readonly line: number;
  readonly lineEnd: number;
  /** Name of the column in the file's own header, or the character or number of the field. */
  readonly column?: string;
  readonly rule: TableRule;
  /** What stood there, shortened, or what it contradicts. */
  readonly found?: string;
}

/** Characters of a field that a report shows. */
const FOUND_CHARACTERS_MAX = 60;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/gu;

export function shown(text: string): string {
  const clean = text.slice(0, FOUND_CHARACTERS_MAX + 1).replace(HIDDEN, '?');
  return clean.length > FOUND_CHARACTERS_MAX ? `${clean.slice(0, FOUND_CHARACTERS_MAX)}…` : clean;
}

/** `items.csv:12 class: not one of the allowed values (D) [field-choice]; use one of …` */
export function refusedRowText(row: RefusedRow, language: Language): string {
  const { what, remedy } = TABLE_RULES[row.rule];
  const lines = row.line === row.lineEnd ? row.line : `${row.line}-${row.lineEnd}`;
  const column = row.column === undefined ? '' : ` ${row.column}`;
  const found = row.found === undefined ? '' : ` (${row.found})`;
  const stop = language === 'zh' ? '；' : '; ';
  return `${row.file}:${lines}${column}: ${what[language]}${found} [${row.rule}]${stop}${remedy[language]}`;
}

const REPORT_COLUMNS = [
  'table',
  'file',
  'line',
  'line_end',
  'column',
  'rule',
  'found',
  'what',
  'remedy',
] as const;

/** First line of a report as CSV. */
export const REPORT_HEADER = csvLine(REPORT_COLUMNS);

/** One line of a report as CSV (RFC 4180). */
export function refusedRowCsv(row: RefusedRow, language: Language): string {
  const { what, remedy } = TABLE_RULES[row.rule];
  const { table, file, line, lineEnd, column = '', rule, found = '' } = row;
  return csvLine([
    table,
    file,
    String(line),
    String(lineEnd),
    column,
    rule,
    found,
    what[language],
    remedy[language],
  ]);
}

/** One line of CSV. A text that a spreadsheet would run as a formula begins with an apostrophe. */
export function csvLine(fields: readonly string[]): string {
  const cells = fields.map((field) => {
    const safe = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${cells.join(',')}\r\n`;
}
