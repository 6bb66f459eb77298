/** What a kind of layer compiles to. */

import type { Counter } from './counter.ts';
import type { Course } from './course.ts';

/** One layer: moves fen of a course. */
export type Layer = (course: Course) => void;

/** A figure of the visit as the patient leaves it, which the year adds up. */
export interface YearCount {
  readonly name: string;
  readonly counter: Counter;
  readonly figure: (course: Course) => bigint;
}

/** A layer whose count of the year is known only when every layer of the visit has run. */
export interface CountingLayer {
  readonly run: Layer;
  readonly counts: readonly YearCount[];
}
