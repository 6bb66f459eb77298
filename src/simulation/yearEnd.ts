/** 跨年: the clock comes to the last minutes of a year, and passes midnight while somebody works. */

import { addDays, chinaDate, type Instant, plainDate, startOfDay, yearOf } from '../time.ts';
import type { World } from './world/world.ts';

const DAY_MS = 86_400_000;
/** Nobody waits for longer than that: histories that begin in spring stay there. */
const WAIT_DAYS_MAX = 25;
const MINUTE_MS = 60_000;

/** To some minutes before New Year in China, where it is near. */
export function goToYearEnd(world: World, minutes: number): void {
  const now = world.clock.now();
  const newYear = startOfDay(plainDate(`${yearOf(chinaDate(now)) + 1}-01-01`));
  const wait = newYear - minutes * MINUTE_MS - now;
  if (wait <= 0 || wait > WAIT_DAYS_MAX * DAY_MS) return;
  world.clock.advance(wait);
  world.refreshLists();
}

/** To the next midnight in China, and a second. */
export function passMidnight({ clock }: World): void {
  const tomorrow = startOfDay(addDays(chinaDate(clock.now()), 1)) as Instant;
  clock.advance(tomorrow + 1_000 - clock.now());
}
