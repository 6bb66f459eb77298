import type { ExplanationStep, Usage } from '../../model/index.ts';
import { percentText, subtract, yuanText } from '../../money.ts';
import type { InstitutionClass } from '../plan/plan.ts';
import type { LayerState } from './layer.ts';
import type { PoolingFigures, PoolingOutcome, PoolingRules } from './pooling.ts';
import { roundingText, step, yuanInput } from './step.ts';

/** Each figure of a pooling layer's outcome, in the order in which it was found. */
export function poolingSteps(
  { usage }: LayerState,
  { id, name, clause }: InstitutionClass,
  figures: PoolingFigures,
  rules: PoolingRules,
  outcome: PoolingOutcome,
): readonly ExplanationStep[] {
  const { eligible } = outcome;
  return [
    step({
      rule: `${rules.id}.eligible`,
      clause,
      inputs: { class: id },
      formula: 'sum of catalogue.eligible',
      result: eligible,
      zh: `可报合计 ${yuanText(eligible)} 元，机构类别：${name.zh}`,
      en: `${yuanText(eligible)} yuan eligible in total, class of institution: ${name.en}`,
    }),
    dueStep(usage, figures, rules, outcome),
    deductibleStep(figures, rules, outcome),
    ...ratioSteps(outcome, figures, rules),
    coPaymentStep(figures, rules, outcome),
    ...capSteps(usage, rules, outcome),
  ];
}

function dueStep(
  usage: Usage,
  { deductible: { amount: full } }: PoolingFigures,
  rules: PoolingRules,
  { due }: PoolingOutcome,
): ExplanationStep {
  const isYearly = rules.deductibleMode === 'per-year-with-top-up';
  const [fullText, met, dueText] = [full, usage.deductibleMet, due].map(yuanText);
  return step({
    rule: `${rules.id}.deductible-due`,
    clause: rules.deductibleModeClause,
    inputs: {
      mode: rules.deductibleMode,
      deductible: yuanInput(full),
      metThisYear: yuanInput(usage.deductibleMet),
    },
    formula: isYearly ? 'max(0, deductible - metThisYear)' : 'deductible',
    result: due,
    zh: isYearly
      ? `起付线 ${fullText} 元，年内已付 ${met} 元，尚应付 ${dueText} 元`
      : `起付线每次住院 ${dueText} 元`,
    en: isYearly
      ? `deductible ${fullText} yuan, ${met} met this year, ${dueText} still due`
      : `deductible of each admission ${dueText} yuan`,
  });
}

function deductibleStep(
  figures: PoolingFigures,
  rules: PoolingRules,
  { eligible, due, deductible }: PoolingOutcome,
): ExplanationStep {
  return step({
    rule: `${rules.id}.deductible`,
    clause: figures.deductible.clause,
    inputs: { eligible: yuanInput(eligible), due: yuanInput(due) },
    formula: 'min(eligible, due)',
    result: deductible,
    zh: `本次起付线 ${yuanText(deductible)} 元由个人支付`,
    en: `${yuanText(deductible)} yuan of deductible paid by the patient`,
  });
}

function coPaymentStep(
  figures: PoolingFigures,
  rules: PoolingRules,
  { base, payable }: PoolingOutcome,
): ExplanationStep {
  const coPayment = subtract(base, payable);
  return step({
    rule: `${rules.id}.co-payment`,
    clause: figures.ratio.clause,
    inputs: { base: yuanInput(base), payable: yuanInput(payable) },
    formula: 'base - payable',
    result: coPayment,
    zh: `按比例个人自付 ${yuanText(coPayment)} 元`,
    en: `${yuanText(coPayment)} yuan of co-payment`,
  });
}

function capSteps(
  { benefitDrawn }: Usage,
  { id, cap }: PoolingRules,
  { payable, capLeft, paid }: PoolingOutcome,
): readonly ExplanationStep[] {
  const [capText, leftText, paidText] = [cap.amount, capLeft, paid].map(yuanText);
  const capped = step({
    rule: `${id}.cap`,
    clause: cap.clause,
    inputs: {
      payable: yuanInput(payable),
      annualCap: yuanInput(cap.amount),
      drawnThisYear: yuanInput(benefitDrawn),
      capLeft: yuanInput(capLeft),
    },
    formula: 'min(payable, max(0, annualCap - drawnThisYear))',
    result: paid,
    zh: `年度封顶线 ${capText} 元，结算前剩余 ${leftText} 元，统筹基金支付 ${paidText} 元`,
    en: `annual cap ${capText} yuan, ${leftText} left before, pooled fund pays ${paidText}`,
  });
  if (paid === payable) return [capped];
  const above = subtract(payable, paid);
  return [
    capped,
    step({
      rule: `${id}.above-cap`,
      clause: cap.clause,
      inputs: { payable: yuanInput(payable), paid: yuanInput(paid) },
      formula: 'payable - paid',
      result: above,
      zh: `超过年度封顶线 ${yuanText(above)} 元由个人支付`,
      en: `${yuanText(above)} yuan above the annual cap paid by the patient`,
    }),
  ];
}

function ratioSteps(
  { base, payable, linePayables }: PoolingOutcome,
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
