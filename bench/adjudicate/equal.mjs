// No figure counts before all engines say the same over all cases, and the traces, too.
import { deepStrictEqual } from 'node:assert/strict';
import { layerResults, PAYER_NAMES, startTrace, tracedSteps } from '../../dist/settlement.js';
import { byHand, byHandTraced } from './byHand.mjs';

export async function compareFirst({ cases, inputs, evaluate, zen, rules }) {
  for (const [at, facts] of cases.entries()) {
    const hand = byHand(facts);
    deepStrictEqual(outputsOf(evaluate(facts, null)), hand);
    const trace = startTrace();
    deepStrictEqual(outputsOf(evaluate(facts, trace)), hand);
    const { steps, ...traced } = byHandTraced(facts);
    deepStrictEqual(traced, hand);
    deepStrictEqual(tracedSteps(trace).map(resultOf), unlinked(steps).map(resultOf));
    const { result } = await zen.evaluate(inputs[at]);
    const sums = numbersOf(hand);
    const { deductible, coPayment, aboveCap, fund, cash } = result;
    deepStrictEqual({ deductible, coPayment, aboveCap, fund, cash }, sums);
    deepStrictEqual(await rules(inputs[at]), sums);
  }
}

/** The engine's course in the words of the function by hand. */
function outputsOf(course) {
  const { parts, paid, deductibleMet, benefitDrawn } = course;
  const [excluded, overCeiling, selfPaidFirst, deductible, coPayment, aboveCap] = parts;
  const cash = parts.reduce((sum, part) => sum + part, 0n);
  return {
    byReason: { excluded, overCeiling, selfPaidFirst, deductible, coPayment, aboveCap },
    byPayer: { fund: paid[PAYER_NAMES.indexOf('pooled-fund')], cash },
    layers: layerResults(course).map(({ layer, base, deductible: taken, counted, paid: sum }) => ({
      id: layer.id,
      base,
      deductible: taken,
      counted,
      paid: sum,
    })),
    deductibleMet,
    benefitDrawn,
  };
}

const resultOf = ({ result, a, b, c, d }) => [result, a, b, c, d];

function unlinked(last) {
  const steps = [];
  for (let at = last; at !== null; at = at.previous) steps.unshift(at);
  return steps;
}

function numbersOf({ byReason, byPayer }) {
  const { deductible, coPayment, aboveCap } = byReason;
  const { fund, cash } = byPayer;
  const all = { deductible, coPayment, aboveCap, fund, cash };
  return Object.fromEntries(Object.entries(all).map(([name, fen]) => [name, Number(fen)]));
}
