/** Which rules stand behind a reason: those of the catalogue by name, those of layers by their last part. */

import type { ExplanationStep, Reason } from '../../model/index.ts';

const RULES_BEHIND: Readonly<Record<Reason, RegExp>> = {
  excluded: /^(?:catalogue\.excluded|controls\.refused)$/,
  'over-ceiling': /^catalogue\.over-ceiling$/,
  'self-paid-first': /^catalogue\.self-paid-first$/,
  deductible: /\.deductible(?:-due|-reduced)?$/,
  'co-payment': /\.(?:ratio|co-payment|adjusted|band)$/,
  'above-cap': /\.(?:above-cap|above-cap-cost)$/,
  covered: /\.(?:cap(?:-\d+)?|paid)$/,
};

/** The steps that a reason's amount stands on. */
export function stepsBehind(
  reason: Reason,
  steps: readonly ExplanationStep[],
): readonly ExplanationStep[] {
  return steps.filter(({ rule }) => RULES_BEHIND[reason].test(rule));
}
