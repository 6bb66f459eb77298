/** The CSV form of a hospital's day: the same document, a row a movement. */

import { PAYERS, type Payer } from '../../model/index.ts';
import { RowReader, type SeparatedRow } from '../catalogue/import/separated.ts';
import { DocumentError, type DocumentProblem } from '../document/problem.ts';
import type { DocumentRule } from '../document/rules.ts';
import type { DocumentSource } from '../document/source.ts';
import { type DocumentValue, type Path, pathText } from '../document/tree.ts';
import { PAYER_LABELS } from '../receipt/labels.ts';

/** Columns by either name. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['date', 'date'],
  ['日期', 'date'],
  ['provider', 'provider'],
  ['机构编码', 'provider'],
  ['bill_number', 'billNumber'],
  ['账单号', 'billNumber'],
  ['settlement_id', 'settlementId'],
  ['结算编号', 'settlementId'],
  ['kind', 'kind'],
  ['类别', 'kind'],
  ['total', 'total'],
  ['总费用', 'total'],
  ...(Object.keys(PAYERS) as Payer[]).flatMap((payer) => [
    [payer, payer] as const,
    [PAYER_LABELS[payer].zh, payer] as const,
  ]),
]);
const REQUIRED = ['date', 'provider', 'billNumber', 'kind', 'total'] as const;
const KINDS: Readonly<Record<string, string>> = { 结算: 'settlement', 退费: 'refund' };
/** Control and invisible characters, as in every document. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u;

/**
 * A document out of CSV (RFC 4180, UTF-8), each of its places known by line and column.
 * @param asked the day of a file without rows: the hospital had no bill
 * @throws DocumentError `hospital.invalid` when the rows or their head cannot be read
 */
export function readCsvDay(text: string, file: string, asked = ''): DocumentSource {
  const at = (rule: DocumentRule, line: number, column: number, path: Path = []) => ({
    rule,
    file,
    line,
    column,
    path: pathText(path),
    facts: {},
  });
  const [head, ...body] = rowsOf(text, (row) => refuse([at('his-day.csv-row', row.line, 1)]));
  if (!head) return refuse([at('document.empty', 1, 1)]);
  const names = head.fields.map((field) => COLUMNS.get(field));
  refuseAll(headProblems(head.fields, names, (rule, column) => at(rule, head.line, column)));

  const problems: DocumentProblem[] = [];
  const dates = new Set<string>();
  const rows = body.map(({ line, fields }) => {
    if (fields.length !== names.length) problems.push(at('his-day.csv-row', line, 1));
    if (fields.some((field) => HIDDEN.test(field)))
      problems.push(at('document.character', line, 1));
    const { date = '', ...row } = rowValue(names as readonly string[], fields);
    dates.add(typeof date === 'string' ? date : '');
    if (dates.size > 1) problems.push(at('his-day.several-dates', line, 1));
    return row;
  });
  refuseAll(problems);
  const [date = asked] = dates;
  const lines = body.map(({ line }) => line);
  return {
    kind: 'his-day',
    file,
    value: { format: 'onecard-his-day/1', date, rows },
    problem: (rule, path, facts = {}) => {
      const row = path[0] === 'rows' ? Number(path[1]) : Number.NaN;
      const column = names.indexOf(String(path.at(-1)));
      return { ...at(rule, lines[row] ?? head.line, Math.max(column, 0) + 1, path), facts };
    },
  };
}

function refuse(problems: readonly DocumentProblem[]): never {
  throw new DocumentError('his-day', problems);
}

function refuseAll(problems: readonly DocumentProblem[]): void {
  if (problems.length > 0) refuse(problems);
}

type GoodRow = Exclude<SeparatedRow, { fault: unknown }>;

function rowsOf(text: string, fault: (row: SeparatedRow) => never): readonly GoodRow[] {
  const reader = new RowReader('csv');
  // A byte order mark is no part of the first name (RFC 3629 §6).
  const rows = [...reader.push(text.replace(/^\uFEFF/, '')), ...reader.end()];
  return rows.map((row) => ('fault' in row ? fault(row) : row));
}

function headProblems(
  fields: readonly string[],
  names: readonly (string | undefined)[],
  at: (rule: DocumentRule, column: number) => DocumentProblem,
): readonly DocumentProblem[] {
  const unknown = names.flatMap((name, index) =>
    name === undefined ? [at('his-day.csv-column', index + 1)] : [],
  );
  const repeated = new Set(names).size < fields.length ? [at('his-day.csv-column', 1)] : [];
  const isWhole = REQUIRED.every((name) => names.includes(name));
  return [
    ...unknown,
    ...(unknown.length > 0 ? [] : repeated),
    ...(isWhole ? [] : [at('field.missing', 1)]),
  ];
}

/** Lines of the document; a field that is empty is absent. */
function rowValue(
  names: readonly string[],
  fields: readonly string[],
): { readonly [name: string]: DocumentValue } {
  const row: Record<string, DocumentValue> = {};
  const payers: Record<string, DocumentValue> = {};
  for (const [index, name] of names.entries()) {
    const field = fields[index] ?? '';
    if (Object.hasOwn(PAYERS, name)) payers[name] = field === '' ? '0' : field;
    else if (name === 'kind') row.kind = KINDS[field] ?? field;
    else if (field !== '') row[name] = field;
  }
  return { ...row, payers };
}
