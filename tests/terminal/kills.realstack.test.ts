/** The same kills as kills.test.ts, with a real PC/SC daemon between terminal and card. */

import { test } from 'vitest';
import { describePcscStack } from '../support/realStack.ts';
import { KILLS, KILLS_MS_MAX, killOverAndOver } from './killing.ts';

describePcscStack(
  import.meta.url,
  () => {
    test(
      `${KILLS} kills: nothing lost, nothing doubled`,
      () => killOverAndOver('pcsc'),
      KILLS_MS_MAX,
    );
  },
  KILLS_MS_MAX,
);
