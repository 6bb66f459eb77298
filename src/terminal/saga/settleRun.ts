import type { VisitState } from './visitState.ts';

/**
 * A settlement on its way: `await` gives its result, `for await` its states as they come. Both may be
 * used, each more than once: a later reader gets every state from the first.
 */
export interface SagaRun<Result> extends Promise<Result>, AsyncIterable<VisitState> {}

/** States of one run: a visit has some twenty, and finishes a few earlier ones. */
export const RUN_STATES_MAX = 10_000;

/** Starts `work` at once; what it tells is kept for whoever iterates. */
export function startRun<Result>(
  work: (tell: (state: VisitState) => void) => Promise<Result>,
): SagaRun<Result> {
  const states: VisitState[] = [];
  let wake: (() => void)[] = [];
  const wakeAll = () => {
    const waiting = wake;
    wake = [];
    for (const each of waiting) each();
  };
  let isOver = false;
  const result = work((state) => {
    if (states.length === RUN_STATES_MAX)
      throw new RangeError('a run told more states than any has');
    states.push(state);
    wakeAll();
  }).finally(() => {
    isOver = true;
    wakeAll();
  });

  async function* iterate(): AsyncGenerator<VisitState> {
    for (let index = 0; ; ) {
      const state = states[index];
      if (state) {
        index += 1;
        yield state;
        continue;
      }
      if (isOver) break;
      await new Promise<void>((resolve) => wake.push(resolve));
    }
    // A run that failed fails its readers too, after the last state.
    await result;
  }

  return Object.assign(result, {
    [Symbol.asyncIterator]() {
      // Whoever iterates meets the failure there; the promise beside it need not be awaited.
      result.catch(() => undefined);
      return iterate();
    },
  });
}
