/** Courses of stays that are referred: what chance alone draws too seldom. */

import { answerLost, type Course } from './scene.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Beyond the days in which a referral carries. */
const LATE_MS = 100 * HOUR_MS;

/** Each as often as it takes. */
export const REFERRAL_COURSES: readonly (readonly [times: number, course: Course])[] = [
  // Referred up and down: at once, onward, again, late, and after either settlement was taken back.
  [
    22,
    (scene) => [
      scene.stayHere(scene.pick(['straight', 'withInterim'])),
      scene.stayElsewhere(),
      scene.event('pass-time', DAY_MS),
      scene.stayHere(scene.pick(['straight', 'withOldForm'])),
    ],
  ],
  [
    6,
    (scene) => [
      scene.stayHere(),
      scene.event('pass-time', LATE_MS),
      scene.stayElsewhere(scene.pick(['straight', 'withFormOfAnother'])),
    ],
  ],
  [22, (scene) => [scene.stayHere(), scene.event('reverse', 2), scene.stayElsewhere()]],
  [16, (scene) => [scene.stayHere('withFormOfAnother')]],
  [
    18,
    (scene) => [
      scene.stayHere(scene.pick(['straight', 'withInterim'])),
      scene.stayElsewhere(),
      scene.event('reverse', scene.pick([1, 2])),
      // On the day itself it is the same stay to the county, on the next one another.
      scene.event('pass-time', scene.pick([HOUR_MS, DAY_MS])),
      scene.stayElsewhere(),
    ],
  ],
  [
    4,
    (scene) => [
      scene.stayHere('straight', scene.breakAfter(scene.pick(['answered', 'card-committed']))),
      scene.stayHere(),
      scene.stayElsewhere('straight', answerLost()),
      scene.stayElsewhere(),
    ],
  ],
];
