/** Power cut before and after every command of a commit, and what the next tap has to find. */

import type { ApplicationControl, CommitProgress } from '../../src/card/index.ts';
import type { SuiteId } from '../../src/model/index.ts';

export interface CommitCut {
  readonly suite: SuiteId;
  readonly commit: ApplicationControl['commit'];
  readonly kind: 'cut-before' | 'cut-after';
  /** Which command of the commit, from 1. */
  readonly nth: number;
  /** The row of the recovery table (docs/formats/card.md) that the next tap stands in. */
  readonly row: Exclude<CommitProgress, 'other'>;
}

/** Commands of a commit: append, update, read back, set key, sign; or record, commit. */
export const COMMIT_COMMANDS: Readonly<Record<CommitCut['commit'], number>> = {
  'two-slot': 5,
  atomic: 2,
};

/** The command whose change is the commit point: whoever lost its answer finds the state written. */
const COMMIT_POINT = 2;

export const SUITES: readonly SuiteId[] = [1, 2];

export const COMMIT_CUTS: readonly CommitCut[] = SUITES.flatMap((suite) =>
  (['two-slot', 'atomic'] as const).flatMap((commit) =>
    Array.from({ length: COMMIT_COMMANDS[commit] }, (_, index) => index + 1).flatMap((nth) =>
      (['cut-before', 'cut-after'] as const).map((kind) => ({
        suite,
        commit,
        kind,
        nth,
        row: rowOf(commit, kind === 'cut-after' ? nth : nth - 1),
      })),
    ),
  ),
);

/** @param done commands that the card carried out */
function rowOf(commit: CommitCut['commit'], done: number): CommitCut['row'] {
  if (done >= COMMIT_POINT) return 'state-written';
  return commit === 'two-slot' && done === 1 ? 'log-pending' : 'not-started';
}
