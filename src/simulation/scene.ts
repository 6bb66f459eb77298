/** Where a course of steps plays: one card, a desk, and the others that it may go to. */

import type { SagaState } from '../terminal/index.ts';
import type { Fault } from './faults.ts';
import type { SeededRandom } from './random.ts';
import { SCRIPTS } from './referrals.ts';
import type { EventKind, EventStep, HistoryShape, VisitStep } from './steps.ts';

export type CourseStep = VisitStep | EventStep;
export type Course = (scene: Scene) => readonly CourseStep[];

const DESKS_A_HOSPITAL = 2;

/** One person at one desk, and another desk that the card may go to. */
export class Scene {
  readonly #random: SeededRandom;
  readonly #shape: HistoryShape;
  readonly #desk: number;
  readonly #other: number;
  /** A desk of another hospital. */
  readonly #hospital: number;
  readonly #person: number;
  readonly #county: number;

  constructor(random: SeededRandom, shape: HistoryShape) {
    const { desks, persons, counties } = shape;
    this.#random = random;
    this.#shape = shape;
    this.#desk = random.below(desks);
    this.#other = (this.#desk + 1) % desks;
    this.#hospital = (this.#desk + DESKS_A_HOSPITAL) % desks;
    this.#person = random.below(persons);
    this.#county = Math.floor((this.#person * counties) / persons);
  }

  /** Somebody at some desk, often another one. */
  another(): Scene {
    return new Scene(this.#random, this.#shape);
  }

  visit(...faults: readonly Fault[]): VisitStep {
    return this.#visitAt(this.#desk, faults);
  }

  visitElsewhere(...faults: readonly Fault[]): VisitStep {
    return this.#visitAt(this.#other, faults);
  }

  event(event: EventKind, amount = 1, ...faults: readonly Fault[]): EventStep {
    const [desk, person, county] = [this.#desk, this.#person, this.#county];
    return { kind: 'event', event, desk, person, county, amount, faults };
  }

  /** A stay from its admission to its last bill, by a referral where there is one. */
  stayHere(script: keyof typeof SCRIPTS = 'straight', ...faults: readonly Fault[]): EventStep {
    return this.event('referral', SCRIPTS[script] + this.below(1000), ...faults);
  }

  stayElsewhere(script?: keyof typeof SCRIPTS, ...faults: readonly Fault[]): EventStep {
    return { ...this.stayHere(script, ...faults), desk: this.#hospital };
  }

  visitOrRecover(): CourseStep {
    return this.isHeads() ? this.visit() : this.event('recover');
  }

  /** A visit that waits for its card, left before or while it is written. */
  waiting(): VisitStep {
    return this.visit(this.breakAfter(this.pick(['answered', 'card-pending'])));
  }

  /** The power goes before anything is done after the state. */
  breakAfter(state: SagaState): Fault {
    const port = state === 'card-committed' ? 'sam' : 'card';
    return { kind: 'power-cut', port, nth: 1, after: state, when: 'before' };
  }

  /** The card is out while it is written, or takes nothing more. */
  failedWrite(): Fault {
    return this.isHeads()
      ? { kind: 'card-pulled', nth: this.pick([1, 2, 3]), after: 'card-pending', when: 'before' }
      : { kind: 'memory-failure', nth: this.pick([1, 2]) };
  }

  isHeads(): boolean {
    return this.oneIn(2);
  }

  oneIn(count: number): boolean {
    return this.#random.oneIn(count);
  }

  below(count: number): number {
    return this.#random.below(count);
  }

  pick<T>(choices: readonly T[]): T {
    return this.#random.pick(choices);
  }

  #visitAt(desk: number, faults: readonly Fault[]): VisitStep {
    const billSeed = this.#random.word();
    const visit = { desk, person: this.#person, bill: 'plain', billSeed, faults } as const;
    return { kind: 'visit', visit };
  }
}

export function answerLost(): Fault {
  return { kind: 'answer-lost', nth: 1, after: 'intent' };
}
