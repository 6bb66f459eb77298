import {
  HOSPITAL_GRADES,
  type HospitalGrade,
  PROVIDER_LEVELS,
  type ProviderLevel,
} from '../../model/index.ts';
import type { Path } from '../document/tree.ts';
import type { Report } from './rules.ts';
import type { InstitutionClassesDocument } from './schema/institutions.ts';
import { FILINGS, type Filing, OUTSIDE_COUNTY, PLACES, type Place } from './schema/vocabulary.ts';

/** Levels × grades × designations × filings of one place. */
const OF_PLACE = PROVIDER_LEVELS.length * HOSPITAL_GRADES.length * 2 * FILINGS.length;
/** How many combinations there are. */
export const COMBINATIONS_COUNT = PLACES.length * OF_PLACE;

/** What tells one institution from another, as far as a plan can ask. */
export interface Institution {
  readonly place: Place;
  readonly level: ProviderLevel;
  readonly grade: HospitalGrade;
  readonly isDesignated: boolean;
}

/** The number of a combination, from 0. */
export function combinationIndex(
  { place, level, grade, isDesignated }: Institution,
  filing: Filing,
): number {
  const kind = PLACES.indexOf(place) * PROVIDER_LEVELS.length + PROVIDER_LEVELS.indexOf(level);
  const graded = kind * HOSPITAL_GRADES.length + HOSPITAL_GRADES.indexOf(grade);
  return (graded * 2 + (isDesignated ? 0 : 1)) * FILINGS.length + FILINGS.indexOf(filing);
}

/** The institution of a combination, whatever the filing. */
function institutionAt(index: number): Institution {
  const institution = Math.floor(index / FILINGS.length);
  const graded = Math.floor(institution / 2);
  const kind = Math.floor(graded / HOSPITAL_GRADES.length);
  return {
    place: PLACES[Math.floor(kind / PROVIDER_LEVELS.length)]!,
    level: PROVIDER_LEVELS[kind % PROVIDER_LEVELS.length]!,
    grade: HOSPITAL_GRADES[graded % HOSPITAL_GRADES.length]!,
    isDesignated: institution % 2 === 0,
  };
}

/** `outside-province/county/designated`: without grade and filing, which are told apart only where they matter. */
function institutionText({ place, level, isDesignated }: Institution): string {
  return `${place}/${level}/${isDesignated ? 'designated' : 'not-designated'}`;
}

function placesOf(
  places: InstitutionClassesDocument[string]['institutions'][number]['places'],
): readonly Place[] {
  return places.flatMap((place) => (place === 'outside-county' ? OUTSIDE_COUNTY : [place]));
}

/** The combinations of one class, with the position of the row each stands in. */
export function combinationsOf(
  institutions: InstitutionClassesDocument[string]['institutions'],
): readonly { readonly index: number; readonly row: number }[] {
  return institutions.flatMap(
    ({ places, levels, grades = HOSPITAL_GRADES, designated, filings = FILINGS }, row) =>
      placesOf(places).flatMap((place) =>
        levels.flatMap((level) =>
          grades.flatMap((grade) =>
            filings.map((filing) => ({
              index: combinationIndex({ place, level, grade, isDesignated: designated }, filing),
              row,
            })),
          ),
        ),
      ),
  );
}

/** Each combination stands in exactly one class; an institution is reported once, whatever its filings. */
export function checkClasses(classes: InstitutionClassesDocument, at: Path, report: Report): void {
  const seen = new Map<number, string>();
  const twice = new Set<string>();
  for (const [className, { institutions }] of Object.entries(classes)) {
    for (const { index, row } of combinationsOf(institutions)) {
      const other = seen.get(index);
      const institution = institutionText(institutionAt(index));
      if (other !== undefined && !twice.has(institution)) {
        twice.add(institution);
        const facts = { institution, classes: `${other} | ${className}` };
        report('plan.level-twice', [...at, className, 'institutions', row], facts);
      }
      seen.set(index, className);
    }
  }
  checkMissing(seen, at, report);
}

/** Told once an institution: grades and filings are named where only some of them are missing. */
function checkMissing(seen: ReadonlyMap<number, string>, at: Path, report: Report): void {
  const missing = new Map<string, { grades: Set<string>; filings: Set<string> }>();
  for (let index = 0; index < COMBINATIONS_COUNT; index++) {
    if (seen.has(index)) continue;
    const institution = institutionAt(index);
    const name = institutionText(institution);
    const of = missing.get(name) ?? { grades: new Set(), filings: new Set() };
    of.grades.add(institution.grade);
    of.filings.add(FILINGS[index % FILINGS.length]!);
    missing.set(name, of);
  }
  for (const [institution, { grades, filings }] of missing) {
    report('plan.level-missing', at, {
      institution,
      ...(grades.size < HOSPITAL_GRADES.length && { grades: [...grades].join(' | ') }),
      ...(filings.size < FILINGS.length && { filings: [...filings].join(' | ') }),
    });
  }
}
