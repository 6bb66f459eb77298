/** Many histories, one after the other, from one seed; the first that breaks an invariant is made short and told. */

import type { FaultKind } from './faults.ts';
import { stepOf } from './labels.ts';
import {
  type Breach,
  HISTORY_VISITS_MAX,
  type HistoryOptions,
  runHistory,
  stepsOf,
} from './runHistory.ts';
import { shrink } from './shrink.ts';
import type { EventKind } from './steps.ts';
import { stepText } from './stepText.ts';
import type { Documents } from './world/documents.ts';
import type { Planting } from './world/world.ts';

export interface SimulateOptions {
  /** Of the first history; each next one has the next seed. */
  readonly seed: number;
  /** How many settlements are asked for; the last history is finished. */
  readonly settlements: number;
  readonly documents: Documents;
  /** Kinds of faults and events that may happen; all, unless told. */
  readonly only?: readonly (FaultKind | EventKind)[];
  /** Parts of the first history to run, by their labels: what a failure printed. */
  readonly keep?: readonly string[];
  readonly planting?: Planting;
  /** Whether a failing history is made short; it is, unless told. */
  readonly isShrinking?: boolean;
  /** Told after each history: settlements so far. */
  readonly onProgress?: (settlements: number) => void;
}

export interface Failure {
  readonly seed: number;
  /** Settlements of the failing history, for the command that replays it. */
  readonly settlements: number;
  readonly breach: Breach;
  /** Labels of the shortest history that still fails so. */
  readonly keep: readonly string[];
  /** That history in words, a line a step. */
  readonly history: readonly string[];
}

export interface SimulationResult {
  readonly settlements: number;
  readonly histories: number;
  /** Faults, events, ends of visits, states and edges, with how often they came. */
  readonly counts: ReadonlyMap<string, number>;
  readonly failure?: Failure;
}

export async function simulate(options: SimulateOptions): Promise<SimulationResult> {
  const { seed, settlements, documents, only, keep, planting } = options;
  const counts = new Map<string, number>();
  let done = 0;
  let histories = 0;
  // Ends with the settlements: every history has one at least, those of its end.
  while (done < settlements) {
    const history: HistoryOptions = {
      seed: seed + histories,
      visits: Math.min(HISTORY_VISITS_MAX, settlements - done),
      documents,
      ...(only && { only }),
      ...(planting && { planting }),
    };
    const all = stepsOf(history);
    const result = await runHistory(history, keep ? keep.map((label) => stepOf(all, label)) : all);
    done += result.visits;
    histories += 1;
    for (const [name, count] of result.counts) counts.set(name, (counts.get(name) ?? 0) + count);
    options.onProgress?.(done);
    if (result.breach) {
      const labels = options.isShrinking === false ? all.map(({ number }) => String(number)) : keep;
      const failure = await explain(history, result.breach, labels);
      return { settlements: done, histories, counts, failure };
    }
    if (keep) break;
  }
  return { settlements: done, histories, counts };
}

async function explain(
  options: HistoryOptions,
  breach: Breach,
  keep: readonly string[] | undefined,
): Promise<Failure> {
  const all = stepsOf(options);
  const stepsFor = (labels: readonly string[]) => labels.map((label) => stepOf(all, label));
  const labels =
    keep ??
    (await shrink(all, breach.step ?? all.length, async (candidate) => {
      const { breach: found } = await runHistory(options, stepsFor(candidate));
      return found?.invariant === breach.invariant;
    }));
  const history: string[] = [];
  const last = await runHistory(
    { ...options, onStep: (step, ends) => history.push(stepText(step, ends)) },
    stepsFor(labels),
  );
  return {
    seed: options.seed,
    settlements: options.visits,
    breach: last.breach ?? breach,
    keep: labels,
    history,
  };
}
