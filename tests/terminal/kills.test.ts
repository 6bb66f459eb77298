/**
 * 20 kills of a desk with real files; `npm run soak:kill` makes it 500. Prints what it measured, and the
 * seed that repeats the draws.
 */

import { expect, test } from 'vitest';
import { bundle } from '../settlement/journal/child.ts';
import { printMeasured } from '../support/measured.ts';
import { drawsOf, KILLS_OF_A_WORLD, killWorld, type Tally } from './killing.ts';

const KILLS = Number(process.env.ONECARD_SOAK_KILLS ?? 20);
/** A kill takes a second or two, on a machine under load five times that. */
const LIMIT_MS = 60_000 + KILLS * 15_000;

test(
  `${KILLS} kills: nothing lost, nothing doubled`,
  async () => {
    const script = await bundle('tests/terminal/kills.child.ts', 'terminal-kills');
    const seed = Number(process.env.ONECARD_SOAK_SEED ?? Date.now() % 1_000_000);
    const draw = drawsOf(seed);
    const tally: Tally = { kills: 0, settlements: 0, killedAfter: new Map() };
    while (tally.kills < KILLS) {
      const kills = Math.min(KILLS_OF_A_WORLD, KILLS - tally.kills);
      try {
        await killWorld(script, 'virtual', kills, draw, tally);
      } catch (cause) {
        throw new Error(`seed ${seed}, after ${tally.kills} kills`, { cause });
      }
    }
    expect(tally.kills).toBe(KILLS);
    printMeasured(
      `${tally.kills} kills, seed ${seed}: ${tally.settlements} settlements, 0 lost, 0 doubled; ` +
        [...tally.killedAfter].map(([line, count]) => `after "${line}" ${count}`).join(', '),
    );
  },
  LIMIT_MS,
);
