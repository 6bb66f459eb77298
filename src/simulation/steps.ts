/**
 * A history is a list of steps, drawn before the world begins. A step names what it needs by number, so
 * that any of them, or any fault in one, can be taken out and the rest still means something: that is
 * how a long failing history becomes a short one.
 */

import { drawCourse } from './courses.ts';
import { drawFault, type Fault, type FaultKind } from './faults.ts';
import type { SeededRandom } from './random.ts';
import { drawTemper, type Temper } from './temper.ts';

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
  'replace-sam',
  'county-reverses',
  'new-plan',
  'new-catalogue',
  'stay',
  'referral',
  'refund',
  'underpaid',
  'review',
  'day-end',
  'older-copy',
  'restore',
  'rotate',
  'year-end',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface VisitPlan {
  readonly desk: number;
  readonly person: number;
  /**
   * `again`: the newest bill of this person that nobody has a receipt for, if there is one. `plain`: a new
   * one of a stay, which every plan pays.
   */
  readonly bill: 'new' | 'again' | 'paid' | 'plain';
  readonly billSeed: number;
  readonly faults: readonly Fault[];
}

export interface EventStep {
  readonly kind: 'event';
  readonly event: EventKind;
  readonly desk: number;
  readonly person: number;
  readonly county: number;
  /** Meaning by event: milliseconds, messages, which of several things is done. */
  readonly amount: number;
  /** Of events at a desk. */
  readonly faults: readonly Fault[];
}

export interface VisitStep {
  readonly kind: 'visit';
  readonly visit: VisitPlan;
}

export type Step =
  | VisitStep
  /** Two desks at work at the same time; with one card, it is pulled from the first for the second. */
  | {
      readonly kind: 'two-visits';
      readonly visits: readonly [VisitPlan, VisitPlan];
      /** Turns until the second begins. */
      readonly after: number;
    }
  | EventStep;

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
/** At these a desk works: faults may meet it. */
const AT_DESK: ReadonlySet<EventKind> = new Set([
  'recover',
  'reverse',
  'stay',
  'referral',
  'refund',
  'underpaid',
  'day-end',
  'rotate',
]);

export function drawHistory(random: SeededRandom, shape: HistoryShape): readonly NumberedStep[] {
  const temper = drawTemper(random, shape);
  const steps: NumberedStep[] = [];
  let visits = 0;
  // A visit comes every few turns, so it ends.
  while (visits < shape.visits) {
    for (const step of drawTurn(random, shape, temper)) {
      visits += step.kind === 'visit' ? 1 : step.kind === 'two-visits' ? 2 : 0;
      steps.push({ number: steps.length + 1, step, seed: random.word() });
    }
  }
  return steps;
}

function drawTurn(random: SeededRandom, shape: HistoryShape, temper: Temper): readonly Step[] {
  const { eventsPercent, pairsPercent, coursesPercent } = temper;
  const roll = random.below(100);
  const hasEvents = shape.events.length > 0;
  if (roll < eventsPercent) return hasEvents ? [drawEvent(random, shape, temper)] : [];
  if (roll < eventsPercent + pairsPercent) return [drawPair(random, shape, temper)];
  if (roll < eventsPercent + pairsPercent + coursesPercent) {
    return drawCourse(random, shape).flatMap((step) => allowed(step, shape) ?? []);
  }
  return [{ kind: 'visit', visit: drawVisit(random, shape, temper) }];
}

/** A step of a course, without what may not happen. */
function allowed(step: VisitStep | EventStep, { faults, events }: HistoryShape): Step | undefined {
  const chosen = (each: readonly Fault[]) => each.filter(({ kind }) => faults.includes(kind));
  if (step.kind === 'visit') {
    return { kind: 'visit', visit: { ...step.visit, faults: chosen(step.visit.faults) } };
  }
  return events.includes(step.event) ? { ...step, faults: chosen(step.faults) } : undefined;
}

function drawPair(random: SeededRandom, shape: HistoryShape, temper: Temper): Step {
  const first = drawVisit(random, shape, temper);
  if (shape.desks === 1) return { kind: 'visit', visit: first };
  const second = drawVisit(random, shape, temper);
  const other = (first.desk + 1 + random.below(shape.desks - 1)) % shape.desks;
  // The same card at both desks, every other time.
  const person = random.oneIn(2) ? first.person : second.person;
  const visits = [first, { ...second, desk: other, person }] as const;
  return { kind: 'two-visits', visits, after: random.below(60) };
}

function drawVisit(random: SeededRandom, shape: HistoryShape, temper: Temper): VisitPlan {
  const roll = random.below(10);
  return {
    desk: random.below(shape.desks),
    person: drawPerson(random, shape, temper),
    bill: roll < 5 ? 'new' : roll < 9 ? 'again' : 'paid',
    billSeed: random.word(),
    faults: drawFaults(random, temper),
  };
}

/** Few faults at a time find more than many. */
function drawFaults(random: SeededRandom, { faults, faultyOf }: Temper): readonly Fault[] {
  const [some, of] = faultyOf;
  if (faults.length === 0 || random.below(of) >= some) return [];
  const count = random.oneIn(4) ? 2 : 1;
  return Array.from({ length: count }, () => drawFault(random.pick(faults), random));
}

function drawPerson(random: SeededRandom, { persons }: HistoryShape, { regulars }: Temper): number {
  return random.oneIn(2) ? random.pick(regulars) : random.below(persons);
}

function drawEvent(random: SeededRandom, shape: HistoryShape, temper: Temper): Step {
  const event = random.pick(temper.events);
  return {
    kind: 'event',
    event,
    desk: random.below(shape.desks),
    person: drawPerson(random, shape, temper),
    county: random.below(shape.counties),
    amount: amountOf(event, random),
    faults: AT_DESK.has(event) ? drawFaults(random, temper) : [],
  };
}

function amountOf(event: EventKind, random: SeededRandom): number {
  switch (event) {
    case 'jump-clock':
      return random.pick([-1, 1]) * random.between(1, 48) * HOUR_MS;
    case 'pass-time':
      return random.oneIn(4) ? random.between(1, 20) * DAY_MS : random.between(1, 300) * MINUTE_MS;
    case 'stay':
    case 'referral':
    case 'refund':
    case 'underpaid':
    case 'rotate':
      return random.below(1000);
    default:
      return random.between(1, 4);
  }
}
