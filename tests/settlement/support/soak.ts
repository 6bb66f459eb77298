/**
 * Random plans on random bills by the million: `npm run soak:adjudicate -- [cases] [seed]`. Prints what it
 * did; a case that fails prints its plan, its facts and the seed that makes them again.
 */

import fc from 'fast-check';
import { checkCase } from './invariants.ts';
import { cases } from './randomFacts.ts';
import { parsed, planDocuments } from './randomPlan.ts';

/** Bills a plan: enough that the plans' parsing does not dominate. */
const CASES_PER_PLAN = 500;
/** Derivations that are written out: one in so many. */
const WRITTEN_EVERY = 16;
const CASES_DEFAULT = 1_000_000;

const wanted = Number(process.argv[2] ?? CASES_DEFAULT);
const seed = Number(process.argv[3] ?? process.hrtime.bigint() % 1_000_000_000n);
const started = process.hrtime.bigint();
const print = (line: string) => process.stdout.write(`${line}\n`);
const withText = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);

let done = 0;
let plans = 0;
while (done < wanted) {
  const own = seed + plans;
  const [document] = fc.sample(planDocuments, { numRuns: 1, seed: own });
  const plan = parsed(document!);
  const drawn = fc.sample(cases, { numRuns: Math.min(CASES_PER_PLAN, wanted - done), seed: own });
  for (const [at, each] of drawn.entries()) {
    try {
      checkCase(document!, plan, each, at % WRITTEN_EVERY === 0);
    } catch (error) {
      print(`FAILED: ${String(error)}`);
      print(`again: npm run soak:adjudicate -- ${CASES_PER_PLAN} ${own}`);
      print(JSON.stringify({ layers: document!.versions[0]!.layers, facts: each.facts }, withText));
      if (error instanceof Error) print(error.stack ?? '');
      process.exit(1);
    }
  }
  done += drawn.length;
  plans++;
  if (plans % 100 === 0) print(`${done} cases, ${plans} plans`);
}
const seconds = Number((process.hrtime.bigint() - started) / 1_000_000n) / 1000;
print(`${done} cases under ${plans} random plans held, seed ${seed}, ${seconds} s`);
