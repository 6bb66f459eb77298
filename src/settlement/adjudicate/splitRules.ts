/** The steps of a line's split: the order and the roundings stand in the plan, class and share in the catalogue. */

import type { BillLine, ProviderLevel } from '../../model/index.ts';
import type { Clause, ItemTerms } from '../catalogue/catalogue.ts';
import type { LineEffect } from './effects.ts';
import type { SplitRules } from './split.ts';
import {
  fixed,
  note,
  roundingText,
  type StepInput,
  type StepRule,
  stepRule,
  type Trace,
  word,
  yuan,
} from './trace.ts';

/** Shares of a catalogue have one scale, that of ratio text. */
const SHARE: (denominator: bigint) => StepInput = (denominator) => ({
  name: 'selfPayFirst',
  unit: 'percent',
  denominator,
});

export interface SplitStepRules {
  readonly push: (
    trace: Trace,
    at: number,
    line: BillLine,
    terms: ItemTerms,
    effect: LineEffect | undefined,
    over: bigint,
    own: bigint,
    eligible: bigint,
    level: ProviderLevel,
  ) => void;
}

export function compileSplitRules(rules: SplitRules, catalogueClause: Clause): SplitStepRules {
  const { excluded, eligibleA, eligibleB } = catalogueRules(catalogueClause);
  const { refused, hospital } = controlRules(rules.clause);
  const overCeiling = ceilingRule(rules);
  const isCeilingFirst = rules.order === 'ceiling-first';
  const shares = new Map<bigint, StepRule>();
  const shareRule = (denominator: bigint): StepRule => {
    const rule = shares.get(denominator) ?? selfPayRule(rules, denominator);
    shares.set(denominator, rule);
    return rule;
  };
  return {
    push(trace, at, line, terms, effect, over, own, eligible, level) {
      const { submitted, itemCode } = line;
      let rest: bigint = submitted;
      if (effect !== undefined) {
        rest = submitted - effect.hospital - effect.refused;
        if (effect.hospital > 0n) note(trace, hospital, at, effect.hospital, submitted);
        if (effect.refused > 0n) note(trace, refused, at, effect.refused, submitted);
      }
      if (terms.benefitClass === 'C') {
        note(trace, excluded, at, rest, itemCode, rest);
        return;
      }
      const ceilingStep = () => {
        if (over === 0n) return;
        const base = isCeilingFirst ? rest : rest - own;
        note(trace, overCeiling, at, over, base, terms.ceiling!, level, line.quantity);
      };
      const isB = terms.benefitClass === 'B';
      if (isCeilingFirst) ceilingStep();
      if (isB) {
        const { numerator, denominator } = terms.selfPayShare;
        const base = isCeilingFirst ? rest - over : rest;
        note(trace, shareRule(denominator), at, own, base, numerator);
      }
      if (!isCeilingFirst) ceilingStep();
      note(trace, isB ? eligibleB : eligibleA, at, eligible, itemCode, rest, over, own);
    },
  };
}

function catalogueRules(clause: Clause) {
  const eligible = (benefitClass: 'A' | 'B', zh: string) =>
    stepRule({
      id: 'catalogue.eligible',
      clause,
      inputs: [
        word('item'),
        fixed('benefitClass', benefitClass),
        yuan('submitted'),
        yuan('overCeiling'),
        yuan('selfPaidFirst'),
      ],
      formula: 'submitted - overCeiling - selfPaidFirst',
      say: (_, result, line, name) => ({
        zh: `第 ${line} 行 ${name}：${zh}类，可报 ${result} 元`,
        en: `line ${line} ${name}: class ${benefitClass}, ${result} yuan eligible`,
      }),
    });
  return {
    eligibleA: eligible('A', '甲'),
    eligibleB: eligible('B', '乙'),
    excluded: stepRule({
      id: 'catalogue.excluded',
      clause,
      inputs: [word('item'), fixed('benefitClass', 'C'), yuan('submitted')],
      formula: 'submitted',
      say: (_, result, line, name) => ({
        zh: `第 ${line} 行 ${name}：丙类，全额自费 ${result} 元`,
        en: `line ${line} ${name}: class C, ${result} yuan self-paid in full`,
      }),
    }),
  };
}

function controlRules(clause: Clause) {
  return {
    refused: stepRule({
      id: 'controls.refused',
      clause,
      inputs: [yuan('submitted')],
      formula: 'what the controls refuse',
      say: (_, result, line, name) => ({
        zh: `第 ${line} 行 ${name}：审核拒付 ${result} 元，个人自费`,
        en: `line ${line} ${name}: ${result} yuan refused by the controls, self-paid`,
      }),
    }),
    hospital: stepRule({
      id: 'controls.hospital',
      clause,
      inputs: [yuan('submitted')],
      formula: 'what the controls put on the hospital',
      say: (_, result, line, name) => ({
        zh: `第 ${line} 行 ${name}：审核扣减 ${result} 元，由医疗机构承担`,
        en: `line ${line} ${name}: ${result} yuan deducted by the controls, borne by the hospital`,
      }),
    }),
  };
}

function ceilingRule({ order, clause, lineRounding, roundingClause }: SplitRules): StepRule {
  const isFirst = order === 'ceiling-first';
  return stepRule({
    id: 'catalogue.over-ceiling',
    clause,
    inputs: [
      yuan(isFirst ? 'submitted' : 'rest'),
      { name: 'ceiling', unit: 'price' },
      word('level'),
      { name: 'quantity', unit: 'quantity' },
    ],
    formula: isFirst ? 'submitted - ceiling × quantity' : 'max(0, rest - ceiling × quantity)',
    rounding: roundingText(lineRounding, roundingClause),
    say: ([, ceiling, , quantity], result, line) => ({
      zh: `第 ${line} 行：限价 ${ceiling} 元 × ${quantity}，超限价 ${result} 元`,
      en: `line ${line}: ceiling ${ceiling} yuan × ${quantity}, ${result} yuan above it`,
    }),
  });
}

function selfPayRule(
  { clause, selfPayRounding, roundingClause }: SplitRules,
  denominator: bigint,
): StepRule {
  return stepRule({
    id: 'catalogue.self-paid-first',
    clause,
    inputs: [yuan('base'), SHARE(denominator)],
    formula: 'base × selfPayFirst',
    rounding: roundingText(selfPayRounding, roundingClause),
    say: ([base, share], result, line) => ({
      zh: `第 ${line} 行：乙类先行自付 ${base} × ${share} = ${result} 元`,
      en: `line ${line}: class B, patient first pays ${base} × ${share} = ${result} yuan`,
    }),
  });
}
