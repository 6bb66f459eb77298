/** What must hold within each item of a catalogue document. */

import { PROVIDER_LEVELS } from '../../model/index.ts';
import type { DocumentProblem } from '../document/problem.ts';
import type { DocumentRule } from '../document/rules.ts';
import type { DocumentSource } from '../document/source.ts';
import type { Path } from '../document/tree.ts';
import type { CatalogueDocument, ItemDocument } from './schema.ts';

type Report = (rule: DocumentRule, path: Path, facts?: Readonly<Record<string, string>>) => void;
type Period = { readonly from: string; readonly until: string };

/** Every broken rule, in the order of the document. */
export function checkCatalogueRules(
  document: CatalogueDocument,
  source: DocumentSource,
): readonly DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const report: Report = (rule, path, facts) => problems.push(source.problem(rule, path, facts));
  checkPeriod(document.effective, ['effective'], report);
  document.items.forEach((item, index) => {
    checkItem(item, ['items', index], report);
  });
  document.hospitalCodes?.forEach(({ effective }, index) => {
    checkPeriod(effective, ['hospitalCodes', index, 'effective'], report);
  });
  return problems;
}

export function checkPeriod(period: Period | undefined, at: Path, report: Report): void {
  if (period === undefined || period.until === 'open' || period.from <= period.until) return;
  report('catalogue.until-before-from', [...at, 'until']);
}

function checkItem(item: ItemDocument, at: Path, report: Report): void {
  const { code } = item;
  const wrong = (rule: DocumentRule, field: string) => report(rule, [...at, field], { code });
  const isB = item.class === 'B';
  if (isB && item.selfPayFirst === undefined) wrong('catalogue.share-missing', 'class');
  if (!isB && item.selfPayFirst !== undefined) wrong('catalogue.share-unwanted', 'selfPayFirst');
  checkPeriod(item.effective, [...at, 'effective'], report);
  item.shares?.forEach(({ effective }, index) => {
    checkPeriod(effective, [...at, 'shares', index, 'effective'], report);
  });
  if (item.class === 'C' && item.ceiling !== undefined) {
    wrong('catalogue.ceiling-unwanted', 'ceiling');
  }
  for (const field of ['ceiling', 'price'] as const) checkPrices(item, field, wrong);
  const { ageMin = 0, ageMax = Number.POSITIVE_INFINITY } = item.restriction ?? {};
  if (ageMax < ageMin) wrong('catalogue.ages-reversed', 'restriction');
  const daily = item.usual?.dailyQuantity;
  if (daily !== undefined && (daily.startsWith('-') || /^[0.]+$/.test(daily))) {
    wrong('catalogue.quantity-not-positive', 'usual');
  }
}

/** `all` alone or each level; none negative. */
function checkPrices(
  item: ItemDocument,
  field: 'ceiling' | 'price',
  wrong: (rule: DocumentRule, field: string) => void,
): void {
  const prices = item[field];
  if (prices === undefined) return;
  const { all, ...levels } = prices;
  const given = PROVIDER_LEVELS.filter((level) => levels[level] !== undefined).length;
  if (all === undefined ? given < PROVIDER_LEVELS.length : given > 0) {
    wrong('catalogue.ceiling-incomplete', field);
  }
  if (Object.values(prices).some((price) => price?.startsWith('-'))) {
    wrong('catalogue.ceiling-negative', field);
  }
}
