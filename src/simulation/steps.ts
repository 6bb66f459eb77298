/**
 * A history is a list of steps, drawn before the world begins. A step names what it needs by number, so
 * that any of them, or any fault in one, can be taken out and the rest still means something: that is
 * how a long failing history becomes a short one.
 */

import { drawFault, type Fault, type FaultKind } from './faults.ts';
import type { SeededRandom } from './random.ts';

/** What may happen between visits. */
export const EVENT_KINDS = [
  'restart-desk',
  'recover',
  'reverse',
  'restart-centre',
  'jump-clock',
  'pass-time',
  'partition',
  'block-card',
  'stale-lists',
  'deliver',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface VisitPlan {
  readonly desk: number;
  readonly person: number;
  /** `again`: the newest bill of this person that nobody has a receipt for, if there is one. */
  readonly bill: 'new' | 'again' | 'paid';
  readonly billSeed: number;
  readonly faults: readonly Fault[];
}

export type Step =
  | { readonly kind: 'visit'; readonly visit: VisitPlan }
  /** Two desks at work at the same time; with one card, it is pulled from the first for the second. */
  | {
      readonly kind: 'two-visits';
      readonly visits: readonly [VisitPlan, VisitPlan];
      /** Turns until the second begins. */
      readonly after: number;
    }
  | {
      readonly kind: 'event';
      readonly event: EventKind;
      readonly desk: number;
      readonly person: number;
      readonly county: number;
      /** Meaning by event: milliseconds, messages. */
      readonly amount: number;
    };

/** A step with its number in the history as it was drawn, which it keeps when others are taken out. */
export interface NumberedStep {
  readonly number: number;
  readonly step: Step;
  /** Seed of everything that the step itself draws: whose turn it is. */
  readonly seed: number;
}

export interface HistoryShape {
  readonly desks: number;
  readonly persons: number;
  readonly counties: number;
  /** How many visits the history has. */
  readonly visits: number;
  /** Kinds that may happen. */
  readonly faults: readonly FaultKind[];
  readonly events: readonly EventKind[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export function drawHistory(random: SeededRandom, shape: HistoryShape): readonly NumberedStep[] {
  const steps: NumberedStep[] = [];
  let visits = 0;
  // One visit a turn at least, so it ends.
  while (visits < shape.visits) {
    const step = drawStep(random, shape);
    if (step.kind === 'visit') visits += 1;
    if (step.kind === 'two-visits') visits += 2;
    steps.push({ number: steps.length + 1, step, seed: random.word() });
    if (step.kind === 'event' && shape.events.length === 0) throw new Error('no events to draw');
  }
  return steps;
}

function drawStep(random: SeededRandom, shape: HistoryShape): Step {
  const roll = random.below(100);
  if (roll < 18 && shape.events.length > 0) return drawEvent(random, shape);
  if (roll < 26 && shape.desks > 1) {
    const first = drawVisit(random, shape);
    const second = drawVisit(random, shape);
    const other = (first.desk + 1 + random.below(shape.desks - 1)) % shape.desks;
    // The same card at both desks, every other time.
    const person = random.oneIn(2) ? first.person : second.person;
    const visits = [first, { ...second, desk: other, person }] as const;
    return { kind: 'two-visits', visits, after: random.below(60) };
  }
  return { kind: 'visit', visit: drawVisit(random, shape) };
}

function drawVisit(random: SeededRandom, { desks, persons, faults }: HistoryShape): VisitPlan {
  // Half of all visits go well; few faults at a time find more than many.
  const count = faults.length === 0 || random.oneIn(2) ? 0 : 1 + (random.oneIn(4) ? 1 : 0);
  const roll = random.below(10);
  return {
    desk: random.below(desks),
    person: random.below(persons),
    bill: roll < 5 ? 'new' : roll < 9 ? 'again' : 'paid',
    billSeed: random.word(),
    faults: Array.from({ length: count }, () => drawFault(random.pick(faults), random)),
  };
}

function drawEvent(random: SeededRandom, { desks, persons, counties, events }: HistoryShape): Step {
  const event = random.pick(events);
  return {
    kind: 'event',
    event,
    desk: random.below(desks),
    person: random.below(persons),
    county: random.below(counties),
    amount: amountOf(event, random),
  };
}

function amountOf(event: EventKind, random: SeededRandom): number {
  switch (event) {
    case 'jump-clock':
      return random.pick([-1, 1]) * random.between(1, 48) * HOUR_MS;
    case 'pass-time':
      return random.oneIn(4) ? random.between(1, 20) * DAY_MS : random.between(1, 300) * MINUTE_MS;
    default:
      return random.between(1, 4);
  }
}
