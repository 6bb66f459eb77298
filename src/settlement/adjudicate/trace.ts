/**
 * The derivation of a decision while it is made: each step its rule and the bare figures, linked to the
 * step before. Nothing is written out until somebody reads it.
 */

import type { Bilingual, ExplanationStep } from '../../model/index.ts';
import {
  type Amount,
  percentText,
  type Quantity,
  quantityText,
  type Rounding,
  type UnitPrice,
  unitPriceText,
  yuanText,
} from '../../money.ts';
import type { Clause } from '../catalogue/catalogue.ts';

/** What a value counts: fen, a numerator over `denominator`, 10⁻⁶ yuan, 10⁻⁴ units; or it is text. */
export type StepUnit = 'yuan' | 'percent' | 'price' | 'quantity' | 'text';

export interface StepInput {
  readonly name: string;
  readonly unit: StepUnit;
  /** What the plan fixes; such an input takes no value. */
  readonly fixed?: string;
  /** Of a percentage. */
  readonly denominator?: bigint;
}

/** Values as text, without their unit: by the place of the input, and the result. */
export type StepTexts = readonly string[];

/** One kind of step: everything that is known before a bill is. */
export interface StepRule {
  /** Such as `inpatient.ratio`. */
  readonly id: string;
  readonly clause: Clause;
  readonly inputs: readonly StepInput[];
  readonly formula: string;
  readonly rounding?: string;
  readonly say: (texts: StepTexts, result: string, line: string, name: string) => Bilingual;
}

/** Fen, a numerator, 10⁻⁶ yuan, 10⁻⁴ units, or text. */
export type TraceValue = bigint | string;

/** A step as it was taken. No rule has more than four inputs that a bill decides. */
export interface TracedStep {
  readonly rule: StepRule;
  /** Index of the line, or WHOLE_BILL. */
  readonly line: number;
  readonly result: bigint;
  readonly a: TraceValue | undefined;
  readonly b: TraceValue | undefined;
  readonly c: TraceValue | undefined;
  readonly d: TraceValue | undefined;
  readonly previous: TracedStep | null;
}

export interface Trace {
  last: TracedStep | null;
}

export function startTrace(): Trace {
  return { last: null };
}

/** Adds a step. The values stand in the order of the rule's inputs that take one. */
export function note(
  trace: Trace,
  rule: StepRule,
  line: number,
  result: bigint,
  a?: TraceValue,
  b?: TraceValue,
  c?: TraceValue,
  d?: TraceValue,
): void {
  trace.last = { rule, line, result, a, b, c, d, previous: trace.last };
}

/** In place of a line: the step speaks of the whole bill. */
export const WHOLE_BILL = -1;

export function stepRule({
  rounding,
  ...rule
}: Omit<StepRule, 'rounding'> & { readonly rounding?: string | undefined }): StepRule {
  return rounding === undefined ? rule : { ...rule, rounding };
}

export function yuan(name: string): StepInput {
  return { name, unit: 'yuan' };
}

export function percent(name: string, denominator: bigint): StepInput {
  return { name, unit: 'percent', denominator };
}

export function fixed(name: string, value: string): StepInput {
  return { name, unit: 'text', fixed: value };
}

export function word(name: string): StepInput {
  return { name, unit: 'text' };
}

/** A rounding as a step carries it: `half-up`, `half-up (assumed)`. */
export function roundingText(rounding: Rounding, clause: Clause): string {
  return clause.isAssumed ? `${rounding} (assumed)` : rounding;
}

/** The steps of a trace, in the order in which they were taken. */
export function tracedSteps({ last }: Trace): readonly TracedStep[] {
  const steps: TracedStep[] = [];
  for (let at = last; at !== null; at = at.previous) steps.push(at);
  return steps.reverse();
}

/** What a step says of the line it speaks of. */
export interface NamedLine {
  readonly lineId: string;
  readonly name: string;
}

/** Writes a trace out. @param lines of the bill, by index */
export function writeSteps(trace: Trace, lines: readonly NamedLine[]): readonly ExplanationStep[] {
  return tracedSteps(trace).map((step) => writeStep(step, lines));
}

function writeStep(
  { rule, line, result, a, b, c, d }: TracedStep,
  lines: readonly NamedLine[],
): ExplanationStep {
  const inputs: Record<string, string> = {};
  const texts: string[] = [];
  const values = [a, b, c, d];
  let next = 0;
  for (const input of rule.inputs) {
    const text = input.fixed ?? valueText(input, values[next++]!);
    texts.push(text);
    const isMoney = input.unit === 'yuan' || input.unit === 'price';
    inputs[input.name] = isMoney ? `${text} yuan` : text;
  }
  const named = line === WHOLE_BILL ? undefined : lines[line]!;
  const said = rule.say(texts, yuanText(result as Amount), named?.lineId ?? '', named?.name ?? '');
  // Nobody changes a step that was taken: its clause is the plan's own.
  return Object.freeze({
    rule: rule.id,
    ...(named === undefined ? {} : { lineId: named.lineId }),
    clause: rule.clause,
    inputs: Object.freeze(inputs),
    formula: rule.formula,
    ...(rule.rounding === undefined ? {} : { rounding: rule.rounding }),
    result: result as Amount,
    text: Object.freeze(said),
  });
}

function valueText({ unit, denominator }: StepInput, value: TraceValue): string {
  switch (unit) {
    case 'yuan':
      return yuanText(value as Amount);
    case 'price':
      return unitPriceText(value as UnitPrice);
    case 'quantity':
      return quantityText(value as Quantity);
    case 'percent':
      return percentText({ numerator: value as bigint, denominator: denominator! });
    case 'text':
      return String(value);
  }
}
