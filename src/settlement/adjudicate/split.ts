/** 目录分割: how a line falls apart before any layer of the plan sees it. */

import type { BillLine, ExplanationStep, LineDecision, ProviderLevel } from '../../model/index.ts';
import {
  type Amount,
  larger,
  lineAmount,
  multiply,
  percentText,
  quantityText,
  type Rounding,
  subtract,
  type UnitPrice,
  unitPriceText,
  yuanText,
  ZERO,
} from '../../money.ts';
import type { CatalogueItem, Clause } from '../catalogue/catalogue.ts';
import { roundingText, step, yuanInput } from './step.ts';

export interface LineSplit {
  readonly decision: LineDecision;
  readonly steps: readonly ExplanationStep[];
}

/** Splits one line by the item of the treating county's catalogue. Pure. */
export type SplitLine = (
  line: BillLine,
  item: CatalogueItem,
  level: ProviderLevel,
  catalogueClause: Clause,
) => LineSplit;

export interface SplitRules {
  readonly order: 'ceiling-first' | 'self-pay-first';
  readonly clause: Clause;
  readonly lineRounding: Rounding;
  readonly selfPayRounding: Rounding;
  readonly roundingClause: Clause;
}

/**
 * Ceiling first: what lies above the ceiling, then the patient's share of the rest. Self-pay first:
 * the patient's share of the whole line, then what of the rest lies above the ceiling. Whatever is
 * left, by subtraction, is eligible.
 */
export function compileSplit(rules: SplitRules): SplitLine {
  return (line, item, level, catalogueClause) => {
    if (item.benefitClass === 'C') return excludedLine(line, catalogueClause);
    const share = (of: Amount) => multiply(of, item.selfPayFirst, rules.selfPayRounding);
    const above = (rest: Amount) => aboveCeiling(rest, line, item.ceilings?.[level], rules);
    const { submitted } = line;
    let overCeiling: Amount;
    let selfPaidFirst: Amount;
    if (rules.order === 'ceiling-first') {
      overCeiling = above(submitted);
      selfPaidFirst = share(subtract(submitted, overCeiling));
    } else {
      selfPaidFirst = share(submitted);
      overCeiling = above(subtract(submitted, selfPaidFirst));
    }
    const eligible = subtract(subtract(submitted, overCeiling), selfPaidFirst);
    const decision = { ...head(line, item), excluded: ZERO, overCeiling, selfPaidFirst, eligible };
    return { decision, steps: stepsOf(decision, line, item, level, rules, catalogueClause) };
  };
}

function head(line: BillLine, { benefitClass }: CatalogueItem) {
  const { lineId, itemCode, name, submitted } = line;
  return { lineId, itemCode, name, benefitClass, submitted };
}

/** A price at or below the ceiling cuts nothing, even where the line's amount was rounded up. */
function aboveCeiling(
  rest: Amount,
  line: BillLine,
  ceiling: UnitPrice | undefined,
  { lineRounding }: SplitRules,
): Amount {
  if (ceiling === undefined || line.unitPrice <= ceiling) return ZERO;
  return larger(ZERO, subtract(rest, lineAmount(ceiling, line.quantity, lineRounding)));
}

function excludedLine(line: BillLine, clause: Clause): LineSplit {
  const { lineId, itemCode, name, submitted } = line;
  return {
    decision: {
      lineId,
      itemCode,
      name,
      benefitClass: 'C',
      submitted,
      excluded: submitted,
      overCeiling: ZERO,
      selfPaidFirst: ZERO,
      eligible: ZERO,
    },
    steps: [
      step({
        rule: 'catalogue.excluded',
        lineId,
        clause,
        inputs: { item: itemCode, benefitClass: 'C', submitted: yuanInput(submitted) },
        formula: 'submitted',
        result: submitted,
        zh: `第 ${lineId} 行 ${name}：丙类，全额自费 ${yuanText(submitted)} 元`,
        en: `line ${lineId} ${name}: class C, ${yuanText(submitted)} yuan self-paid in full`,
      }),
    ],
  };
}

function stepsOf(
  decision: LineDecision,
  line: BillLine,
  item: CatalogueItem,
  level: ProviderLevel,
  rules: SplitRules,
  catalogueClause: Clause,
): readonly ExplanationStep[] {
  const steps: ExplanationStep[] = [];
  if (decision.overCeiling > 0n) steps.push(ceilingStep(decision, line, item, level, rules));
  if (item.benefitClass === 'B') steps.push(selfPayStep(decision, item, rules));
  // Where the patient's share is taken first, the ceiling cuts what is left of it.
  if (rules.order === 'self-pay-first') steps.reverse();
  const { lineId, name, submitted, overCeiling, selfPaidFirst, eligible } = decision;
  steps.push(
    step({
      rule: 'catalogue.eligible',
      lineId,
      clause: catalogueClause,
      inputs: {
        item: item.code,
        benefitClass: item.benefitClass,
        submitted: yuanInput(submitted),
        overCeiling: yuanInput(overCeiling),
        selfPaidFirst: yuanInput(selfPaidFirst),
      },
      formula: 'submitted - overCeiling - selfPaidFirst',
      result: eligible,
      zh: `第 ${lineId} 行 ${name}：${item.benefitClass === 'A' ? '甲' : '乙'}类，可报 ${yuanText(eligible)} 元`,
      en: `line ${lineId} ${name}: class ${item.benefitClass}, ${yuanText(eligible)} yuan eligible`,
    }),
  );
  return steps;
}

function ceilingStep(
  { lineId, submitted, selfPaidFirst, overCeiling }: LineDecision,
  line: BillLine,
  item: CatalogueItem,
  level: ProviderLevel,
  rules: SplitRules,
): ExplanationStep {
  const ceiling = unitPriceText(item.ceilings![level]);
  const isFirst = rules.order === 'ceiling-first';
  const quantity = quantityText(line.quantity);
  return step({
    rule: 'catalogue.over-ceiling',
    lineId,
    clause: rules.clause,
    inputs: {
      submitted: yuanInput(submitted),
      ...(isFirst ? {} : { selfPaidFirst: yuanInput(selfPaidFirst) }),
      ceiling: `${ceiling} yuan`,
      level,
      quantity,
    },
    formula: isFirst
      ? 'submitted - ceiling × quantity'
      : 'max(0, submitted - selfPaidFirst - ceiling × quantity)',
    rounding: roundingText(rules.lineRounding, rules.roundingClause),
    result: overCeiling,
    zh: `第 ${lineId} 行：限价 ${ceiling} 元 × ${quantity}，超限价 ${yuanText(overCeiling)} 元`,
    en: `line ${lineId}: ceiling ${ceiling} yuan × ${quantity}, ${yuanText(overCeiling)} yuan above it`,
  });
}

function selfPayStep(
  { lineId, submitted, overCeiling, selfPaidFirst }: LineDecision,
  item: CatalogueItem,
  rules: SplitRules,
): ExplanationStep {
  const isFirst = rules.order === 'self-pay-first';
  const percent = percentText(item.selfPayFirst);
  const base = isFirst ? submitted : subtract(submitted, overCeiling);
  return step({
    rule: 'catalogue.self-paid-first',
    lineId,
    clause: rules.clause,
    inputs: { base: yuanInput(base), selfPayFirst: percent },
    formula: 'base × selfPayFirst',
    rounding: roundingText(rules.selfPayRounding, rules.roundingClause),
    result: selfPaidFirst,
    zh: `第 ${lineId} 行：乙类先行自付 ${yuanText(base)} × ${percent} = ${yuanText(selfPaidFirst)} 元`,
    en: `line ${lineId}: class B, patient first pays ${yuanText(base)} × ${percent} = ${yuanText(selfPaidFirst)} yuan`,
  });
}
