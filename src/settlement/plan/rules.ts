/** What must hold between the parts of a plan. */

import { addDays, plainDate } from '../../time.ts';
import type { DocumentProblem } from '../document/problem.ts';
import type { DocumentRule } from '../document/rules.ts';
import type { DocumentSource } from '../document/source.ts';
import type { Path } from '../document/tree.ts';
import { checkClauses } from './clauses.ts';
import { checkClasses } from './institutions.ts';
import type { PoolingDocument } from './layerSchema.ts';
import type { PlanDocument, VersionDocument } from './schema.ts';

export type Report = (
  rule: DocumentRule,
  path: Path,
  facts?: Readonly<Record<string, string>>,
) => void;

/** Every broken rule of `document`. */
export function checkPlanRules(document: PlanDocument, source: DocumentSource): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const report: Report = (rule, path, facts) => problems.push(source.problem(rule, path, facts));
  checkDates(document.versions, report);
  checkClauses(document, report);
  document.versions.forEach((version, index) => {
    const at = ['versions', index];
    checkClasses(version.institutionClasses, [...at, 'institutionClasses'], report);
    checkFigure(version.lineTolerance.amount, [...at, 'lineTolerance', 'amount'], report);
    checkLayers(version, [...at, 'layers'], report);
  });
  return problems;
}

/** 版本: each begins the day after the one before ends. */
function checkDates(versions: readonly VersionDocument[], report: Report): void {
  const names = new Set<string>();
  versions.forEach(({ version, from, until }, index) => {
    const at = ['versions', index];
    if (names.has(version)) report('plan.version-twice', [...at, 'version'], { version });
    names.add(version);
    const isLast = index === versions.length - 1;
    if (until.date === 'open') {
      if (!isLast) report('plan.open-end-not-last', [...at, 'until', 'date'], { version });
    } else if (until.date < from.date) {
      report('plan.until-before-from', [...at, 'until', 'date'], { version });
    }
    const before = versions[index - 1];
    if (before && before.until.date !== 'open') {
      const expected = addDays(plainDate(before.until.date), 1);
      const facts = { version, expected, from: from.date };
      if (from.date > expected) report('plan.dates-gap', [...at, 'from', 'date'], facts);
      if (from.date < expected) report('plan.dates-overlap', [...at, 'from', 'date'], facts);
    }
  });
}

function checkLayers(version: VersionDocument, at: Path, report: Report): void {
  const ids = new Set<string>();
  const visits = new Set<string>();
  version.layers.forEach((layer, index) => {
    const path = [...at, index];
    if (ids.has(layer.id)) report('plan.layer-twice', [...path, 'id'], { id: layer.id });
    ids.add(layer.id);
    layer.visits.forEach((visit, place) => {
      if (visits.has(visit)) report('plan.visits-twice', [...path, 'visits', place], { visit });
      visits.add(visit);
    });
    checkPooling(layer, version, path, report);
  });
}

function checkPooling(layer: PoolingDocument, version: VersionDocument, at: Path, report: Report) {
  const { deductible, ratios, annualCap } = layer;
  checkFigures(deductible.amounts, version, [...at, 'deductible', 'amounts'], report);
  checkFigures(ratios, version, [...at, 'ratios'], report);
  for (const [name, { amount }] of Object.entries(deductible.amounts)) {
    checkFigure(amount, [...at, 'deductible', 'amounts', name, 'amount'], report);
  }
  checkFigure(annualCap.amount, [...at, 'annualCap', 'amount'], report);
}

/** One figure for each paid class of institutions, and none for another. */
function checkFigures(
  figures: Readonly<Record<string, unknown>>,
  { institutionClasses }: VersionDocument,
  at: Path,
  report: Report,
): void {
  const paid = Object.keys(institutionClasses).filter((name) => institutionClasses[name]!.paid);
  for (const name of paid) {
    if (!Object.hasOwn(figures, name)) report('plan.class-missing', at, { class: name });
  }
  for (const name of Object.keys(figures)) {
    if (!paid.includes(name)) report('plan.class-unknown', [...at, name], { class: name });
  }
}

function checkFigure(amount: string, at: Path, report: Report): void {
  if (amount.startsWith('-')) report('plan.figure-negative', at);
}
