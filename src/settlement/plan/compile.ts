/** A checked plan document becomes functions, once. */

import type { CountyCode, ProviderLevel } from '../../model/index.ts';
import { parseYuan } from '../../money.ts';
import { type PlainDate, plainDate } from '../../time.ts';
import type { LayerFunction } from '../adjudicate/layer.ts';
import { compilePooling, type PoolingFigures } from '../adjudicate/pooling.ts';
import { compileSplit } from '../adjudicate/split.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import { compileClause } from '../document/clause.ts';
import { parseRatio } from '../document/ratio.ts';
import { combination, combinationsOf } from './institutions.ts';
import type { LayerDocument } from './layerSchema.ts';
import type { InstitutionClass, Place, PlanFields, PlanVersion, VisitKind } from './plan.ts';
import type { PlanDocument, VersionDocument } from './schema.ts';

type ClauseOf = (name: string) => Clause;

/** @param hash digest of the document, 32 bytes */
export function compilePlan(document: PlanDocument, hash: Uint8Array): PlanFields {
  const clauses = new Map(
    Object.entries(document.clauses).map(([name, clause]) => [
      name,
      clauseOfPlan(clause, document),
    ]),
  );
  // The door has made sure that every name is there.
  const clauseOf: ClauseOf = (name) => clauses.get(name)!;
  const { county, decidingDate, insuranceYear } = document;
  return {
    id: document.id,
    name: document.name,
    county: {
      code: county.code as CountyCode,
      name: county.name,
      clause: clauseOf(county.clause),
    },
    decidingDate: { is: decidingDate.is, clause: clauseOf(decidingDate.clause) },
    insuranceYearClause: clauseOf(insuranceYear.clause),
    hash,
    leftOut: document.leftOut.map(({ clause, reason }) => ({ clause: clauseOf(clause), reason })),
    versions: document.versions.map((version) =>
      compileVersion(version, clauseOf, document.id, hash),
    ),
  };
}

function clauseOfPlan(
  clause: PlanDocument['clauses'][string],
  { documents }: PlanDocument,
): Clause {
  const { article, text, assumed } = clause;
  const { title } = documents[clause.document]!;
  const place = article
    ? { zh: `${title.zh}${article.zh}`, en: `${title.en}, ${article.en}` }
    : title;
  return compileClause(place, text, assumed);
}

function compileVersion(
  document: VersionDocument,
  clauseOf: ClauseOf,
  planId: string,
  hash: Uint8Array,
): PlanVersion {
  const { rounding, catalogueSplit, from, until, layers } = document;
  const compiled = layers.map((layer) => ({
    visits: new Set<VisitKind>(layer.visits),
    run: compileLayer(layer, document, clauseOf),
  }));
  const byVisit = (visit: VisitKind) =>
    compiled.filter(({ visits }) => visits.has(visit)).map(({ run }) => run);
  const layersByVisit: Readonly<Record<VisitKind, readonly LayerFunction[]>> = {
    inpatient: byVisit('inpatient'),
    outpatient: byVisit('outpatient'),
  };
  const lastDay: { readonly date?: PlainDate } =
    until.date === 'open' ? {} : { date: plainDate(until.date) };
  return {
    reference: { id: planId, version: document.version, hash },
    from: { date: plainDate(from.date), clause: clauseOf(from.clause) },
    until: { ...lastDay, clause: clauseOf(until.clause) },
    rounding: { ...rounding, clause: clauseOf(rounding.clause) },
    lineTolerance: {
      amount: parseYuan(document.lineTolerance.amount),
      clause: clauseOf(document.lineTolerance.clause),
    },
    classOf: compileClasses(document, clauseOf),
    splitLine: compileSplit({
      order: catalogueSplit.order,
      clause: clauseOf(catalogueSplit.clause),
      lineRounding: rounding.line,
      selfPayRounding: rounding.selfPayFirst,
      roundingClause: clauseOf(rounding.clause),
    }),
    layersFor: (visit) => layersByVisit[visit],
    remainderClause: clauseOf(document.remainder.clause),
  };
}

function compileClasses({ institutionClasses }: VersionDocument, clauseOf: ClauseOf) {
  const byCombination = new Map<string, InstitutionClass>();
  for (const [id, { name, paid, clause, institutions }] of Object.entries(institutionClasses)) {
    const institutionClass = { id, name, isPaid: paid, clause: clauseOf(clause) };
    for (const each of combinationsOf(institutions)) byCombination.set(each.name, institutionClass);
  }
  // The door has made sure that every combination is there.
  return (place: Place, level: ProviderLevel, isDesignated: boolean): InstitutionClass =>
    byCombination.get(combination(place, level, isDesignated))!;
}

function compileLayer(
  layer: LayerDocument,
  { rounding }: VersionDocument,
  clauseOf: ClauseOf,
): LayerFunction {
  const { deductible, ratios, annualCap } = layer;
  const figures = new Map<string, PoolingFigures>();
  for (const [name, { amount, clause }] of Object.entries(deductible.amounts)) {
    const ratio = ratios[name]!;
    figures.set(name, {
      deductible: { amount: parseYuan(amount), clause: clauseOf(clause) },
      ratio: { ratio: parseRatio(ratio.ratio), clause: clauseOf(ratio.clause) },
    });
  }
  return compilePooling({
    id: layer.id,
    deductibleMode: deductible.mode,
    deductibleModeClause: clauseOf(deductible.clause),
    figures,
    cap: { amount: parseYuan(annualCap.amount), clause: clauseOf(annualCap.clause) },
    rounding: rounding.ratio,
    ratioApplied: rounding.ratioApplied,
    roundingClause: clauseOf(rounding.clause),
  });
}
