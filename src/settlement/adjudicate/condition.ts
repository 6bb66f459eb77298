/** 条件: whether a rule applies to this person, visit and institution. */

import type { z } from 'zod';
import type { certificate, condition } from '../plan/schema/shapes.ts';
import { OUTSIDE_COUNTY } from '../plan/schema/vocabulary.ts';
import type { Facts } from './facts.ts';

export type ConditionDocument = z.output<typeof condition>;
export type CertificateDocument = z.output<typeof certificate>;
export type Condition = (facts: Facts) => boolean;

/** What a plan must be told of the person or the year to decide at all. */
export const FACT_NEEDS = [
  'bornOn',
  'attributes',
  'certificates',
  'familyAccount',
  'counters',
] as const;
export type FactNeed = (typeof FACT_NEEDS)[number];

export interface ConditionNames {
  /** ICD-10 codes of a list; a shorter code holds all below it. */
  readonly diseases: ReadonlyMap<string, readonly string[]>;
  /** Place of each class of institutions. */
  readonly classes: ReadonlyMap<string, number>;
  readonly need: (fact: FactNeed) => void;
}

/** All that is given must hold; null, which costs nothing, holds always. */
export function compileCondition(
  document: ConditionDocument | undefined,
  names: ConditionNames,
): Condition | null {
  if (!document) return null;
  const tests: Condition[] = [];
  const { ages, categories, attributes, diseases, procedures } = document;
  const { delivery, filings, places, classes } = document;
  if (ages) {
    names.need('bornOn');
    const to = ages.to === 'open' ? Number.MAX_SAFE_INTEGER : ages.to;
    tests.push(({ person }) => person.age >= ages.from && person.age <= to);
  }
  if (categories) tests.push(({ person }) => categories.includes(person.category));
  if (attributes) {
    names.need('attributes');
    tests.push(({ person }) => attributes.some((name) => person.attributes.includes(name)));
  }
  if (diseases) tests.push(diseaseCondition(diseases, names));
  if (procedures) {
    tests.push(({ visit }) => visit.procedures.some((code) => procedures.includes(code)));
  }
  if (delivery) tests.push(({ visit }) => visit.delivery === delivery);
  if (filings) tests.push(({ visit }) => filings.includes(visit.filing));
  if (places) {
    const all = places.flatMap((place) => (place === 'outside-county' ? OUTSIDE_COUNTY : [place]));
    tests.push(({ visit }) => all.includes(visit.place));
  }
  if (classes) {
    const indexes = classes.map((name) => names.classes.get(name)!);
    tests.push(({ institution }) => indexes.includes(institution));
  }
  const [only, second] = tests;
  if (only && !second) return only;
  return (facts) => tests.every((test) => test(facts));
}

function diseaseCondition(
  { lists, diagnosis }: NonNullable<ConditionDocument['diseases']>,
  { diseases }: ConditionNames,
): Condition {
  const codes = lists.flatMap((name) => diseases.get(name)!);
  return diagnosis === 'main'
    ? ({ visit }) => isListed(visit.diagnoses[0]!, codes)
    : ({ visit }) => visit.diagnoses.some((code) => isListed(code, codes));
}

function isListed(code: string, codes: readonly string[]): boolean {
  return codes.some((listed) => code.startsWith(listed));
}

/** A valid certificate for one of the diseases, which one of the visit's diagnoses is. */
export function compileCertificate(
  document: CertificateDocument | undefined,
  { diseases, need }: ConditionNames,
): Condition | null {
  if (!document) return null;
  need('certificates');
  const codes = document.lists.flatMap((name) => diseases.get(name)!);
  return ({ person, visit }) =>
    person.certified.some(
      (held) => isListed(held, codes) && visit.diagnoses.some((code) => code.startsWith(held)),
    );
}

/** Both must hold; null holds always. */
export function bothOf(one: Condition | null, other: Condition | null): Condition | null {
  if (one === null || other === null) return one ?? other;
  return (facts) => one(facts) && other(facts);
}

/** The condition of a document that has one. */
export function requiredCondition(document: ConditionDocument, names: ConditionNames): Condition {
  return compileCondition(document, names)!;
}
