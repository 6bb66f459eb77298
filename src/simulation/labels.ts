/**
 * Names for steps and for what is left of them, so that one command can say which part of a history to
 * run: `120` the step whole, `120.2` the second of its two visits alone, `120-1` without its first fault.
 */

import type { Fault } from './faults.ts';
import type { NumberedStep, Step } from './steps.ts';

const LABEL = /^(\d+)(?:\.([12]))?((?:-\d+)*)$/;

/** @throws RangeError for a label that names nothing in the history */
export function stepOf(history: readonly NumberedStep[], label: string): NumberedStep {
  const [, number, half, dropped = ''] = LABEL.exec(label) ?? [];
  const whole = history[Number(number) - 1];
  if (!whole) throw new RangeError(`no step ${label}`);
  const step = halfOf(whole.step, half);
  if (dropped === '') return { ...whole, step };
  if (step.kind === 'two-visits') throw new RangeError(`no step ${label}`);
  const indexes = new Set(dropped.slice(1).split('-').map(Number));
  if (step.kind === 'event') return { ...whole, step: without(step, indexes) };
  return { ...whole, step: { kind: 'visit', visit: without(step.visit, indexes) } };
}

/** The labels of the same step with one thing less. */
export function simpler(history: readonly NumberedStep[], label: string): readonly string[] {
  const [, number, half] = LABEL.exec(label) ?? [];
  const step = halfOf(history[Number(number) - 1]!.step, half);
  if (step.kind === 'two-visits') return [`${label}.1`, `${label}.2`];
  const dropped = new Set(label.split('-').slice(1));
  const { faults } = step.kind === 'event' ? step : step.visit;
  const left = faults.map((_, at) => String(at + 1)).filter((at) => !dropped.has(at));
  return left.map((at) => `${label}-${at}`);
}

function halfOf(step: Step, half: string | undefined): Step {
  if (half === undefined || step.kind !== 'two-visits') return step;
  return { kind: 'visit', visit: step.visits[half === '1' ? 0 : 1] };
}

function without<T extends { readonly faults: readonly Fault[] }>(
  from: T,
  indexes: ReadonlySet<number>,
): T {
  return { ...from, faults: from.faults.filter((_, at) => !indexes.has(at + 1)) };
}
