/** Imports out of texts, without files. */

import {
  type Catalogue,
  type CatalogueImport,
  importCatalogue,
  type RefusedRow,
} from '../../../src/settlement/index.ts';

export interface Tables {
  readonly items: string | Uint8Array;
  readonly shares?: string;
  readonly codes?: string;
}

/** A head for tables; `changes` are put into the table of items. */
export function headOf(tables: Tables, changes: object = {}): string {
  const table = (file: string) => ({ file, form: 'csv', encoding: 'utf-8' });
  return JSON.stringify({
    format: 'onecard-catalogue-tables/1',
    id: '999101',
    version: 'test',
    county: { code: '999101', name: { zh: '示范就医县', en: 'Demonstration Treating County' } },
    effective: { from: '2026-01-01', until: 'open' },
    source: {
      document: { zh: '目录', en: 'Catalogue' },
      text: { zh: '以目录为准', en: 'as in the catalogue' },
    },
    tables: {
      items: { ...table('items'), ...changes },
      ...(tables.shares === undefined ? {} : { shares: table('shares') }),
      ...(tables.codes === undefined ? {} : { codes: table('codes') }),
    },
  });
}

export async function imported(
  tables: Tables,
  changes: object = {},
): Promise<CatalogueImport & { readonly refused: readonly RefusedRow[] }> {
  const refused: RefusedRow[] = [];
  const result = await importCatalogue({
    head: headOf(tables, changes),
    headFile: 'head.json',
    open: async function* (file) {
      const content = tables[file as keyof Tables]!;
      yield typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    onRefused: (row) => refused.push(row),
  });
  return { ...result, refused };
}

/** The catalogue of tables that must be taken as a whole. */
export async function catalogueOf(tables: Tables): Promise<Catalogue> {
  const { catalogue, refused } = await imported(tables);
  if (!catalogue || refused.length > 0) throw new Error(JSON.stringify(refused));
  return catalogue;
}
