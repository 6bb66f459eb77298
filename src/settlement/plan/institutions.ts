import { PROVIDER_LEVELS, type ProviderLevel } from '../../model/index.ts';
import type { Path } from '../document/tree.ts';
import type { InstitutionClassesDocument } from './institutionSchema.ts';
import type { Place } from './plan.ts';
import type { Report } from './rules.ts';

export const PLACES = ['in-county', 'outside-county'] as const satisfies readonly Place[];

/** One string for a combination: `outside-county/county/designated`. */
export function combination(place: Place, level: ProviderLevel, isDesignated: boolean): string {
  return `${place}/${level}/${isDesignated ? 'designated' : 'not-designated'}`;
}

/** Every combination of place, level and designation. */
export const COMBINATIONS: readonly string[] = PLACES.flatMap((place) =>
  PROVIDER_LEVELS.flatMap((level) =>
    [true, false].map((isDesignated) => combination(place, level, isDesignated)),
  ),
);

/** The combinations of one class, with the position of the row each stands in. */
export function combinationsOf(
  institutions: InstitutionClassesDocument[string]['institutions'],
): readonly { readonly name: string; readonly row: number }[] {
  return institutions.flatMap(({ places, levels, designated }, row) =>
    places.flatMap((place) =>
      levels.map((level) => ({ name: combination(place, level, designated), row })),
    ),
  );
}

/** Each combination stands in exactly one class. */
export function checkClasses(classes: InstitutionClassesDocument, at: Path, report: Report): void {
  const seen = new Map<string, string>();
  for (const [className, { institutions }] of Object.entries(classes)) {
    for (const { name, row } of combinationsOf(institutions)) {
      const other = seen.get(name);
      if (other !== undefined) {
        const facts = { institution: name, classes: `${other} | ${className}` };
        report('plan.level-twice', [...at, className, 'institutions', row], facts);
      }
      seen.set(name, className);
    }
  }
  for (const name of COMBINATIONS) {
    if (!seen.has(name)) report('plan.level-missing', at, { institution: name });
  }
}
