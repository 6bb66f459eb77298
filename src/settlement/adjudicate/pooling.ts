/** 统筹补偿: deductible, ratio and annual cap of the pooled fund. */

import type { LineDecision } from '../../model/index.ts';
import {
  type Amount,
  add,
  amount,
  larger,
  multiply,
  type Ratio,
  type Rounding,
  smaller,
  subtract,
  ZERO,
} from '../../money.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import { apportion } from './apportion.ts';
import type { LayerFunction, LayerState } from './layer.ts';
import { poolingSteps } from './poolingSteps.ts';

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

/** What the layer decides: eligible = deductible + base, base = co-payment + payable, payable = above cap + paid. */
export interface PoolingOutcome {
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
      steps: [...state.steps, ...poolingSteps(state, institutionClass, figures, rules, outcome)],
    };
  };
}

function decidePooling(
  { remaining: eligible, usage, lines }: LayerState,
  { deductible: { amount: full }, ratio: { ratio } }: PoolingFigures,
  rules: PoolingRules,
): PoolingOutcome {
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
