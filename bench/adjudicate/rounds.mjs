// Rounds through all candidates in turn, so that what the machine does meanwhile meets all alike; the best counts.

/** Outcomes are kept for a while, as a caller keeps them: nobody may skip making them. */
const KEPT = 1_024;

/**
 * A loop of its own for each candidate: what the compiler learns of one must not slow the next.
 * @returns a function that decides every case `times` times
 */
export function loopOf(decide, cases) {
  const kept = Array.from({ length: KEPT }, () => null);
  const body = `return (times) => {
    for (let time = 0; time < times; time++) {
      for (let at = 0; at < cases.length; at++) kept[at % ${KEPT}] = decide(cases[at]);
    }
  }`;
  // oxlint-disable-next-line typescript/no-implied-eval -- each needs code of its own, from fixed text
  return new Function('decide', 'cases', 'kept', body)(decide, cases, kept);
}

/**
 * @param candidates `run(times)` may return a promise; `count` decisions a time
 * @returns per candidate the best rate, and how far the best of odd and even rounds are apart (the noise)
 */
export async function measure(candidates, rounds, roundMs) {
  const best = candidates.map(() => [0, 0]);
  const times = [];
  for (const { run } of candidates) {
    let tries = 1;
    for (;;) {
      const started = performance.now();
      await run(tries);
      const elapsed = performance.now() - started;
      if (elapsed >= roundMs) break;
      tries = elapsed < roundMs / 10 ? tries * 4 : Math.ceil((tries * roundMs * 1.1) / elapsed);
    }
    times.push(tries);
  }
  for (let round = 0; round < rounds * 2; round++) {
    for (const [at, { run, count }] of candidates.entries()) {
      const started = performance.now();
      await run(times[at]);
      const rate = (times[at] * count * 1_000) / (performance.now() - started);
      best[at][round % 2] = Math.max(best[at][round % 2], rate);
    }
  }
  return best.map(([odd, even]) => ({
    rate: Math.max(odd, even),
    noise: Math.abs(odd - even) / Math.max(odd, even),
  }));
}
