/** A checked plan document becomes functions, once. */

import type { CountyCode } from '../../model/index.ts';
import { DIVISIONS, parseYuan } from '../../money.ts';
import { type PlainDate, plainDate } from '../../time.ts';
import { type ConditionNames, type FactNeed, requiredCondition } from '../adjudicate/condition.ts';
import { compileEvaluate } from '../adjudicate/evaluate.ts';
import type { LayerContext } from '../adjudicate/figures.ts';
import { compileLayer } from '../adjudicate/layers.ts';
import { compileSplit } from '../adjudicate/split.ts';
import { compileYearEnd } from '../adjudicate/yearEnd.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import { compileClause } from '../document/clause.ts';
import { compileFunding } from './funding.ts';
import { COMBINATIONS_COUNT, combinationIndex, combinationsOf } from './institutions.ts';
import type {
  CrossCounty,
  InstitutionClass,
  PlanFields,
  PlanVersion,
  Tallies,
  VisitRules,
} from './plan.ts';
import { TALLIES, VISITS, type Visit } from './schema/vocabulary.ts';
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
    diseases: Object.values(document.diseases ?? {}).map(({ name, codes }) => ({ name, codes })),
    leftOut: document.leftOut.map(({ clause, reason }) => ({ clause: clauseOf(clause), reason })),
    versions: document.versions.map((version) => compileVersion(version, document, clauseOf, hash)),
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
  plan: PlanDocument,
  clauseOf: ClauseOf,
  hash: Uint8Array,
): PlanVersion {
  const { rounding, catalogueSplit, from, until, lineTolerance, annualTotals } = document;
  const { crossYearStay, preAdmission, payAfterTreatment, underpayment } = document;
  const { cashRounding } = document.remainder;
  const { crossCounty, controls, funding, voiding, withoutCard } = document;
  const lastDay: { readonly date?: PlainDate } =
    until.date === 'open' ? {} : { date: plainDate(until.date) };
  const classes = compileClasses(document, clauseOf);
  const names = namesOf(plan, classes, () => {});
  const tallies = talliesOf(document);
  return {
    reference: { id: plan.id, version: document.version, hash },
    from: { date: plainDate(from.date), clause: clauseOf(from.clause) },
    until: { ...lastDay, clause: clauseOf(until.clause) },
    rounding: { ...rounding, clause: clauseOf(rounding.clause) },
    lineTolerance: {
      amount: parseYuan(lineTolerance.amount),
      clause: clauseOf(lineTolerance.clause),
    },
    annualTotals: { from: annualTotals.from, clause: clauseOf(annualTotals.clause) },
    crossYearStay: {
      countsAdmission: crossYearStay.countsAdmission,
      clause: clauseOf(crossYearStay.clause),
    },
    ...(preAdmission && {
      preAdmission: { ...preAdmission, clause: clauseOf(preAdmission.clause) },
    }),
    ...(crossCounty && { crossCounty: compileCrossCounty(crossCounty, clauseOf) }),
    ...(payAfterTreatment && {
      payAfterTreatment: {
        holds: requiredCondition(payAfterTreatment.when, names),
        clause: clauseOf(payAfterTreatment.clause),
      },
    }),
    ...(underpayment && {
      underpayment: { ...underpayment, clause: clauseOf(underpayment.clause) },
    }),
    ...(withoutCard && {
      withoutCard: {
        afterHours: withoutCard.afterHours,
        outcome: withoutCard.then,
        clause: clauseOf(withoutCard.clause),
      },
    }),
    ...(voiding && { voiding: { ...voiding, clause: clauseOf(voiding.clause) } }),
    ...(controls && { controls }),
    tallies,
    counters: new Set([...layerCounters(document), ...tallies.names]),
    classes,
    classOf: compileClassOf(document, classes),
    split: compileSplit({
      order: catalogueSplit.order,
      clause: clauseOf(catalogueSplit.clause),
      lineRounding: rounding.line,
      selfPayRounding: rounding.selfPayFirst,
      roundingClause: clauseOf(rounding.clause),
    }),
    rulesOf: compileRulesOf(document, plan, classes, clauseOf),
    ...(cashRounding && {
      cashRounding: {
        unit: parseYuan(cashRounding.unit),
        rounding: cashRounding.rounding,
        clause: clauseOf(cashRounding.clause),
      },
    }),
    yearEnd: (document.yearEnd ?? []).map((each) =>
      compileYearEnd(each, { names, clauseOf, divide: DIVISIONS[rounding.ratio] }),
    ),
    ...(funding && { funding: compileFunding(funding, clauseOf) }),
    clauseOf,
  };
}

/** Names that deductibles, bands, caps and guarantees of the layers count under. */
function layerCounters({ layers }: VersionDocument): ReadonlySet<string> {
  const names = new Set<string>();
  JSON.stringify(layers, (key, value: unknown) => {
    if (key === 'counter' && typeof value === 'string') names.add(value);
    return value;
  });
  return names;
}

/** Only what some rule reads is counted: every counter is a posting of every settlement. */
function talliesOf({ layers, crossYearStay, yearEnd = [] }: VersionDocument): Tallies {
  const deductibles = layers.flatMap((layer) =>
    'deductible' in layer && layer.deductible ? [layer.deductible] : [],
  );
  const merges = new Set(deductibles.map(({ merge }) => merge));
  const read = yearEnd.flatMap((rule) =>
    rule.kind === 'top-up'
      ? [
          rule.counter,
          rule.cap.counter,
          rule.raise.of,
          ...(rule.raise.is === 'actual-ratio' ? [rule.raise.paid] : []),
        ]
      : [rule.counter],
  );
  const mergesMidway = merges.has('midway') || merges.has('both');
  return {
    names: new Set(read.filter((name) => TALLIES.includes(name))),
    stays: mergesMidway || merges.has('referral') || crossYearStay.deductible !== 'pay-again',
    mergesMidway,
    admissions: deductibles.some(
      ({ admissionsCounted }) => admissionsCounted !== undefined && admissionsCounted !== 'all',
    ),
  };
}

function compileClasses(
  { institutionClasses }: VersionDocument,
  clauseOf: ClauseOf,
): readonly InstitutionClass[] {
  return Object.entries(institutionClasses).map(([id, { name, paid, clause }], index) => ({
    id,
    index,
    name,
    isPaid: paid,
    clause: clauseOf(clause),
  }));
}

function compileClassOf(
  { institutionClasses }: VersionDocument,
  classes: readonly InstitutionClass[],
): PlanVersion['classOf'] {
  const byCombination: InstitutionClass[] = Array.from({ length: COMBINATIONS_COUNT });
  for (const institutionClass of classes) {
    const { institutions } = institutionClasses[institutionClass.id]!;
    for (const { index } of combinationsOf(institutions)) byCombination[index] = institutionClass;
  }
  // The door has made sure that every combination is there.
  return (institution, filing) => byCombination[combinationIndex(institution, filing)]!;
}

function compileCrossCounty(
  document: NonNullable<VersionDocument['crossCounty']>,
  clauseOf: ClauseOf,
): CrossCounty {
  const { levels, filing, emergencyCountsAsFiled, referralCountsAsFiled } = document;
  const mapped = new Map(
    levels.map(({ county, level, countsAs }) => [`${county}/${level}`, countsAs]),
  );
  return {
    levelOf: (county, level) => mapped.get(`${county}/${level}`) ?? level,
    ...(filing.lateDays === 'until-settlement' ? {} : { lateDays: filing.lateDays }),
    emergencyCountsAsFiled: emergencyCountsAsFiled.is,
    referralCountsAsFiled: referralCountsAsFiled.is,
    clause: clauseOf(filing.clause),
  };
}

function namesOf(
  { diseases = {} }: PlanDocument,
  classes: readonly InstitutionClass[],
  need: (fact: FactNeed) => void,
): ConditionNames {
  return {
    diseases: new Map(Object.entries(diseases).map(([name, { codes }]) => [name, codes])),
    classes: new Map(classes.map(({ id, index }) => [id, index])),
    need,
  };
}

/** The rules of each kind of visit; a layer is compiled once for each, with what that visit needs to know. */
function compileRulesOf(
  document: VersionDocument,
  plan: PlanDocument,
  classes: readonly InstitutionClass[],
  clauseOf: ClauseOf,
): PlanVersion['rulesOf'] {
  const { rounding, capFilling, crossYearStay, annualTotals, layers, remainder } = document;
  const byVisit = new Map<Visit, VisitRules>();
  for (const visit of VISITS) {
    const needs = new Set<FactNeed>(annualTotals.from === 'centre' ? ['counters'] : []);
    const names = namesOf(plan, classes, (fact) => needs.add(fact));
    const ofVisit = layers.filter(({ visits }) => visits.includes(visit));
    const compiled = ofVisit.map((layer) => {
      const context: LayerContext = {
        id: layer.id,
        clauseOf,
        classes,
        names,
        rounding: rounding.ratio,
        divide: DIVISIONS[rounding.ratio],
        ratioApplied: rounding.ratioApplied,
        roundingClause: clauseOf(rounding.clause),
        fillsClassAFirst: capFilling?.order === 'class-a-first',
        crossYearDeductible: crossYearStay.deductible,
      };
      return compileLayer(layer, context);
    });
    byVisit.set(visit, {
      layerIds: ofVisit.map(({ id }) => id),
      needs: [...needs],
      evaluate: compileEvaluate(compiled, clauseOf(remainder.clause)),
    });
  }
  return (visit) => byVisit.get(visit)!;
}
