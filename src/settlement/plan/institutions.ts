import { PROVIDER_LEVELS, type ProviderLevel } from '../../model/index.ts';
import type { Path } from '../document/tree.ts';
import type { Report } from './rules.ts';
import type { InstitutionClassesDocument } from './schema/institutions.ts';
import { FILINGS, type Filing, OUTSIDE_COUNTY, PLACES, type Place } from './schema/vocabulary.ts';

/** Levels × designations × filings of one place. */
const OF_PLACE = PROVIDER_LEVELS.length * 2 * FILINGS.length;
/** How many combinations there are. */
export const COMBINATIONS_COUNT = PLACES.length * OF_PLACE;

/** The number of a combination, from 0. */
export function combinationIndex(
  place: Place,
  level: ProviderLevel,
  isDesignated: boolean,
  filing: Filing,
): number {
  const levelIndex = PROVIDER_LEVELS.indexOf(level);
  const designation = isDesignated ? 0 : 1;
  return (
    PLACES.indexOf(place) * OF_PLACE +
    (levelIndex * 2 + designation) * FILINGS.length +
    FILINGS.indexOf(filing)
  );
}

/** `outside-province/county/designated`: the combination without its filing. */
function institutionText(index: number): string {
  const institution = Math.floor(index / FILINGS.length);
  const place = PLACES[Math.floor(index / OF_PLACE)]!;
  const level = PROVIDER_LEVELS[Math.floor(institution / 2) % PROVIDER_LEVELS.length]!;
  return `${place}/${level}/${institution % 2 === 0 ? 'designated' : 'not-designated'}`;
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
  return institutions.flatMap(({ places, levels, designated, filings = FILINGS }, row) =>
    placesOf(places).flatMap((place) =>
      levels.flatMap((level) =>
        filings.map((filing) => ({
          index: combinationIndex(place, level, designated, filing),
          row,
        })),
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
      const institution = institutionText(index);
      if (other !== undefined && !twice.has(institution)) {
        twice.add(institution);
        const facts = { institution, classes: `${other} | ${className}` };
        report('plan.level-twice', [...at, className, 'institutions', row], facts);
      }
      seen.set(index, className);
    }
  }
  for (let first = 0; first < COMBINATIONS_COUNT; first += FILINGS.length) {
    const missing = FILINGS.filter((_, place) => !seen.has(first + place));
    if (missing.length === 0) continue;
    const filings = missing.length === FILINGS.length ? {} : { filings: missing.join(' | ') };
    report('plan.level-missing', at, { institution: institutionText(first), ...filings });
  }
}
