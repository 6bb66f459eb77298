/** The same kills as kills.test.ts, with a real PC/SC daemon between terminal and card. */

import { test } from 'vitest';
import { bundle } from '../settlement/journal/child.ts';
import { printMeasured } from '../support/measured.ts';
import { describePcscStack } from '../support/realStack.ts';
import { drawsOf, killWorld, type Tally } from './killing.ts';

/** A slot that was torn down takes the daemon half a second: fewer kills than without it. */
const KILLS = 5;

describePcscStack(import.meta.url, () => {
  test(`${KILLS} kills: nothing lost, nothing doubled`, async () => {
    const script = await bundle('tests/terminal/kills.child.ts', 'terminal-kills-pcsc');
    const seed = Date.now() % 1_000_000;
    const tally: Tally = { kills: 0, settlements: 0, killedAfter: new Map() };
    await killWorld(script, 'pcsc', KILLS, drawsOf(seed), tally);
    printMeasured(
      `${KILLS} kills through PC/SC, seed ${seed}: ${tally.settlements} settlements, 0 lost, 0 doubled`,
    );
  }, 240_000);
});
