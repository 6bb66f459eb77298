import type { Fault } from './faults.ts';
import type { NumberedStep, Step, VisitPlan } from './steps.ts';

/** A step in one line: who, where, what went wrong, and what came of it. */
export function stepText({ number, step }: NumberedStep, ends: readonly string[]): string {
  return `${String(number).padStart(4)}  ${whatOf(step)}${ends.length > 0 ? ` → ${ends.join(', ')}` : ''}`;
}

function whatOf(step: Step): string {
  switch (step.kind) {
    case 'visit':
      return visitText(step.visit);
    case 'two-visits':
      return `${visitText(step.visits[0])}; ${step.after} turns later ${visitText(step.visits[1])}`;
    case 'event':
      return `${step.event} (desk ${step.desk}, person ${step.person}, county ${step.county}, ${step.amount})${brokenText(step.faults)}`;
  }
}

function visitText({ desk, person, bill, faults }: VisitPlan): string {
  return `person ${person} at desk ${desk}, ${bill} bill${brokenText(faults)}`;
}

function brokenText(faults: readonly Fault[]): string {
  return faults.length === 0 ? '' : `, with ${faults.map(faultText).join(', ')}`;
}

function faultText({ kind, ...rest }: Fault): string {
  const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return `${kind} (${facts.join(', ')})`;
}
