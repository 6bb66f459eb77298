/** One table: bytes become rows of values, each refused or handed on. */

import { OneCardError } from '../../../errors/index.ts';
import type { TableName } from '../table/build.ts';
import { type Columns, REQUIRED_COLUMNS, TABLE_COLUMNS } from './columns.ts';
import { decodeChunks } from './decode.ts';
import { checkText, FieldFault } from './fields.ts';
import type { TableDocument } from './head.ts';
import { type RefusedRow, shown } from './refused.ts';
import type { RowFaultAt } from './rows.ts';
import { type SeparatedRow, separatedRows } from './separated.ts';

/** Bytes of one table: half a million rows of 500 bytes four times over. */
export const TABLE_BYTES_MAX = 1024 * 1024 * 1024;

export interface TableSource {
  readonly name: TableName;
  readonly document: TableDocument;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly rowsMax: number;
}

/** A column of the file: ours, required or not, or one that is passed over. */
interface FileColumn {
  /** Name in the header of the file. */
  readonly title: string;
  readonly name?: string;
  readonly isRequired: boolean;
}

/**
 * Reads a table to its end.
 * @param take makes something of the values of a row, or says what they contradict
 * @param refuse every row that is not taken
 * @returns rows read, the header not counted
 * @throws OneCardError `catalogue.table-…` when it cannot be read as this table at all
 */
export async function readTable(
  { name, document, bytes, rowsMax }: TableSource,
  take: (values: Record<string, unknown>, line: number) => RowFaultAt | undefined,
  refuse: (row: RefusedRow) => void,
): Promise<number> {
  const { file, form, encoding, empty = '' } = document;
  let columns: readonly FileColumn[] | undefined;
  let rows = 0;
  const text = decodeChunks(bounded(bytes, file), encoding, file);
  for await (const row of separatedRows(text, form)) {
    if (!columns) {
      columns = headerOf(row, name, document);
      continue;
    }
    if (++rows > rowsMax) throw new OneCardError('catalogue.too-large', { file, rowsMax });
    const fault = faultOf(row, columns, name, empty, take);
    if (fault) refuse({ table: name, file, line: row.line, lineEnd: row.lineEnd, ...fault });
  }
  if (!columns) throw headerError(file, 'empty');
  return rows;
}

type Fault = Pick<RefusedRow, 'rule' | 'column' | 'found'>;

function faultOf(
  row: SeparatedRow,
  columns: readonly FileColumn[],
  table: TableName,
  empty: string,
  take: (values: Record<string, unknown>, line: number) => RowFaultAt | undefined,
): Fault | undefined {
  if ('fault' in row) return { rule: row.fault, column: String(row.column) };
  const { fields } = row;
  if (fields.length !== columns.length) {
    return { rule: 'row-columns', found: `${fields.length} / ${columns.length}` };
  }
  const values: Record<string, unknown> = {};
  const forms: Columns = TABLE_COLUMNS[table];
  for (let index = 0; index < columns.length; index++) {
    const { name, title, isRequired } = columns[index]!;
    if (name === undefined) continue;
    const text = fields[index]!;
    if (text === '' || text === empty) {
      if (isRequired) return { rule: 'field-missing', column: title };
      continue;
    }
    const value = checkText(text) ?? forms[name]!(text);
    if (value instanceof FieldFault) {
      return { rule: value.rule, column: title, found: shown(text) };
    }
    values[name] = value;
  }
  const fault = take(values, row.line);
  if (!fault) return undefined;
  const title = columns.find(({ name }) => name === fault.column)?.title ?? fault.column;
  return { rule: fault.rule, column: title };
}

/** Every column of the file is one of ours or is passed over, and none is missing or doubled. */
function headerOf(
  row: SeparatedRow,
  table: TableName,
  { file, columns: renamed = {}, ignore = [] }: TableDocument,
): readonly FileColumn[] {
  if ('fault' in row) throw headerError(file, row.fault);
  const names = Object.keys(TABLE_COLUMNS[table]);
  const required: readonly string[] = REQUIRED_COLUMNS[table];
  const titles = renamed as Readonly<Record<string, string | undefined>>;
  const byTitle = new Map(names.map((name) => [titles[name] ?? name, name]));
  if (byTitle.size < names.length) throw headerError(file, 'two columns of one title');
  const seen = new Set<string>();
  const columns = row.fields.map((title): FileColumn => {
    if (seen.has(title)) throw headerError(file, 'twice', title);
    seen.add(title);
    const name = byTitle.get(title);
    if (name !== undefined) return { title, name, isRequired: required.includes(name) };
    if (!ignore.includes(title)) throw headerError(file, 'unknown', title);
    return { title, isRequired: false };
  });
  const missing = required.find((name) => !columns.some((column) => column.name === name));
  if (missing !== undefined) throw headerError(file, 'missing', titles[missing] ?? missing);
  return columns;
}

function headerError(file: string, problem: string, column = ''): OneCardError {
  return new OneCardError('catalogue.table-header', { file, problem, column: shown(column) });
}

async function* bounded(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    if (count > TABLE_BYTES_MAX) {
      throw new OneCardError('catalogue.too-large', { file, bytesMax: TABLE_BYTES_MAX });
    }
    yield chunk;
  }
}
