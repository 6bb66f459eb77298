/**
 * Courses of several steps with one card: what chance alone draws too seldom, because two or three rare
 * things have to follow each other. Each is a few plain steps, with more of the same from the drawing of
 * the history before, after, and at the same desks; each ends where a row of the saga's table has no other
 * way in.
 */

import type { SagaState } from '../terminal/index.ts';
import type { Fault, PortName } from './faults.ts';
import type { SeededRandom } from './random.ts';
import { REFERRAL_COURSES } from './referralCourses.ts';
import { answerLost, type Course, type CourseStep, Scene } from './scene.ts';
import type { HistoryShape } from './steps.ts';
import { YEAR_COURSES } from './yearCourses.ts';

const HOUR_MS = 3_600_000;
/** Beyond the deadline of the plans that have one. */
const LONG_MS = 50 * HOUR_MS;
/** Every message of a visit from there on. */
const ALL_CALLS = 12;

/** It stands without its card, in a county whose plan posts so. */
const posted: Course = (scene) => [
  scene.waiting(),
  scene.event('pass-time', LONG_MS),
  scene.event('recover'),
];

const MODULE_FAILS: Fault = { kind: 'sam-gone', nth: 1, after: 'card-committed', calls: ALL_CALLS };

function lineDown(after: SagaState): Fault {
  return { kind: 'link-down', nth: 1, after, calls: ALL_CALLS };
}

function cancelledAfter(after: SagaState, port: PortName): Fault {
  return { kind: 'cancelled', after, nth: 1, port };
}

function countyReverses(port: PortName, after: SagaState): Fault {
  return { kind: 'county-reversal', port, nth: 1, after };
}

/** Each as often as it takes: the more has to go as it should, the oftener it is tried. */
const COURSES: readonly (readonly [times: number, course: Course])[] = [
  // Another module before the card is written, or before the module signs.
  [
    14,
    (scene) => [
      scene.visit(
        scene.breakAfter(scene.pick(['answered', 'answered', 'card-pending', 'card-committed'])),
      ),
      scene.event('replace-sam'),
      scene.visitOrRecover(),
    ],
  ],
  // Nobody comes back within the plan's deadline; then the holder does, or a clerk takes it back.
  [2, posted],
  [4, (scene) => [...posted(scene), scene.visit()]],
  [14, (scene) => [...posted(scene), scene.event('reverse', scene.pick([1, 2]))]],
  // It comes back, and its writing fails again; then it goes on elsewhere, or another module is there.
  [
    16,
    (scene) => [
      ...posted(scene),
      scene.visit(scene.failedWrite()),
      scene.visitElsewhere(),
      scene.visit(),
    ],
  ],
  [4, (scene) => [...posted(scene), scene.visitElsewhere(), scene.visit()]],
  [
    12,
    (scene) => [
      ...posted(scene),
      scene.visit(MODULE_FAILS),
      scene.event('replace-sam'),
      scene.visitOrRecover(),
    ],
  ],
  // The card goes on off line at another desk.
  [
    48,
    (scene) => [
      scene.waiting(),
      scene.event('partition'),
      scene.visitElsewhere(),
      scene.event('partition'),
      scene.visit(),
    ],
  ],
  // The county takes it back: while the card is awaited, while nobody knows the answer.
  [
    8,
    (scene) => [
      scene.waiting(),
      scene.event('restart-desk'),
      scene.event('county-reverses'),
      scene.visitOrRecover(),
    ],
  ],
  [
    2,
    (scene) => [
      scene.visit({ kind: 'power-cut', port: 'centre', nth: 1, after: 'intent', when: 'after' }),
      scene.event('county-reverses'),
      scene.visitOrRecover(),
    ],
  ],
  [3, (scene) => [scene.visit(answerLost(), countyReverses('wait', 'unknown'))]],
  // What the ledger says changes between quote and settlement: declined; heard at once, or asked for.
  [6, (scene) => [scene.visit(), scene.visit(countyReverses('journal', 'quoted'))]],
  [9, (scene) => [scene.visit(), scene.visit(countyReverses('journal', 'quoted'), answerLost())]],
  // Called off before anything is sent, with the request under way, unanswered, answered.
  [6, (scene) => [scene.visit({ kind: 'cancelled', port: 'card', nth: scene.below(20) + 1 })]],
  [12, (scene) => [scene.visit(cancelledAfter('quoted', 'journal'))]],
  [
    6,
    (scene) => [
      scene.visit(
        scene.isHeads() ? answerLost() : { kind: 'request-lost', nth: 1, after: 'intent' },
        cancelledAfter('unknown', 'wait'),
      ),
    ],
  ],
  [8, (scene) => [scene.visit(cancelledAfter('intent', 'centre'))]],
  [2, (scene) => [scene.visit(cancelledAfter('answered', 'card'))]],
  // No line from the request on, and when a settlement is taken back.
  [2, (scene) => [scene.visit(lineDown('intent')), scene.visitOrRecover()]],
  [
    1,
    (scene) => [
      scene.visit(cancelledAfter('answered', 'card'), lineDown('reversing')),
      scene.visit(),
    ],
  ],
  [
    2,
    (scene) => [
      scene.visit(),
      scene.event('reverse', scene.pick([1, 2]), lineDown('reversing')),
      scene.event('recover'),
    ],
  ],
  // The reversal itself is lost, or carried out and its answer lost, between two questions.
  [
    4,
    (scene) => [
      scene.visit(),
      scene.event('reverse', scene.pick([1, 2]), {
        kind: scene.pick(['request-lost', 'answer-lost', 'late']),
        nth: 2,
        after: 'reversing',
      }),
      scene.visitOrRecover(),
    ],
  ],
  // The card is out, or its memory fails.
  [
    4,
    (scene) => [
      scene.visit({ kind: 'card-pulled', nth: 1, after: 'answered', when: 'before' }),
      scene.visit(),
    ],
  ],
  [
    2,
    (scene) => [
      scene.visit({ kind: 'memory-failure', nth: scene.pick([1, 2, 3]) }),
      scene.isHeads() ? scene.visit() : scene.event('pass-time', LONG_MS),
      scene.event('recover'),
    ],
  ],
  // Off line, cut off before the card was written, or called off at the last moment.
  [
    18,
    (scene) => [
      scene.event('partition'),
      scene.visit(
        scene.isHeads() ? scene.breakAfter('card-pending') : cancelledAfter('intent', 'card'),
      ),
      scene.event('partition'),
      scene.visit(),
    ],
  ],
  // Off line until a limit is reached.
  [
    3,
    (scene) => [
      scene.event('partition'),
      scene.visit(),
      scene.visit(),
      scene.visitElsewhere(),
      scene.visit(),
      scene.event('partition'),
      scene.event('recover'),
    ],
  ],
  // The holder does not know the PIN, the patient does not agree.
  [2, (scene) => [scene.visit({ kind: 'wrong-pin', entries: scene.pick([1, 2, 3, 4]) })]],
  [2, (scene) => [scene.visit({ kind: 'no-pin' }), scene.visit({ kind: 'not-confirmed' })]],
  // A stay from its admission on; a part of a bill given back; the end of the day.
  [8, (scene) => Array.from({ length: 7 }, () => scene.event('stay', scene.below(1000)))],
  [
    4,
    (scene) => [
      scene.visit(),
      scene.event('refund', scene.below(1000)),
      scene.event('day-end'),
      scene.visit(),
      scene.event('underpaid', scene.below(1000)),
      scene.event('day-end'),
    ],
  ],
  ...REFERRAL_COURSES,
];

const DRAWN_FROM = [...COURSES, ...YEAR_COURSES].flatMap(([times, course]) =>
  Array.from({ length: times }, () => course),
);

/** One of them, wherever it happens. */
export function drawCourse(random: SeededRandom, shape: HistoryShape): readonly CourseStep[] {
  return random.pick(DRAWN_FROM)(new Scene(random, shape));
}
