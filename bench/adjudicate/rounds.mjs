// Rounds through all candidates in turn, so that what the machine does meanwhile meets all alike.

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
 * @returns per candidate the best rate by the clock; and what it costs beside the first of them in processor
 * time, which a machine with others to serve does not stretch: the median over all rounds of what one round
 * gave, and how far the medians of odd and of even rounds are apart (the noise)
 */
export async function measure(candidates, rounds, roundMs) {
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
  const walls = candidates.map(() => []);
  const costs = candidates.map(() => []);
  for (let round = 0; round < rounds * 2; round++) {
    // The order turns with every round: nobody always comes after the same one.
    for (let step = 0; step < candidates.length; step++) {
      const at = (step + round) % candidates.length;
      const { run, count } = candidates[at];
      const began = process.cpuUsage();
      const started = performance.now();
      await run(times[at]);
      const decisions = times[at] * count;
      walls[at].push((performance.now() - started) / decisions);
      const { user, system } = process.cpuUsage(began);
      costs[at].push((user + system) / 1_000 / decisions);
    }
  }
  return costs.map((own, candidate) => {
    const beside = own.map((cost, round) => cost / costs[0][round]);
    const odd = median(beside.filter((_, round) => round % 2 === 1));
    const even = median(beside.filter((_, round) => round % 2 === 0));
    return {
      rate: 1_000 / Math.min(...walls[candidate]),
      medianMs: median(own),
      beside: median(beside),
      noise: Math.abs(odd - even) / Math.max(odd, even),
    };
  });
}

export function median(of) {
  const sorted = [...of].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
