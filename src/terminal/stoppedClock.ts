import type { Clock } from '../model/index.ts';

/**
 * A clock that stands at the present instant. A visit has one: decided before midnight and stated
 * after it, a bill would fall into two days, or two insurance years.
 */
export function stoppedClock(clock: Clock): Clock {
  const at = clock.now();
  return { now: () => at };
}
