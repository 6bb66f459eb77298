/** 统筹补偿: deductible, ratio and annual cap of the pooled fund. */

import type { ExplanationStep, LineDecision } from '../../model/index.ts';
import {
  type Amount,
  add,
  amount,
  larger,
  multiply,
  percentText,
  type Ratio,
  type Rounding,
  smaller,
  subtract,
  yuanText,
  ZERO,
} from '../../money.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import type { InstitutionClass } from '../plan/plan.ts';
import { apportion } from './apportion.ts';
import type { LayerFunction, LayerState } from './layer.ts';
import { roundingText, step, yuanInput } from './step.ts';

export interface PoolingRules {
  readonly id: string;
  readonly deductibleMode: 'per-admission' | 'per-year-with-top-up';
  readonly deductibleModeClause: Clause;
  /** By the id of the class of institutions; every paid class is there. */
  readonly figures: ReadonlyMap<string, PoolingFigures>;
  readonly cap: { readonly amount: Amount; readonly clause: Clause };
  readonly rounding: Rounding;
  readonly ratioApplied: 'in-total' | 'per-line';
  readonly roundingClause: Clause;
}

export interface PoolingFigures {
  readonly deductible: { readonly amount: Amount; readonly clause: Clause };
  readonly ratio: { readonly ratio: Ratio; readonly clause: Clause };
}

/** What the layer decides of the eligible amount: eligible = deductible + coPayment + aboveCap + paid. */
interface Outcome {
  readonly eligible: Amount;
  readonly due: Amount;
  readonly deductible: Amount;
  readonly base: Amount;
  readonly payable: Amount;
  readonly capLeft: Amount;
  readonly paid: Amount;
  /** Set when the ratio is applied line by line. */
  readonly linePayables?: readonly {
    readonly lineId: string;
    readonly base: Amount;
    readonly payable: Amount;
  }[];
}

export function compilePooling(rules: PoolingRules): LayerFunction {
  return (state, institutionClass) => {
    const figures = rules.figures.get(institutionClass.id);
    if (!figures) throw new RangeError(`no figures for the class "${institutionClass.id}"`);
    const outcome = decidePooling(state, figures, rules);
    const { eligible, deductible, base, payable, paid } = outcome;
    const { byReason, byPayer, usage } = state;
    return {
      lines: state.lines,
      remaining: subtract(state.remaining, eligible),
      byPayer: { ...byPayer, 'pooled-fund': add(byPayer['pooled-fund'] ?? ZERO, paid) },
      byReason: {
        ...byReason,
        deductible: add(byReason.deductible, deductible),
        'co-payment': add(byReason['co-payment'], subtract(base, payable)),
        'above-cap': add(byReason['above-cap'], subtract(payable, paid)),
        covered: add(byReason.covered, paid),
      },
      usage: {
        ...usage,
        deductibleMet: add(usage.deductibleMet, deductible),
        benefitDrawn: add(usage.benefitDrawn, paid),
      },
      steps: [...state.steps, ...stepsOf(state, institutionClass, figures, rules, outcome)],
    };
  };
}

function decidePooling(
  { remaining: eligible, usage, lines }: LayerState,
  { deductible: { amount: full }, ratio: { ratio } }: PoolingFigures,
  rules: PoolingRules,
): Outcome {
  const due =
    rules.deductibleMode === 'per-admission'
      ? full
      : larger(ZERO, subtract(full, usage.deductibleMet));
  const deductible = smaller(eligible, due);
  const base = subtract(eligible, deductible);
  const capLeft = larger(ZERO, subtract(rules.cap.amount, usage.benefitDrawn));
  const common = { eligible, due, deductible, base, capLeft };
  if (rules.ratioApplied === 'in-total') {
    const payable = multiply(base, ratio, rules.rounding);
    return { ...common, payable, paid: smaller(payable, capLeft) };
  }
  const linePayables = lineBases(lines, deductible).map((line) => ({
    ...line,
    payable: multiply(line.base, ratio, rules.rounding),
  }));
  const payable = add(...linePayables.map((line) => line.payable));
  return { ...common, payable, paid: smaller(payable, capLeft), linePayables };
}

/** The deductible falls on the lines by their eligible amounts, so that their order does not matter. */
function lineBases(
  lines: readonly LineDecision[],
  deductible: Amount,
): readonly { readonly lineId: string; readonly base: Amount }[] {
  const shares = apportion(
    deductible,
    lines.map(({ lineId, eligible }) => ({ id: lineId, weight: eligible })),
  );
  return lines
    .map(({ lineId, eligible }, index) => ({
      lineId,
      base: subtract(eligible, amount(shares[index]!)),
    }))
    .filter(({ base }) => base > 0n);
}

function stepsOf(
  { usage }: LayerState,
  { id, name, clause }: InstitutionClass,
  figures: PoolingFigures,
  rules: PoolingRules,
  outcome: Outcome,
): readonly ExplanationStep[] {
  const { eligible, due, deductible, base, payable, capLeft, paid } = outcome;
  const full = figures.deductible.amount;
  const isYearly = rules.deductibleMode === 'per-year-with-top-up';
  const rule = (name: string) => `${rules.id}.${name}`;
  const steps = [
    step({
      rule: rule('eligible'),
      clause,
      inputs: { class: id },
      formula: 'sum of catalogue.eligible',
      result: eligible,
      zh: `可报合计 ${yuanText(eligible)} 元，机构类别：${name.zh}`,
      en: `${yuanText(eligible)} yuan eligible in total, class of institution: ${name.en}`,
    }),
    step({
      rule: rule('deductible-due'),
      clause: rules.deductibleModeClause,
      inputs: {
        mode: rules.deductibleMode,
        deductible: yuanInput(full),
        metThisYear: yuanInput(usage.deductibleMet),
      },
      formula: isYearly ? 'max(0, deductible - metThisYear)' : 'deductible',
      result: due,
      zh: isYearly
        ? `起付线 ${yuanText(full)} 元，年内已付 ${yuanText(usage.deductibleMet)} 元，尚应付 ${yuanText(due)} 元`
        : `起付线每次住院 ${yuanText(due)} 元`,
      en: isYearly
        ? `deductible ${yuanText(full)} yuan, ${yuanText(usage.deductibleMet)} met this year, ${yuanText(due)} still due`
        : `deductible of each admission ${yuanText(due)} yuan`,
    }),
    step({
      rule: rule('deductible'),
      clause: figures.deductible.clause,
      inputs: { eligible: yuanInput(eligible), due: yuanInput(due) },
      formula: 'min(eligible, due)',
      result: deductible,
      zh: `本次起付线 ${yuanText(deductible)} 元由个人支付`,
      en: `${yuanText(deductible)} yuan of deductible paid by the patient`,
    }),
  ];
  steps.push(...ratioSteps(outcome, figures, rules));
  steps.push(
    step({
      rule: rule('co-payment'),
      clause: figures.ratio.clause,
      inputs: { base: yuanInput(base), payable: yuanInput(payable) },
      formula: 'base - payable',
      result: subtract(base, payable),
      zh: `按比例个人自付 ${yuanText(subtract(base, payable))} 元`,
      en: `${yuanText(subtract(base, payable))} yuan of co-payment`,
    }),
    step({
      rule: rule('cap'),
      clause: rules.cap.clause,
      inputs: {
        payable: yuanInput(payable),
        annualCap: yuanInput(rules.cap.amount),
        drawnThisYear: yuanInput(usage.benefitDrawn),
        capLeft: yuanInput(capLeft),
      },
      formula: 'min(payable, max(0, annualCap - drawnThisYear))',
      result: paid,
      zh: `年度封顶线 ${yuanText(rules.cap.amount)} 元，结算前剩余 ${yuanText(capLeft)} 元，统筹基金支付 ${yuanText(paid)} 元`,
      en: `annual cap ${yuanText(rules.cap.amount)} yuan, ${yuanText(capLeft)} left before, pooled fund pays ${yuanText(paid)}`,
    }),
  );
  if (paid < payable) {
    const above = subtract(payable, paid);
    steps.push(
      step({
        rule: rule('above-cap'),
        clause: rules.cap.clause,
        inputs: { payable: yuanInput(payable), paid: yuanInput(paid) },
        formula: 'payable - paid',
        result: above,
        zh: `超过年度封顶线 ${yuanText(above)} 元由个人支付`,
        en: `${yuanText(above)} yuan above the annual cap paid by the patient`,
      }),
    );
  }
  return steps;
}

function ratioSteps(
  { base, payable, linePayables }: Outcome,
  { ratio: { ratio, clause } }: PoolingFigures,
  rules: PoolingRules,
): readonly ExplanationStep[] {
  const percent = percentText(ratio);
  const rounding = roundingText(rules.rounding, rules.roundingClause);
  const rule = `${rules.id}.ratio`;
  const lines = (linePayables ?? []).map((line) =>
    step({
      rule: `${rule}-of-line`,
      lineId: line.lineId,
      clause,
      inputs: { base: yuanInput(line.base), ratio: percent },
      formula: 'base × ratio',
      rounding,
      result: line.payable,
      zh: `第 ${line.lineId} 行：${yuanText(line.base)} × ${percent} = ${yuanText(line.payable)} 元`,
      en: `line ${line.lineId}: ${yuanText(line.base)} × ${percent} = ${yuanText(line.payable)} yuan`,
    }),
  );
  return [
    ...lines,
    step({
      rule,
      clause,
      inputs: { base: yuanInput(base), ratio: percent, applied: rules.ratioApplied },
      formula: linePayables ? `sum of ${rule}-of-line` : 'base × ratio',
      rounding: linePayables ? undefined : rounding,
      result: payable,
      zh: linePayables
        ? `补偿比例 ${percent} 逐行计算，合计 ${yuanText(payable)} 元`
        : `补偿比例：${yuanText(base)} × ${percent} = ${yuanText(payable)} 元`,
      en: linePayables
        ? `ratio ${percent} applied line by line, ${yuanText(payable)} yuan in total`
        : `ratio: ${yuanText(base)} × ${percent} = ${yuanText(payable)} yuan`,
    }),
  ];
}
