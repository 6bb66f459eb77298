import { OneCardError } from '../../errors/index.ts';
import { nestedHash } from '../document/canonical.ts';
import { checkShape, refuseProblems } from '../document/issues.ts';
import type { DocumentProblem } from '../document/problem.ts';
import { parseRatio } from '../document/ratio.ts';
import type { DocumentRule } from '../document/rules.ts';
import { type DocumentSource, readSource } from '../document/source.ts';
import type { Path } from '../document/tree.ts';
import type { Catalogue } from './catalogue.ts';
import { checkCatalogueRules } from './rules.ts';
import { CATALOGUE_DOCUMENT, type CatalogueDocument } from './schema.ts';
import { buildTables, type CatalogueRows, type Contradiction } from './table/build.ts';
import { catalogueOver } from './table/open.ts';
import type { CatalogueTables } from './table/tables.ts';
import { headOf, itemOf, periodOf } from './values.ts';

/**
 * A catalogue from YAML or JSON (docs/catalogue.md).
 * @param file name that errors carry
 * @throws DocumentError `catalogue.invalid` with every problem found
 */
export function parseCatalogue(text: string, file: string): Catalogue {
  const source = readSource('catalogue', text, file);
  const document = checkShape(CATALOGUE_DOCUMENT, source);
  refuseProblems(source, checkCatalogueRules(document, source));
  return catalogueOver(tablesOfDocument(document, source), nestedHash(source.value));
}

function tablesOfDocument(document: CatalogueDocument, source: DocumentSource): CatalogueTables {
  const problems: DocumentProblem[] = [];
  const { rows, places } = rowsOf(document);
  const tables = buildTables(headOf(document), rows, (contradiction) => {
    const { rule, facts } = contradiction;
    const path = places[contradiction.table][contradiction.line]!;
    problems.push(source.problem(RULES[rule] ?? overlapRule(contradiction), path, facts));
  });
  refuseProblems(source, problems);
  if (!tables) throw new OneCardError('catalogue.codes-collide', { file: source.file });
  return tables;
}

const RULES: Readonly<Partial<Record<Contradiction['rule'], DocumentRule>>> = {
  'code-unknown': 'catalogue.code-unknown',
  'share-unwanted': 'catalogue.share-unwanted',
};

function overlapRule({ table }: Contradiction): DocumentRule {
  return (
    {
      items: 'catalogue.code-twice',
      shares: 'catalogue.share-twice',
      codes: 'catalogue.hospital-code-twice',
    } as const
  )[table];
}

/** The rows of a document, each numbered by its place among its kind, and where that place is. */
function rowsOf(document: CatalogueDocument): {
  readonly rows: CatalogueRows;
  readonly places: Readonly<Record<keyof CatalogueRows, readonly Path[]>>;
} {
  const shares = document.items.flatMap(({ code, shares = [] }, index) =>
    shares.map((each, place) => ({
      path: ['items', index, 'shares', place],
      row: {
        code,
        region: each.region,
        personType: each.personType,
        share: parseRatio(each.share),
        ...periodOf(each.effective),
      },
    })),
  );
  const codes = document.hospitalCodes ?? [];
  return {
    rows: {
      items: document.items.map((item, line) => ({ row: itemOf(item), line })),
      shares: shares.map(({ row }, line) => ({ row, line })),
      codes: codes.map(({ effective, ...row }, line) => ({
        row: { ...row, ...periodOf(effective) },
        line,
      })),
    },
    places: {
      items: document.items.map((_, index) => ['items', index, 'code']),
      shares: shares.map(({ path }) => path),
      codes: codes.map((_, index) => ['hospitalCodes', index]),
    },
  };
}
