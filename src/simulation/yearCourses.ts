/** Courses over the end of a year and of a journal's file (`courses.ts` says what a course is). */

import type { Course, Scene } from './courses.ts';
import type { Fault } from './faults.ts';

/** Statements and names of a rotation, with a few more. */
const ROTATION_STATEMENTS = 90;
const ROTATION_WRITES = 16;

function cutSomewhere(scene: Scene): Fault {
  return { kind: 'power-cut-in-store', statements: scene.below(ROTATION_STATEMENTS) };
}

function rotate(scene: Scene, ...faults: readonly Fault[]) {
  return scene.event('rotate', scene.below(1000), ...faults);
}

/** Something at the desk that is not at its end: each waits for another thing. */
function leftOpen(scene: Scene) {
  switch (scene.below(6)) {
    case 0:
      return [scene.waiting()];
    case 1:
      return [
        scene.visit({ kind: 'power-cut', port: 'centre', nth: 1, after: 'intent', when: 'after' }),
      ];
    case 2:
      return [scene.event('partition'), scene.visit(), scene.event('partition')];
    case 3:
      return [
        scene.visit(),
        scene.event('reverse', 2, {
          kind: 'link-down',
          nth: 1,
          after: 'reversing',
          calls: 12,
        }),
      ];
    case 4:
      return [
        scene.visit(),
        scene.event('refund', scene.below(1000), {
          kind: 'power-cut',
          port: 'centre',
          nth: scene.below(3) + 1,
          when: 'before',
        }),
      ];
    default:
      return Array.from({ length: 3 }, () => scene.event('stay', scene.below(1000)));
  }
}

function goneOnWith(scene: Scene) {
  return scene.pick([
    () => [scene.visit()],
    () => [scene.event('recover')],
    () => [scene.event('reverse', scene.pick([1, 2]))],
    () => [scene.event('refund', scene.below(1000)), scene.event('refund', scene.below(1000))],
    () => [scene.event('underpaid', scene.below(1000))],
    () => Array.from({ length: 3 }, () => scene.event('stay', scene.below(1000))),
    () => [scene.event('day-end', scene.pick([1, 2]))],
  ])();
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
    6,
    (scene) => [
      ...leftOpen(scene),
      rotate(scene, cutSomewhere(scene)),
      ...goneOnWith(scene),
      rotate(scene),
    ],
  ],
  [
    2,
    (scene) => [
      rotate(
        scene,
        scene.isHeads()
          ? { kind: 'disk-full', writes: scene.below(ROTATION_WRITES) }
          : { kind: 'sam-gone', nth: 1, calls: 1 },
      ),
      scene.visit(),
    ],
  ],
  // The year ends over somebody's visit, over what is open, and over a day that nobody signed off.
  [
    8,
    (scene) => [
      ...leftOpen(scene),
      scene.event('year-end', scene.below(20) + 1),
      ...leftOpen(scene),
      scene.visit(midnight(scene)),
      ...goneOnWith(scene),
      rotate(scene),
      ...goneOnWith(scene),
    ],
  ],
];
