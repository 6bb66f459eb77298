/** The derivation proves itself: each formula gives its result, each sentence says it, and the steps add up to the decision. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExplanationStep } from '../../../src/model/index.ts';
import { type Amount, yuanText } from '../../../src/money.ts';
import { layerResults } from '../../../src/settlement/adjudicate/course.ts';
import { startTrace, writeSteps } from '../../../src/settlement/adjudicate/trace.ts';
import { catalogues, decideDrawn, emptyYear } from '../oracle/compare.ts';
import { drawYear, randomOf } from '../oracle/draw.ts';
import { ORACLES } from '../oracle/plans.ts';
import { run } from '../support/figures.ts';
import { formulaFen, productsFen } from '../support/formula.ts';
import { cases } from '../support/randomFacts.ts';
import { parsed, planDocuments } from '../support/randomPlan.ts';
import { checkShareSteps } from '../support/shareSteps.ts';
import { plan } from '../support.ts';

/** Steps that choose, and compute nothing: of the controls those that found nothing to take. */
const CHOICES = /^plan\.|^controls\.(?!refused$|hospital)|\.(?:exempt|adjusted)$/;
const HAN = /\p{Script=Han}/u;

function yuan(fen: bigint): string {
  return yuanText(fen as Amount);
}

/** @throws with the step where it does not say what it did */
function checkStep(step: ExplanationStep, all: readonly ExplanationStep[]): void {
  const { rule, formula, result, text, clause, inputs, rounding, lineId } = step;
  const told = JSON.stringify(step, (_, value) =>
    typeof value === 'bigint' ? yuan(value) : value,
  );
  expect(rule, told).toMatch(/^[a-z][a-z0-9.-]*[a-z0-9]$/);
  expect(clause.text.zh.length, told).toBeGreaterThan(0);
  expect(text.zh, told).toMatch(HAN);
  expect(text.en, told).toMatch(/[a-z]{2}/);
  expect(/[a-z]/.test(formula), told).toBe(true);
  for (const [name, value] of Object.entries(inputs)) {
    expect(name, told).toMatch(/^[a-zA-Z]+$/);
    expect(value, told).not.toMatch(/^$|undefined|NaN/);
  }
  if (rounding !== undefined) {
    expect(rounding, told).toMatch(/^(?:half-up|half-even|down|up)(?: \(assumed\))?$/);
  }
  if (CHOICES.test(rule)) return;
  for (const language of [text.zh, text.en]) expect(language, told).toContain(yuan(result));
  if (lineId !== undefined) expect(text.zh, told).toContain(`第 ${lineId} 行`);
  if (lineId !== undefined) expect(text.en, told).toContain(`line ${lineId}`);
  const worked = formulaFen(step);
  // Two words side by side are prose; all else is arithmetic, and every name in it an input.
  if (!/[a-z]+ +[a-z]+/i.test(formula)) expect(worked, told).toBeDefined();
  if (worked !== undefined) expect(yuan(worked), told).toBe(yuan(result));
  const inBands = /^sum of fee × ratio of (\S+)$/.exec(formula)?.[1];
  if (inBands !== undefined) {
    const bands = all.filter((each) => each.rule === inBands);
    expect(yuan(productsFen(bands, rounding!)), told).toBe(yuan(result));
  }
  const summed = /^sum of (\S+)$/.exec(formula)?.[1];
  if (summed?.includes('.')) {
    const parts = all.filter((each) => each.rule === summed);
    const sum = parts.reduce((so, each) => so + each.result, 0n);
    expect(yuan(sum), told).toBe(yuan(result));
  }
}

test.each(ORACLES)('%s: every step of random years', (name, _, years) => {
  const file = `plans/${name}.yaml`;
  const of = plan(file);
  const random = randomOf(7);
  const catalogueIn = catalogues();
  let steps = 0;
  for (let year = 0; year < 12; year++) {
    const drawn = drawYear(random, years);
    let usage = emptyYear(drawn);
    for (const [at, visit] of drawn.visits.entries()) {
      const result = decideDrawn(of, catalogueIn, drawn, visit, drawn.accounts[at]!, usage);
      if (result.outcome === 'refused') continue;
      const { adjudication } = result;
      usage = adjudication.usageAfter;
      for (const step of adjudication.steps) checkStep(step, adjudication.steps);
      steps += adjudication.steps.length;
      const sumOf = (rule: string) =>
        adjudication.steps
          .filter((step) => step.rule === rule)
          .reduce((sum, { result: fen }) => sum + fen, 0n);
      const { lines, byPayer } = adjudication;
      const columns = [
        ['catalogue.excluded', 'excluded'],
        ['catalogue.over-ceiling', 'overCeiling'],
        ['catalogue.self-paid-first', 'selfPaidFirst'],
        ['catalogue.eligible', 'eligible'],
      ] as const;
      for (const [rule, column] of columns) {
        expect(sumOf(rule), rule).toBe(lines.reduce((sum, line) => sum + line[column], 0n));
      }
      expect(sumOf('remainder.cash')).toBe(byPayer.cash);
      expect(sumOf('bill.total')).toBe(adjudication.total);
    }
  }
  expect(steps).toBeGreaterThan(200);
});

test('random plans: formulas, sentences, and what each layer paid', () => {
  fc.assert(
    fc.property(
      planDocuments,
      fc.array(cases, { minLength: 8, maxLength: 8 }),
      (document, drawn) => {
        const of = parsed(document);
        for (const { facts } of drawn) {
          const trace = startTrace();
          const course = run(of, facts, trace);
          const named = facts.lines!.ids.map((lineId) => ({ lineId, name: lineId }));
          const steps = writeSteps(trace, named);
          for (const step of steps) checkStep(step, steps);
          const layers = new Map(document.versions[0]!.layers.map((each) => [each.id, each]));
          for (const result of layerResults(course)) {
            const { layer, paid } = result;
            const written = layers.get(layer.id);
            if (written) checkShareSteps(written, result, steps);
            // 单病种: what lies above the price is a result of its own.
            const last = steps.findLast(({ rule }) =>
              new RegExp(`^${layer.id}(?:\\.(?:paid|cap(?:-\\d+)?|at-most)|-price)$`).test(rule),
            );
            expect(yuan(last!.result), layer.id).toBe(yuan(paid));
          }
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('nothing slips out of the check: these are worked out by their formula', () => {
  const kinds = new Set<string>();
  const documents = fc.sample(planDocuments, { numRuns: 60, seed: 20190101 });
  const drawn = fc.sample(cases, { numRuns: 10, seed: 20190101 });
  for (const of of documents.map(parsed)) {
    for (const { facts } of drawn) {
      const trace = startTrace();
      run(of, facts, trace);
      const named = facts.lines!.ids.map((lineId) => ({ lineId, name: lineId }));
      for (const step of writeSteps(trace, named)) {
        if (CHOICES.test(step.rule) || formulaFen(step) === undefined) continue;
        kinds.add(step.rule.replace(/^[a-z0-9-]+\./, '').replace(/-\d+$/, ''));
      }
    }
  }
  expect([...kinds].sort()).toEqual([
    'above-cap',
    'above-cap-cost',
    'above-price',
    'at-most',
    'band',
    'cap',
    'cash',
    'co-payment',
    'deductible',
    'deductible-due',
    'deductible-reduced',
    'excess',
    'fee-cap',
    'missing',
    'paid',
    'quota',
    'ratio',
    'ratio-of-line',
  ]);
});
