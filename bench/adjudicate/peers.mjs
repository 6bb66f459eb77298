// The small rule in other rule engines. Both count in numbers: whole fen, which are exact at this size.
import { ZenEngine } from '@gorules/zen-engine';
import jsonRulesEngine from 'json-rules-engine';
import { FIGURES, LEVELS } from './smallRule.mjs';

/** What an engine is asked with: the figures that the rule looks at. */
export function inputOf({ institution, split, year }) {
  return {
    level: LEVELS[institution],
    total: Number(split.total),
    eligible: Number(split.eligible),
    drawn: Number(year.benefitDrawn),
  };
}

const cell = (id, field) => ({ id, name: field, field });
const SUMS = [
  ['deductible', 'min([eligible, due])'],
  ['counted', 'eligible - $.deductible'],
  ['payable', 'floor((2 * $.counted * ratio + 100) / 200)'],
  ['fund', 'min([$.payable, max([cap - drawn, 0])])'],
  ['coPayment', '$.counted - $.payable'],
  ['aboveCap', '$.payable - $.fund'],
  ['cash', 'total - $.fund'],
];

/** A decision table picks the figures, an expression node does the sums. */
export function zenDecision() {
  const table = {
    id: 'figures',
    name: 'figures',
    type: 'decisionTableNode',
    position: { x: 200, y: 0 },
    content: {
      hitPolicy: 'first',
      passThrough: true,
      inputField: null,
      outputPath: null,
      executionMode: 'single',
      inputs: [cell('i', 'level')],
      outputs: [cell('o1', 'due'), cell('o2', 'ratio'), cell('o3', 'cap')],
      rules: LEVELS.map((level) => ({
        _id: level,
        i: `"${level}"`,
        o1: `${FIGURES[level].deductible * 100}`,
        o2: `${FIGURES[level].ratio}`,
        o3: `${FIGURES[level].cap * 100}`,
      })),
    },
  };
  const sums = {
    id: 'sums',
    name: 'sums',
    type: 'expressionNode',
    position: { x: 400, y: 0 },
    content: {
      passThrough: false,
      inputField: null,
      outputPath: null,
      executionMode: 'single',
      expressions: SUMS.map(([key, value]) => ({ id: key, key, value })),
    },
  };
  const input = { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 }, content: {} };
  const output = {
    id: 'out',
    name: 'out',
    type: 'outputNode',
    position: { x: 600, y: 0 },
    content: {},
  };
  const nodes = [input, table, sums, output];
  const edges = nodes.slice(1).map(({ id: targetId }, at) => ({
    id: `e${at}`,
    type: 'edge',
    sourceId: nodes[at].id,
    targetId,
  }));
  return new ZenEngine().createDecision({ nodes, edges });
}

/** A rule a level picks the figures; the sums, which the engine cannot do, are by hand and cost it nothing. */
export function jsonRules() {
  const engine = new jsonRulesEngine.Engine();
  for (const level of LEVELS) {
    const { deductible, ratio, cap } = FIGURES[level];
    engine.addRule({
      conditions: { all: [{ fact: 'level', operator: 'equal', value: level }] },
      event: { type: 'figures', params: { due: deductible * 100, ratio, cap: cap * 100 } },
    });
  }
  return async (input) => {
    const { events } = await engine.run(input);
    const { due, ratio, cap } = events[0].params;
    const { eligible, total, drawn } = input;
    const deductible = Math.min(eligible, due);
    const counted = eligible - deductible;
    const payable = Math.floor((2 * counted * ratio + 100) / 200);
    const fund = Math.min(payable, Math.max(cap - drawn, 0));
    const coPayment = counted - payable;
    return { deductible, coPayment, aboveCap: payable - fund, fund, cash: total - fund };
  };
}
