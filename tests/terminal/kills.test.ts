/** Kills of a desk with real files and the simulated card: 20, or as many as `npm run soak:kill` says. */

import { test } from 'vitest';
import { KILLS, KILLS_MS_MAX, killOverAndOver } from './killing.ts';

test(
  `${KILLS} kills: nothing lost, nothing doubled`,
  () => killOverAndOver('virtual'),
  KILLS_MS_MAX,
);
