/** 计算过程: each step of the decision as the interface's calcName, calcMemo, calcBefore, calcAfter. */

import type { ExplanationStep } from '../../../model/index.ts';
import { fourText } from './amounts.ts';
import type { XmlField } from './xml.ts';

/** `calculationMethod` and the list behind it; steps that speak of one line come after the others. */
export function traceFields(steps: readonly ExplanationStep[]): readonly XmlField[] {
  const whole = steps.filter(({ lineId }) => lineId === undefined);
  const ofLines = steps.filter(({ lineId }) => lineId !== undefined);
  return [
    ['calculationMethod', whole.map(({ text }) => text.zh).join('；')],
    ['list', [...whole, ...ofLines].map((step) => ['calcProgress', stepFields(step)] as const)],
  ];
}

function stepFields(step: ExplanationStep): readonly XmlField[] {
  const { text, clause, formula, inputs, result, rounding } = step;
  // By name: the journal keeps them in an order of its own, and the settlement says what the trial said.
  const given = Object.entries(inputs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value.replace(/ yuan$/, '元')}`);
  return [
    ['calcName', text.zh],
    ['calcMemo', [clause.text.zh, formula, ...(rounding ? [rounding] : [])].join('；')],
    ['calcBefore', given.join('，')],
    ['calcAfter', fourText(result)],
  ];
}
