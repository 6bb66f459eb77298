/** Courses over the end of a year and of a journal's file (`courses.ts` says what a course is). */

import type { Fault, PortName } from './faults.ts';
import { isReprint } from './refunds.ts';
import type { Course, CourseStep, Scene } from './scene.ts';

const HOUR_MS = 3_600_000;
/** Beyond the deadline of the plans that have one. */
const LONG_MS = 50 * HOUR_MS;
/** From the reversal on. */
const LINE_DOWN: Fault = { kind: 'link-down', nth: 1, after: 'reversing', calls: 12 };
/** Statements of a rotation: of one with earlier files; from the first change of a name on. */
const ROTATION_STATEMENTS = 78;
const STATEMENTS_OF_NAMES = 4;
const ROTATION_WRITES = 10;
/** Refunds in which somebody asks for the receipt alone, and steps of stays that are taken back. */
const RARE_AMOUNTS = Array.from({ length: 100 }, (_, at) => at).filter(isReprint);

function cutSomewhere(scene: Scene): Fault {
  const kind = 'power-cut-in-store';
  return scene.isHeads()
    ? { kind, statements: scene.below(STATEMENTS_OF_NAMES), from: 'rename' }
    : { kind, statements: scene.below(ROTATION_STATEMENTS) };
}

function rotate(scene: Scene, ...faults: readonly Fault[]) {
  return scene.event('rotate', scene.below(1000), ...faults);
}

/** Something at the desk that is not at its end: each waits for another thing. */
function leftOpen(scene: Scene): readonly CourseStep[] {
  return scene.pick<() => readonly CourseStep[]>([
    () => [scene.waiting()],
    () => [scene.visit(unheard(scene.pick(['before', 'after'])))],
    () => [scene.event('partition'), scene.visit(), scene.event('partition')],
    () => [scene.visit(), scene.event('reverse', 1)],
    () => [scene.visit(), scene.event('reverse', 2, LINE_DOWN)],
    () => [scene.visit(), scene.event('reverse', 1, LINE_DOWN)],
    () => [scene.visit(), scene.event('refund', scene.below(1000), cutAt('centre', scene))],
    () => stays(scene, 3),
  ])();
}

function unheard(when: 'before' | 'after'): Fault {
  return { kind: 'power-cut', port: 'centre', nth: 1, after: 'intent', when };
}

function cutAt(port: PortName, scene: Scene): Fault {
  return { kind: 'power-cut', port, nth: scene.below(3) + 1, when: 'before' };
}

function stays(scene: Scene, count: number): readonly CourseStep[] {
  return Array.from({ length: count }, () => scene.event('stay', scene.below(1000)));
}

function goneOnWith(scene: Scene): readonly CourseStep[] {
  return scene.pick<() => readonly CourseStep[]>([
    () => [scene.visit()],
    () => [scene.event('recover')],
    () => [scene.event('reverse', scene.pick([1, 2]))],
    () => [scene.event('refund', scene.below(1000)), scene.event('refund', scene.below(1000))],
    () => [scene.event('underpaid', scene.below(1000))],
    () => stays(scene, 3),
    () => [scene.event('day-end', scene.pick([1, 2]))],
  ])();
}

/** The file ends, the year, or both. */
function turn(scene: Scene): readonly CourseStep[] {
  return scene.pick<() => readonly CourseStep[]>([
    () => [rotate(scene)],
    () => [yearEnd(scene), scene.another().visit(midnight(scene))],
    () => [yearEnd(scene), scene.event('pass-time', HOUR_MS)],
    () => [yearEnd(scene), scene.event('pass-time', HOUR_MS), rotate(scene)],
  ])();
}

function yearEnd(scene: Scene): CourseStep {
  return scene.event('year-end', scene.below(20) + 1);
}

const midnight = (scene: Scene): Fault => ({
  kind: 'midnight',
  port: scene.pick(['centre', 'card', 'journal', 'sam']),
  nth: 1,
  after: scene.pick(['quoted', 'intent', 'answered', 'card-pending']),
});

export const YEAR_COURSES: readonly (readonly [times: number, course: Course])[] = [
  // Something is open while the file ends; then it goes on.
  [8, (scene) => [...leftOpen(scene), rotate(scene), ...goneOnWith(scene)]],
  // The power goes, the disk is full, the module is gone; then the file is ended all the same.
  [
    7,
    (scene) => [
      ...leftOpen(scene),
      rotate(scene, cutSomewhere(scene)),
      ...goneOnWith(scene),
      rotate(scene, cutSomewhere(scene)),
      ...goneOnWith(scene),
    ],
  ],
  [
    40,
    (scene) => [
      rotate(
        scene,
        scene.pick<() => Fault>([
          () => ({ kind: 'disk-full', writes: scene.below(ROTATION_WRITES) }),
          () => ({ kind: 'disk-full', writes: scene.below(ROTATION_WRITES) }),
          ...Array.from({ length: 4 }, () => (): Fault => ({ kind: 'sam-gone', nth: 1, calls: 1 })),
          () => cutSomewhere(scene),
          () => cutSomewhere(scene),
        ])(),
      ),
      scene.visit(),
    ],
  ],
  // Twice: the second time there is nothing to end.
  [10, (scene) => [scene.visit(), rotate(scene), rotate(scene), scene.visit()]],
  // The year ends over somebody's visit, over what is open, and over a day that nobody signed off.
  [
    26,
    (scene) => [
      ...leftOpen(scene),
      ...leftOpen(scene.another()),
      yearEnd(scene),
      ...leftOpen(scene.another()),
      scene.another().visit(midnight(scene)),
      ...goneOnWith(scene),
      rotate(scene),
      ...goneOnWith(scene),
    ],
  ],
  // Nobody comes back before the plan's deadline, which is in the new year, or in the new file.
  [
    48,
    (scene) => [
      scene.oneIn(3) ? scene.waiting() : scene.visit(unheard('before')),
      ...turn(scene),
      scene.event('pass-time', LONG_MS),
      scene.event('recover'),
      scene.visit(),
    ],
  ],
  // Settled off line, and handed in afterwards.
  [
    56,
    (scene) => [
      scene.event('partition'),
      scene.visit(),
      ...turn(scene),
      scene.event('partition'),
      scene.visitOrRecover(),
    ],
  ],
  // A stay, and a part of a bill, on both sides.
  [
    40,
    (scene) => [
      // Admitted alone can still be taken back; with charges it is settled first.
      ...stays(scene, scene.pick([1, 3])),
      ...turn(scene),
      scene.event('stay', scene.pick(RARE_AMOUNTS)),
      scene.event('stay', scene.isHeads() ? scene.pick(RARE_AMOUNTS) : scene.below(1000)),
      ...stays(scene, 2),
    ],
  ],
  [
    34,
    (scene) => [
      scene.visit(),
      ...turn(scene),
      scene.event('refund', scene.pick(RARE_AMOUNTS)),
      scene.event('refund', scene.below(1000)),
      scene.event('reverse', scene.pick([1, 2])),
    ],
  ],
];
