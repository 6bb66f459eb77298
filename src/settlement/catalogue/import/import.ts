/** Tables become a catalogue; every row that does not is named. */

import { OneCardError } from '../../../errors/index.ts';
import type { Catalogue, CatalogueItem } from '../catalogue.ts';
import {
  buildTables,
  type CatalogueRows,
  type CodeRow,
  type ShareRow,
  type Sourced,
  type TableName,
} from '../table/build.ts';
import { tablesHash } from '../table/file.ts';
import { catalogueOver } from '../table/open.ts';
import { CATALOGUE_PERIODS_MAX, CATALOGUE_RELATIONS_MAX } from '../table/tables.ts';
import { headOf } from '../values.ts';
import { parseTablesHead, type TableDocument } from './head.ts';
import type { RefusedRow } from './refused.ts';
import { codeRow, itemRow, RowFaultAt, shareRow } from './rows.ts';
import type { TableRule } from './rules.ts';
import { readTable } from './table.ts';

export interface CatalogueImportRequest {
  /** The head, YAML or JSON (`onecard-catalogue-tables/1`), and the name that errors carry. */
  readonly head: string;
  readonly headFile: string;
  /** The bytes of a table that the head names. */
  readonly open: (file: string) => AsyncIterable<Uint8Array>;
  /** Called for every row that is refused; contradictions between rows come last. */
  readonly onRefused?: (row: RefusedRow) => void;
}

export interface CatalogueImport {
  /** Of the rows that were taken; absent when no item was. */
  readonly catalogue?: Catalogue;
  readonly rowsRead: Readonly<Record<TableName, number>>;
  readonly rowsRefused: number;
  readonly refusedByRule: ReadonlyMap<TableRule, number>;
}

/**
 * Imports a catalogue from CSV or TSV (docs/catalogue.md). Reads each table once, in pieces. Whether
 * a catalogue with refused rows may be used is for the caller to say.
 * @throws DocumentError `catalogue.invalid` for the head
 * @throws OneCardError `catalogue.table-…`, `catalogue.too-large` for a table that cannot be read as one
 */
export async function importCatalogue(request: CatalogueImportRequest): Promise<CatalogueImport> {
  const { head, headFile, open, onRefused } = request;
  const document = parseTablesHead(head, headFile);
  const refusedByRule = new Map<TableRule, number>();
  let rowsRefused = 0;
  const refuse = (row: RefusedRow) => {
    rowsRefused += 1;
    refusedByRule.set(row.rule, (refusedByRule.get(row.rule) ?? 0) + 1);
    onRefused?.(row);
  };
  const rowsRead = { items: 0, shares: 0, codes: 0 };
  const read = async <Row>(
    name: TableName,
    rowsMax: number,
    make: (values: never) => Row | RowFaultAt,
  ): Promise<readonly Sourced<Row>[]> => {
    const table: TableDocument | undefined = document.tables[name];
    const taken: Sourced<Row>[] = [];
    if (table === undefined) return taken;
    rowsRead[name] = await readTable(
      { name, document: table, bytes: open(table.file), rowsMax },
      (values, line) => {
        const row = make(values as never);
        if (row instanceof RowFaultAt) return row;
        taken.push({ row, line });
        return undefined;
      },
      refuse,
    );
    return taken;
  };
  const rows: CatalogueRows = {
    items: await read<CatalogueItem>('items', CATALOGUE_PERIODS_MAX, itemRow),
    shares: await read<ShareRow>('shares', CATALOGUE_RELATIONS_MAX, shareRow),
    codes: await read<CodeRow>('codes', CATALOGUE_RELATIONS_MAX, codeRow),
  };
  const tables = buildTables(headOf(document), rows, ({ table, line, rule, facts }) => {
    // The columns that make a row what it is.
    const found = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
    const { file } = document.tables[table]!;
    refuse({ table, file, line, lineEnd: line, column: 'code', rule, found: found.join(' ') });
  });
  if (!tables) throw new OneCardError('catalogue.codes-collide', { file: headFile });
  const counts = { rowsRead, rowsRefused, refusedByRule };
  if (tables.traits.length === 0) return counts;
  return { ...counts, catalogue: catalogueOver(tables, tablesHash(tables)) };
}
