/** The head of a catalogue that comes as tables: what `schemas/catalogue-tables.schema.json` publishes. */

import { z } from 'zod';
import { checkShape, refuseProblems } from '../../document/issues.ts';
import type { DocumentProblem } from '../../document/problem.ts';
import { freeText } from '../../document/shapes.ts';
import { readSource } from '../../document/source.ts';
import { checkPeriod } from '../rules.ts';
import { CATALOGUE_HEAD } from '../schema.ts';
import { CODE_COLUMNS, type Columns, ITEM_COLUMNS, SHARE_COLUMNS } from './columns.ts';
import { ENCODINGS } from './decode.ts';

const COLUMN_NAME_CHARACTERS_MAX = 100;
/** Columns of a hospital's or a bureau's own that the import passes over. */
const IGNORED_COLUMNS_MAX = 200;

const columnName = freeText(COLUMN_NAME_CHARACTERS_MAX);

function table(columns: Columns) {
  const names = Object.keys(columns) as [string, ...string[]];
  return z.strictObject({
    file: freeText(1_000).meta({ description: '表格文件 beside the head' }),
    form: z.enum(['csv', 'tsv']).meta({ description: '逗号分隔 (RFC 4180)，或制表符分隔' }),
    encoding: z.enum(ENCODINGS).meta({ description: '编码' }),
    empty: z.enum(['', 'null']).optional().meta({
      description: '空值写法：留空，或 null（国家接口文件）how an empty field is written',
    }),
    columns: z
      .partialRecord(z.enum(names), columnName)
      .optional()
      .meta({ description: '标题行与规定列名不同的列 our name: the name in the header' }),
    ignore: z
      .array(columnName)
      .max(IGNORED_COLUMNS_MAX)
      .optional()
      .meta({ description: '不导入的列 columns of the header that are passed over' }),
  });
}

export const CATALOGUE_TABLES_DOCUMENT = z
  .strictObject({
    format: z.literal('onecard-catalogue-tables/1'),
    ...CATALOGUE_HEAD,
    tables: z.strictObject({
      items: table(ITEM_COLUMNS).meta({ description: '目录项目' }),
      shares: table(SHARE_COLUMNS)
        .optional()
        .meta({ description: '按参合地、人员类别另定的先行自付比例 (1319)' }),
      codes: table(CODE_COLUMNS).optional().meta({ description: '院内编码对照 (3301)' }),
    }),
  })
  .meta({
    title: 'OneCard catalogue tables 1',
    description: '以表格导入的医保目录 the head of a catalogue that comes as tables',
  });

export type CatalogueTablesDocument = z.output<typeof CATALOGUE_TABLES_DOCUMENT>;
export type TableDocument = NonNullable<
  CatalogueTablesDocument['tables'][keyof CatalogueTablesDocument['tables']]
>;

/** @throws DocumentError `catalogue.invalid` with every problem found */
export function parseTablesHead(text: string, file: string): CatalogueTablesDocument {
  const source = readSource('catalogue', text, file);
  const document = checkShape(CATALOGUE_TABLES_DOCUMENT, source);
  const problems: DocumentProblem[] = [];
  checkPeriod(document.effective, ['effective'], (rule, path, facts) => {
    problems.push(source.problem(rule, path, facts));
  });
  refuseProblems(source, problems);
  return document;
}
