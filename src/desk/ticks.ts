/** Time that only goes on: what lasts a while does so whatever the clock on the wall is set to. */

import type { Clock } from '../model/index.ts';

/** Milliseconds since some moment of this process. */
export type Ticks = () => number;

export const systemTicks: Ticks = () => performance.now();

/** The end of what a person opened: by the time that passes, and by the wall where the computer slept. */
export interface Ending {
  readonly ticks: number;
  readonly until: number;
}

export function endingIn(ms: number, clock: Clock, ticks: Ticks): Ending {
  return { ticks: ticks() + ms, until: clock.now() + ms };
}

export function hasEnded(ending: Ending, clock: Clock, ticks: Ticks): boolean {
  return ending.ticks <= ticks() || ending.until <= clock.now();
}
