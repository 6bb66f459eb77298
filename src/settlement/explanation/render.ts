import type { Language } from '../../errors/table.ts';
import type { AdjudicationFields, ExplanationStep } from '../../model/index.ts';
import { yuanText } from '../../money.ts';
import { assumedMark } from '../receipt/format.ts';

const ROUNDING_TEXTS: Readonly<Record<string, string>> = {
  'half-up': '四舍五入',
  'half-even': '四舍六入五成双',
  down: '舍去',
  up: '进一',
};

/** 计算说明: every step of a decision as text, in order, with rule, inputs, rounding and clause. */
export function renderExplanation(adjudication: AdjudicationFields, language: Language): string {
  const steps = adjudication.steps.map((step, index) => stepText(step, index + 1, language));
  return `${steps.join('\n')}\n`;
}

function stepText(step: ExplanationStep, number: number, language: Language): string {
  const { rule, text, inputs, formula, rounding, result, clause } = step;
  const isChinese = language === 'zh';
  const inputText = Object.entries(inputs)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
  const rounded = rounding === undefined ? '' : `, ${roundingText(rounding, language)}`;
  const labels = isChinese
    ? { inputs: '依据', formula: '算式', result: '结果', clause: '条款', yuan: '元' }
    : { inputs: 'inputs', formula: 'formula', result: 'result', clause: 'clause', yuan: 'yuan' };
  return [
    `${number}. ${text[language]} [${rule}]`,
    `   ${labels.inputs}: ${inputText}`,
    // Some steps choose and compute nothing.
    ...(rule.startsWith('plan.') || /\.(?:adjusted|exempt)$/.test(rule)
      ? []
      : [
          `   ${labels.formula}: ${formula}`,
          `   ${labels.result}: ${yuanText(result)} ${labels.yuan}${rounded}`,
        ]),
    `   ${labels.clause}: ${clause.text[language]}${clause.isAssumed ? assumedMark(clause, language) : ` (${clause.document})`}`,
  ].join('\n');
}

/** `half-up (assumed)` as `四舍五入【假定】`. */
function roundingText(rounding: string, language: Language): string {
  if (language === 'en') return `rounded ${rounding}`;
  const [mode = '', assumed] = rounding.split(' ');
  return `${ROUNDING_TEXTS[mode] ?? mode}${assumed === undefined ? '' : '【假定】'}`;
}
