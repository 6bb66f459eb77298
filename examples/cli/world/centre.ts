/** The centres of the two home counties, and the documents they decide by. */

import { readFile } from 'node:fs/promises';
import { type Centre, type CentreOptions, openCentre } from '../../../src/centre/index.ts';
import {
  type Catalogue,
  type Plan,
  parseCatalogue,
  parsePlan,
} from '../../../src/settlement/index.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { shipped } from '../package.ts';
import type { WorldFiles } from './files.ts';
import { type Home, TREATING_CATALOGUE } from './persons.ts';

/** The catalogue of the county of treatment. */
export async function readCatalogue(): Promise<Catalogue> {
  return parseCatalogue(await readFile(shipped(TREATING_CATALOGUE), 'utf8'), TREATING_CATALOGUE);
}

/** One county's centre over its file in the world, and the plan it decides by. */
export async function openHomeCentre(
  files: WorldFiles,
  home: Home,
  catalogue: Catalogue,
  samStanding: CentreOptions['samStanding'],
): Promise<{ readonly centre: Centre; readonly plan: Plan }> {
  const plan = parsePlan(await readFile(shipped(home.plan), 'utf8'), home.plan);
  const centre = openCentre({
    file: files.centre(home.county),
    clock: systemClock,
    county: home.county,
    plans: [plan],
    catalogues: [catalogue],
    samStanding,
  });
  return { centre, plan };
}
