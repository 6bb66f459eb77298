import type { ExplanationStep } from '../../model/index.ts';
import { type Amount, type Rounding, yuanText } from '../../money.ts';
import type { Clause } from '../catalogue/catalogue.ts';

/** An amount as the input of a step: `1234.50 yuan`. */
export function yuanInput(value: Amount): string {
  return `${yuanText(value)} yuan`;
}

/** A rounding as a step carries it: `half-up`, `half-up (assumed)`. */
export function roundingText(rounding: Rounding, clause: Clause): string {
  return clause.isAssumed ? `${rounding} (assumed)` : rounding;
}

/** A step without the fields that are absent. */
export function step(
  fields: Omit<ExplanationStep, 'text' | 'lineId' | 'rounding'> & {
    readonly lineId?: string | undefined;
    readonly rounding?: string | undefined;
    readonly zh: string;
    readonly en: string;
  },
): ExplanationStep {
  const { lineId, rounding, zh, en, ...rest } = fields;
  return {
    ...rest,
    ...(lineId === undefined ? {} : { lineId }),
    ...(rounding === undefined ? {} : { rounding }),
    text: { zh, en },
  };
}
