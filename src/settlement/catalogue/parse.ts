import { type CountyCode, PROVIDER_LEVELS, type ProviderLevel } from '../../model/index.ts';
import { parseUnitPrice, ratio, type UnitPrice } from '../../money.ts';
import { plainDate } from '../../time.ts';
import { nestedHash } from '../document/canonical.ts';
import { compileClause } from '../document/clause.ts';
import { checkShape, refuseProblems } from '../document/issues.ts';
import type { DocumentProblem } from '../document/problem.ts';
import { parseRatio } from '../document/ratio.ts';
import { type DocumentSource, readSource } from '../document/source.ts';
import type { Catalogue, CatalogueFields, CatalogueItem } from './catalogue.ts';
import { CATALOGUE_DOCUMENT, type CatalogueDocument } from './schema.ts';

type ItemDocument = CatalogueDocument['items'][number];

/**
 * A catalogue from YAML or JSON (docs/bill.md).
 * @param file name that errors carry
 * @throws DocumentError `catalogue.invalid` with every problem found
 */
export function parseCatalogue(text: string, file: string): Catalogue {
  const source = readSource('catalogue', text, file);
  const document = checkShape(CATALOGUE_DOCUMENT, source);
  refuseProblems(source, checkRules(document, source));
  const { effective } = document;
  const fields: CatalogueFields = {
    reference: { id: document.id, version: document.version, hash: nestedHash(source.value) },
    county: { code: document.county.code as CountyCode, name: document.county.name },
    from: plainDate(effective.from),
    ...(effective.until === 'open' ? {} : { until: plainDate(effective.until) }),
    clause: compileClause(document.source.document, document.source.text, document.source.assumed),
    items: new Map(document.items.map((item) => [item.code, compileItem(item)])),
  };
  return fields as Catalogue;
}

function checkRules(document: CatalogueDocument, source: DocumentSource): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const { from, until } = document.effective;
  if (until !== 'open' && until < from) {
    problems.push(source.problem('catalogue.until-before-from', ['effective', 'until']));
  }
  const seen = new Set<string>();
  document.items.forEach((item, index) => {
    const at = ['items', index];
    const { code } = item;
    if (seen.has(code))
      problems.push(source.problem('catalogue.code-twice', [...at, 'code'], { code }));
    seen.add(code);
    problems.push(...checkItem(item, at, source));
  });
  return problems;
}

function checkItem(
  item: ItemDocument,
  at: readonly (string | number)[],
  source: DocumentSource,
): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const report = (rule: Parameters<DocumentSource['problem']>[0], field: string) =>
    problems.push(source.problem(rule, [...at, field], { code: item.code }));
  const isB = item.class === 'B';
  if (isB && item.selfPayFirst === undefined) report('catalogue.share-missing', 'class');
  if (!isB && item.selfPayFirst !== undefined) report('catalogue.share-unwanted', 'selfPayFirst');
  if (item.ceiling === undefined) return problems;
  if (item.class === 'C') report('catalogue.ceiling-unwanted', 'ceiling');
  const { all, ...levels } = item.ceiling;
  const given = PROVIDER_LEVELS.filter((level) => levels[level] !== undefined).length;
  if (all === undefined ? given < PROVIDER_LEVELS.length : given > 0) {
    report('catalogue.ceiling-incomplete', 'ceiling');
  }
  if (Object.values(item.ceiling).some((price) => price?.startsWith('-'))) {
    report('catalogue.ceiling-negative', 'ceiling');
  }
  return problems;
}

function compileItem(item: ItemDocument): CatalogueItem {
  const { ceiling } = item;
  return {
    code: item.code,
    name: item.name,
    benefitClass: item.class,
    selfPayFirst: item.selfPayFirst === undefined ? ratio(0n, 1n) : parseRatio(item.selfPayFirst),
    ...(ceiling === undefined ? {} : { ceilings: ceilingsOf(ceiling) }),
  };
}

/** The door has made sure that `all` or every level is given. */
function ceilingsOf(
  ceiling: NonNullable<ItemDocument['ceiling']>,
): Readonly<Record<ProviderLevel, UnitPrice>> {
  const at = (level: ProviderLevel) => parseUnitPrice((ceiling.all ?? ceiling[level])!);
  return {
    village: at('village'),
    township: at('township'),
    county: at('county'),
    prefecture: at('prefecture'),
    province: at('province'),
  };
}
