// Adjudication against its ceiling and its peers in one run: the same small rule, results compared first; then whole
// bills, and the cost by size of the catalogue and by plans loaded.
// npm run bench:adjudicate [-- --json FILE] [--rounds N] [--plan FILE]
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { decide, startTrace } from '../dist/settlement.js';
import { catalogueOf, planOf, requestsOf } from './adjudicate/bills.mjs';
import { byHand, byHandTraced } from './adjudicate/byHand.mjs';
import { compareFirst } from './adjudicate/equal.mjs';
import { inputOf, jsonRules, zenDecision } from './adjudicate/peers.mjs';
import { loopOf, measure } from './adjudicate/rounds.mjs';
import { smallCases, smallPlan } from './adjudicate/smallRule.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    plan: { type: 'string', default: 'plans/guyuan-2018.yaml' },
    rounds: { type: 'string', default: '25' },
    sizes: { type: 'string', default: '1000,5000,20000,50000,100000,200000' },
    plans: { type: 'string', default: '1,10,100,1000,3000' },
  },
});
const ROUNDS = Number(values.rounds);
/** Short, and many: on a machine with others to serve, some of them are left alone. */
const ROUND_MS = 20;
const CASES = 1_024;
/** Requests to zen-engine under way at a time: it works in threads of its own. */
const IN_FLIGHT = 64;
const BILLS = 64;
const LINES = 60;
/** Plans that a day's bills of a desk are decided by. */
const IN_USE = 10;

const results = {
  node: process.version,
  small: await smallRule(),
  ...(await wholeBills()),
  plansLoaded: await byPlansLoaded(),
};
if (values.json) await writeFile(values.json, `${JSON.stringify(results, undefined, 2)}\n`);

async function smallRule() {
  const cases = smallCases(CASES);
  const inputs = cases.map(inputOf);
  const { evaluate } = smallPlan().versions[0].rulesOf('inpatient');
  const zen = zenDecision();
  const rules = jsonRules();
  await compareFirst({ cases, inputs, evaluate, zen, rules });
  const few = inputs.slice(0, IN_FLIGHT);
  const oneByOne = (ask) => async (times) => {
    for (let time = 0; time < times; time++) for (const input of few) await ask(input);
  };
  const inFlight = (options) => async (times) => {
    for (let time = 0; time < times; time++) {
      await Promise.all(few.map((input) => zen.evaluate(input, options)));
    }
  };
  const traced = { trace: true };
  const candidates = {
    byHand: { run: loopOf(byHand, cases), count: CASES },
    engine: { run: loopOf((facts) => evaluate(facts, null), cases), count: CASES },
    byHandTraced: { run: loopOf(byHandTraced, cases), count: CASES },
    engineExplained: { run: loopOf((facts) => evaluate(facts, startTrace()), cases), count: CASES },
    zen: { run: oneByOne((input) => zen.evaluate(input)), count: IN_FLIGHT },
    zenInFlight: { run: inFlight(), count: IN_FLIGHT },
    zenTraced: { run: oneByOne((input) => zen.evaluate(input, traced)), count: IN_FLIGHT },
    zenTracedInFlight: { run: inFlight(traced), count: IN_FLIGHT },
    jsonRulesEngine: { run: oneByOne(rules), count: IN_FLIGHT },
  };
  const measured = await measure(Object.values(candidates), ROUNDS, ROUND_MS);
  const rates = Object.fromEntries(
    Object.keys(candidates).map((name, at) => [name, Math.round(measured[at].rate)]),
  );
  console.log(`small rule: results equal over ${CASES} bills; decisions a second on one core`);
  console.table(rates);
  const zenBest = Math.max(rates.zenTraced, rates.zenTracedInFlight);
  const shares = {
    'engine / by hand': [rates.engine / rates.byHand, 0.5],
    'explained / by hand with its trace': [rates.engineExplained / rates.byHandTraced, 0.5],
    'explained, decisions a second': [rates.engineExplained, 1_000_000],
    'explained / zen-engine with its trace, the better': [rates.engineExplained / zenBest, 100],
    'explained / zen-engine without, the better': [
      rates.engineExplained / Math.max(rates.zen, rates.zenInFlight),
      undefined,
    ],
    'explained / json-rules-engine': [rates.engineExplained / rates.jsonRulesEngine, 30],
  };
  console.table(
    Object.entries(shares).map(([what, [reached, aim]]) => ({
      what,
      reached: Number(reached.toFixed(2)),
      aim,
      holds: aim === undefined ? undefined : reached >= aim,
    })),
  );
  return { rates, shares };
}

async function wholeBills() {
  const plan = await planOf(values.plan);
  const sizes = values.sizes.split(',').map(Number);
  const candidates = [];
  for (const items of sizes) {
    const catalogue = await catalogueOf(plan, items);
    const requests = requestsOf(plan, catalogue, { items, bills: BILLS, lines: LINES });
    if (candidates.length === 0) showLayers(plan, requests[0]);
    candidates.push({ run: loopOf(decide, requests), count: BILLS });
    if (items === sizes.at(-1)) candidates.push({ run: loopOf(written, requests), count: BILLS });
  }
  const measured = await measure(candidates, ROUNDS, ROUND_MS);
  const explained = measured.pop();
  const bills = Math.round(measured[0].rate);
  console.log(
    `${LINES}-line bills a second under ${plan.id}: ${bills}; with every step written out in both languages: ${Math.round(explained.rate)}`,
  );
  const ofCore = Math.round(1_000 / measured[0].medianMs);
  console.log(`by processor time, the median of all rounds: ${ofCore} a second of one core`);
  const byCatalogue = curve('items', sizes, measured);
  return { stack: { plan: plan.id, lines: LINES, bills, written: explained.rate }, byCatalogue };
}

function written(request) {
  return decide(request).adjudication.steps;
}

function showLayers(plan, request) {
  const decision = decide(request);
  if (decision.outcome === 'refused') {
    throw new Error(`refused: ${decision.reasons.map(({ code }) => code).join(', ')}`);
  }
  const { layers, steps } = decision.adjudication;
  const paid = layers.map((layer) => `${layer.id} ${Number(layer.paid) / 100}`).join(', ');
  console.log(`${plan.id}: ${layers.length} layers ran, ${steps.length} steps: ${paid}`);
}

/**
 * Each bill picks its plan among those loaded. Three curves: whole bills; the small rule alone with the same
 * number of plans in use however many are loaded, which is what finding a plan costs; and with more and more
 * of them in use, which is what their memory costs once the processor's caches do not hold it.
 */
async function byPlansLoaded() {
  const counts = values.plans.split(',').map(Number);
  const most = Math.max(...counts);
  const plans = Array.from({ length: most }, (_, at) => smallPlan(`plan-${at}`));
  const items = 1_000;
  const catalogue = await catalogueOf(plans[0], items);
  const requests = requestsOf(plans[0], catalogue, { items, bills: BILLS, lines: LINES });
  const facts = smallCases(CASES);
  const loadedOf = (count) => new Map(plans.slice(0, count).map((plan) => [plan.id, plan]));
  const casesOf = (count, inUse) =>
    facts.map((each, at) => ({
      facts: each,
      request: requests[at % BILLS],
      plan: `plan-${Math.floor(((at * 37) % inUse) * (count / inUse))}`,
    }));
  const small = (loaded) => (each) =>
    loaded.get(each.plan).versions[0].rulesOf('inpatient').evaluate(each.facts, startTrace());
  const bills = counts.map((count) => {
    const loaded = loadedOf(count);
    const whole = ({ request, plan }) => decide({ ...request, plan: loaded.get(plan) });
    return { run: loopOf(whole, casesOf(count, count)), count: CASES };
  });
  const enough = counts.filter((count) => count >= IN_USE);
  const sameInUse = enough.map((count) => ({
    run: loopOf(small(loadedOf(count)), casesOf(count, IN_USE)),
    count: CASES,
  }));
  const moreInUse = counts.map((count) => ({
    run: loopOf(small(loadedOf(most)), casesOf(most, count)),
    count: CASES,
  }));
  console.log(`${LINES}-line bills, by plans loaded, all of them in use`);
  const wholeBills = curve('plans', counts, await measure(bills, ROUNDS, ROUND_MS));
  console.log(`the small rule alone, explained, by plans loaded, ${IN_USE} of them in use`);
  const loadedAlone = curve('plans', enough, await measure(sameInUse, ROUNDS, ROUND_MS));
  console.log(`the small rule alone, explained, ${most} plans loaded, by plans in use:`);
  console.log(
    'each row finds its plan by the same look-up; what grows is memory that no cache holds',
  );
  const inUse = curve('inUse', counts, await measure(moreInUse, ROUNDS, ROUND_MS));
  return { wholeBills, smallRule: { byLoaded: loadedAlone, byInUse: inUse } };
}

/**
 * Each row beside the first, round by round, medians of all rounds.
 * @returns rows, how far apart they are, and the noise: how far equal measurements are apart
 */
function curve(what, sizes, measured) {
  const first = measured[0].medianMs * 1_000;
  const rows = sizes.map((size, at) => ({
    [what]: size,
    microseconds: Number((first * measured[at].beside).toFixed(3)),
    besideFirst: Number(measured[at].beside.toFixed(3)),
  }));
  const of = sizes.map((_, at) => measured[at].beside);
  const spread = (Math.max(...of) - Math.min(...of)) / Math.min(...of);
  const noise = Math.max(...measured.map((each) => each.noise));
  console.table(rows);
  console.log(`spread ${percent(spread)}, noise of equal measurements up to ${percent(noise)}`);
  return { rows, spread, noise };
}

function percent(of) {
  return `${(of * 100).toFixed(1)} %`;
}
