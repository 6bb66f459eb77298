/** What must hold between the parts of a plan. */

import { addDays, plainDate } from '../../time.ts';
import type { DocumentProblem } from '../document/problem.ts';
import type { DocumentRule } from '../document/rules.ts';
import type { DocumentSource } from '../document/source.ts';
import type { Path } from '../document/tree.ts';
import { checkClauses } from './clauses.ts';
import { checkClasses } from './institutions.ts';
import { checkLayers } from './layerRules.ts';
import { checkNames } from './nameRules.ts';
import { TALLIES } from './schema/vocabulary.ts';
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
  checkNames(document, report);
  document.versions.forEach((version, index) => {
    const at = ['versions', index];
    checkClasses(version.institutionClasses, [...at, 'institutionClasses'], report);
    checkNotNegative(version, at, report);
    checkLayers(version, [...at, 'layers'], report);
    checkFiling(version, at, report);
    checkYearEnd(version, at, report);
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

/** No amount of a version is below zero, wherever it stands. Depth is bounded by the schema. */
function checkNotNegative(value: unknown, at: Path, report: Report): void {
  if (typeof value === 'string') {
    if (/^-\d/.test(value)) report('plan.figure-negative', at);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [field, each] of Object.entries(value)) {
    checkNotNegative(each, [...at, Array.isArray(value) ? Number(field) : field], report);
  }
}

/** 备案: where anything depends on the filing, the plan says what counts as filed. */
function checkFiling(version: VersionDocument, at: Path, report: Report): void {
  if (version.crossCounty || !JSON.stringify(version).includes('"filings":')) return;
  report('plan.switch-missing', [...at, 'crossCounty'], { field: 'crossCounty' });
}

/** There is no visit at the year's end. */
const PERSON_FIELDS: ReadonlySet<string> = new Set(['ages', 'categories', 'attributes']);

function checkYearEnd({ yearEnd = [], layers }: VersionDocument, at: Path, report: Report): void {
  const ids = new Set<string>();
  const counters = new Set([...TALLIES, ...countersOf(layers)]);
  yearEnd.forEach((each, index) => {
    const named = [
      ['counter', each.counter],
      ...(each.kind === 'top-up' ? [['cap.counter', each.cap.counter]] : []),
      ...(each.kind === 'top-up' ? [['raise.of', each.raise.of]] : []),
    ] as const;
    for (const [field = '', name = ''] of named) {
      if (counters.has(name)) continue;
      report('plan.name-unknown', [...at, 'yearEnd', index, ...field.split('.')], { name });
    }
  });
  yearEnd.forEach((each, index) => {
    const path = [...at, 'yearEnd', index];
    if (ids.has(each.id)) report('plan.layer-twice', [...path, 'id'], { id: each.id });
    ids.add(each.id);
    for (const field of Object.keys(each.when ?? {})) {
      if (PERSON_FIELDS.has(field)) continue;
      report('plan.person-only', [...path, 'when', field], { field });
    }
    if (each.kind !== 'second-compensation' || each.share.by !== 'bands') return;
    checkEdges(each.share.edges, [...path, 'share', 'edges'], report);
    checkBandsCount(each.share.edges, each.share.ratios, [...path, 'share', 'ratios'], report);
  });
}

/** Every counter that a layer names. Depth is bounded by the schema. */
function countersOf(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([field, each]) =>
    field === 'counter' && typeof each === 'string' ? [each] : countersOf(each),
  );
}

/** There is one ratio more than there are edges. */
export function checkBandsCount(
  edges: readonly string[],
  ratios: readonly string[],
  at: Path,
  report: Report,
): void {
  if (ratios.length === edges.length + 1) return;
  const facts = { expected: String(edges.length + 1), found: String(ratios.length) };
  report('plan.bands-count', at, facts);
}

/** Edges ascend, from above zero. */
export function checkEdges(edges: readonly string[], at: Path, report: Report): void {
  edges.forEach((edge, index) => {
    const before = index === 0 ? '0' : edges[index - 1]!;
    if (fen(edge) <= fen(before)) report('plan.edges-order', [...at, index], { edge, before });
  });
}

/** Whole fen of amount text, to compare. */
function fen(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(2, '0'));
}
