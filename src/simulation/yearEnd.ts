/** 跨年: the clock comes to the last minutes of a year, and passes midnight while somebody works. */

import { addDays, chinaDate, type Instant, plainDate, startOfDay, yearOf } from '../time.ts';
import type { World } from './world/world.ts';

const DAY_MS = 86_400_000;
/** A year's end that is near is waited for; to one that is far away a history goes every other time. */
const WAIT_DAYS_MAX = 25;
const LONG_WAIT_ONE_IN = 2;
/** Nobody has paid for a later one. */
const LAST_YEAR = 2029;
const MINUTE_MS = 60_000;

/** To some minutes before New Year in China, where it is near. */
export function goToYearEnd(world: World, minutes: number): void {
  const now = world.clock.now();
  const year = yearOf(chinaDate(now)) + 1;
  const wait = startOfDay(plainDate(`${year}-01-01`)) - minutes * MINUTE_MS - now;
  const isFar = wait > WAIT_DAYS_MAX * DAY_MS && minutes % LONG_WAIT_ONE_IN !== 0;
  if (wait <= 0 || isFar || year > LAST_YEAR) return;
  world.clock.advance(wait);
  world.refreshLists();
}

/** To the next midnight in China, and a second. */
export function passMidnight({ clock }: World): void {
  const tomorrow = startOfDay(addDays(chinaDate(clock.now()), 1)) as Instant;
  clock.advance(tomorrow + 1_000 - clock.now());
}
