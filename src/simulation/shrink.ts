/**
 * Makes a failing history short: takes out steps, then halves and faults of steps, as long as what is
 * left breaks the same invariant (delta debugging: A. Zeller, R. Hildebrandt, IEEE TSE 28(2), 2002).
 */

import { simpler } from './labels.ts';
import type { NumberedStep } from './steps.ts';

type Fails = (labels: readonly string[]) => Promise<boolean>;

/** Worlds that shrinking may run: a minute or two. */
const RUNS_MAX = 300;

/** @param fails whether the same invariant still breaks in a history of these steps */
export async function shrink(
  history: readonly NumberedStep[],
  upTo: number,
  fails: Fails,
): Promise<readonly string[]> {
  let runs = 0;
  const stillFails: Fails = async (candidate) => {
    if (runs >= RUNS_MAX) return false;
    runs += 1;
    return fails(candidate);
  };
  const labels = history.slice(0, upTo).map(({ number }) => String(number));
  return simplerSteps(history, await fewerSteps(labels, stillFails), stillFails);
}

async function fewerSteps(labels: readonly string[], fails: Fails): Promise<readonly string[]> {
  let kept = labels;
  // Halves, quarters, …, single steps.
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < kept.length; ) {
      const candidate = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await fails(candidate)) kept = candidate;
      else from += size;
    }
  }
  return kept;
}

async function simplerSteps(
  history: readonly NumberedStep[],
  labels: readonly string[],
  fails: Fails,
): Promise<readonly string[]> {
  let kept = labels;
  for (let at = 0; at < labels.length; at++) {
    // Ends when nothing more can be taken out of the step.
    for (let isSimpler = true; isSimpler; ) {
      isSimpler = false;
      for (const label of simpler(history, kept[at]!)) {
        const candidate = kept.with(at, label);
        if (!(await fails(candidate))) continue;
        kept = candidate;
        isSimpler = true;
        break;
      }
    }
  }
  return kept;
}
