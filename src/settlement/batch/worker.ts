/** One thread of a what-if: a program of its own, started by `whatIf`. */

import { parentPort, workerData } from 'node:worker_threads';
import { parseCatalogue } from '../catalogue/parse.ts';
import { parsePlan } from '../plan/parse.ts';
import { decideShare, type Years } from './share.ts';

/** Documents as text: a plan's rules are functions, which no thread can be handed. */
export interface ShareStart {
  readonly plan: string;
  readonly catalogues: readonly string[];
  readonly years: Years;
}

const { plan, catalogues, years } = workerData as ShareStart;
const known = new Map(
  catalogues.map((text) => {
    const catalogue = parseCatalogue(text, 'catalogue');
    return [catalogue.county.code as string, catalogue];
  }),
);
const decideLines = decideShare(parsePlan(plan, 'plan'), (county) => known.get(county), years);

/** Lines are answered with their summary, `years` with what was counted so far. */
parentPort?.on('message', (message: readonly string[] | 'years') => {
  parentPort?.postMessage(message === 'years' ? years : decideLines(message));
});
