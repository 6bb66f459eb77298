/**
 * Courses of several steps with one card: what chance alone draws too seldom, because two or three rare
 * things have to follow each other. Each is a few plain steps, with more of the same from the drawing of
 * the history before, after, and at the same desks; each ends where a row of the saga's table has no other
 * way in.
 */

import type { SagaState } from '../terminal/index.ts';
import type { Fault } from './faults.ts';
import type { SeededRandom } from './random.ts';
import type { EventKind, EventStep, HistoryShape, VisitStep } from './steps.ts';

type CourseStep = VisitStep | EventStep;

/** One person at one desk, and another desk that the card may go to. */
class Scene {
  readonly random: SeededRandom;
  readonly #desk: number;
  readonly #other: number;
  readonly #person: number;
  readonly #county: number;

  constructor(random: SeededRandom, { desks, persons, counties }: HistoryShape) {
    this.random = random;
    this.#desk = random.below(desks);
    this.#other = (this.#desk + 1) % desks;
    this.#person = random.below(persons);
    this.#county = Math.floor((this.#person * counties) / persons);
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

  /** The power goes, or the card does, before anything is done after the state. */
  breakAfter(state: SagaState): Fault {
    const port = state === 'answered' || state === 'card-pending' ? 'card' : 'sam';
    return { kind: 'power-cut', port, nth: 1, after: state, when: 'before' };
  }

  #visitAt(desk: number, faults: readonly Fault[]): VisitStep {
    const billSeed = this.random.word();
    const visit = { desk, person: this.#person, bill: 'plain', billSeed, faults } as const;
    return { kind: 'visit', visit };
  }
}

const HOUR_MS = 3_600_000;
/** Beyond the deadline of the plans that have one. */
const LONG_MS = 50 * HOUR_MS;
/** Every message of a visit from there on. */
const ALL_CALLS = 12;

type Course = (scene: Scene) => readonly CourseStep[];

/** A visit that waits for its card, by the state in which it was left. */
const waiting = (scene: Scene) =>
  scene.visit(scene.breakAfter(scene.random.pick(['answered', 'card-pending'])));

/** It stands without its card, in a county whose plan posts so. */
const posted = (scene: Scene): readonly CourseStep[] => [
  waiting(scene),
  scene.event('pass-time', LONG_MS),
  scene.event('recover'),
];

/** The card is out while it is written, or what is written fails. */
function failedWrite({ random }: Scene): Fault {
  return random.oneIn(2)
    ? { kind: 'card-pulled', nth: random.between(1, 4), after: 'card-pending', when: 'before' }
    : { kind: 'memory-failure', nth: random.between(1, 2) };
}

const moduleFails: Fault = { kind: 'sam-gone', nth: 1, after: 'card-committed', calls: ALL_CALLS };
const lineDown = (after: SagaState, nth = 1): Fault => ({
  kind: 'link-down',
  nth,
  after,
  calls: ALL_CALLS,
});
const cancelledAfter = (after: SagaState, port: 'journal' | 'centre' | 'wait' | 'card'): Fault => ({
  kind: 'cancelled',
  after,
  nth: 1,
  port,
});

const COURSES: readonly Course[] = [
  // Another module before the card is written, or before the module signs.
  (scene) => [
    scene.visit(
      scene.breakAfter(scene.random.pick(['answered', 'card-pending', 'card-committed'])),
    ),
    scene.event('replace-sam'),
    scene.random.oneIn(2) ? scene.visit() : scene.event('recover'),
  ],
  // Nobody comes back within the plan's deadline.
  posted,
  (scene) => [...posted(scene), scene.visit()],
  (scene) => [...posted(scene), scene.event('reverse', scene.random.between(1, 2))],
  // It comes back, and its writing fails again; then it goes on elsewhere, or another module is there.
  (scene) => [
    ...posted(scene),
    scene.visit(failedWrite(scene)),
    scene.visitElsewhere(),
    scene.visit(),
  ],
  (scene) => [...posted(scene), scene.visitElsewhere(), scene.visit()],
  (scene) => [
    ...posted(scene),
    scene.visit(moduleFails),
    scene.event('replace-sam'),
    scene.random.oneIn(2) ? scene.visit() : scene.event('recover'),
  ],
  // The card goes on off line at another desk.
  (scene) => [
    waiting(scene),
    scene.event('partition'),
    scene.visitElsewhere(),
    scene.event('partition'),
    scene.visit(),
  ],
  // The county takes it back: while nobody knows the answer, while the card is awaited, or between two questions.
  (scene) => [
    scene.visit(
      scene.random.oneIn(2)
        ? scene.breakAfter(scene.random.pick(['answered', 'card-pending']))
        : { kind: 'power-cut', port: 'centre', nth: 1, after: 'intent', when: 'after' },
    ),
    scene.event('county-reverses'),
    scene.random.oneIn(2) ? scene.visit() : scene.event('recover'),
  ],
  (scene) => [
    scene.visit(
      { kind: 'answer-lost', nth: 1, after: 'intent' },
      { kind: 'county-reversal', port: 'wait', nth: 1, after: 'unknown' },
    ),
  ],
  // What the ledger says changes between quote and settlement: declined; heard at once, or asked for.
  (scene) => [
    scene.visit(),
    scene.visit({ kind: 'county-reversal', port: 'journal', nth: 1, after: 'quoted' }),
  ],
  (scene) => [
    scene.visit(),
    scene.visit(
      { kind: 'county-reversal', port: 'journal', nth: 1, after: 'quoted' },
      { kind: 'answer-lost', nth: 1, after: 'intent' },
    ),
  ],
  // Called off with the request under way, unanswered, answered.
  (scene) => [scene.visit(cancelledAfter('quoted', 'journal'))],
  (scene) => [
    scene.visit(
      { kind: 'request-lost', nth: 1, after: 'intent' },
      cancelledAfter('unknown', 'wait'),
    ),
  ],
  (scene) => [
    scene.visit(
      { kind: 'answer-lost', nth: 1, after: 'intent' },
      cancelledAfter('unknown', 'wait'),
    ),
  ],
  (scene) => [scene.visit(cancelledAfter('intent', 'centre'))],
  (scene) => [scene.visit(cancelledAfter('answered', 'card'))],
  // No line from the request on, and when a settlement is taken back.
  (scene) => [
    scene.visit(lineDown('intent')),
    scene.random.oneIn(2) ? scene.visit() : scene.event('recover'),
  ],
  (scene) => [
    scene.visit(cancelledAfter('answered', 'card'), lineDown('reversing')),
    scene.visit(),
  ],
  (scene) => [
    scene.visit(),
    scene.event('reverse', scene.random.between(1, 2), lineDown('reversing')),
    scene.event('recover'),
  ],
  // The card is out, or its memory fails.
  (scene) => [
    scene.visit({ kind: 'card-pulled', nth: 1, after: 'answered', when: 'before' }),
    scene.visit(),
  ],
  (scene) => [
    scene.visit({ kind: 'memory-failure', nth: scene.random.between(1, 3) }),
    scene.random.oneIn(2) ? scene.visit() : scene.event('pass-time', LONG_MS),
    scene.event('recover'),
  ],
  // Off line, cut off before the card was written, or called off at the last moment.
  (scene) => [
    scene.event('partition'),
    scene.visit(
      scene.random.oneIn(2) ? scene.breakAfter('card-pending') : cancelledAfter('intent', 'card'),
    ),
    scene.event('partition'),
    scene.visit(),
  ],
  // Off line until a limit is reached.
  (scene) => [
    scene.event('partition'),
    ...Array.from({ length: 4 }, () => scene.visit()),
    scene.event('partition'),
    scene.event('recover'),
  ],
  // The holder does not know the PIN, the patient does not agree.
  (scene) => [
    scene.visit({ kind: 'wrong-pin', entries: scene.random.between(1, 4) }),
    scene.visit(),
  ],
  (scene) => [scene.visit({ kind: 'no-pin' }), scene.visit({ kind: 'not-confirmed' })],
  // A stay from admission to discharge; a part of a bill given back; the day's end.
  (scene) => Array.from({ length: 6 }, () => scene.event('stay', scene.random.below(1000))),
  (scene) => [
    scene.visit(),
    scene.event('refund', scene.random.below(1000)),
    scene.event('day-end'),
  ],
];

/** One of them, wherever it happens. */
export function drawCourse(random: SeededRandom, shape: HistoryShape): readonly CourseStep[] {
  return random.pick(COURSES)(new Scene(random, shape));
}
