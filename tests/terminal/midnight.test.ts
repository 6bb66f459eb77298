/** A visit has one instant, so that it falls into one day and one insurance year. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openCentre } from '../../src/centre/index.ts';
import { importPrivateKey, issueStatusList, suiteOf } from '../../src/crypto/index.ts';
import { parsePlan } from '../../src/settlement/index.ts';
import { instant } from '../../src/time.ts';
import { ROOT } from '../support/sources.ts';
import { HOME, tap } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

/** The last 10 ms of 2026 in China. */
const BEFORE = Date.parse('2026-12-31T15:59:59.990Z');
const AFTER = BEFORE + 20;

/** Asked more often than a visit asks. */
const READINGS = 12;

/** The demo's plan, decided by the day of settlement. */
async function planBySettlement() {
  const text = await readFile(join(ROOT, 'plans/yinjiang-2019.yaml'), 'utf8');
  return parsePlan(text.replace('{ is: discharge,', '{ is: settlement,'), 'plan.yaml');
}

test('the year turns between any two readings of the clock: the bill settles in one of both', async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const suite = suiteOf(1);
  const key = Uint8Array.from(await readFile(world.files.countyKey(HOME)));
  const list = issueStatusList(suite, importPrivateKey(suite, key), {
    county: HOME,
    listNumber: 1,
    version: 99,
    issuedAt: instant(BEFORE - 990),
    cardCount: 4,
    exceptions: new Map(),
  });
  const trust = { ...world.equipment.trust, statusLists: [list] };
  const plan = await planBySettlement();
  const years = new Set<number>();
  for (let turn = 0; turn < READINGS; turn++) {
    let reading = 0;
    const clock = { now: () => instant(reading++ < turn ? BEFORE : AFTER) };
    const centre = openCentre({
      file: join(folder, 'world/centre-999001.sqlite'),
      clock: world.equipment.clock,
      county: HOME,
      plans: [plan],
      catalogues: [world.equipment.catalogue],
      samStanding: () => 'good',
    });
    onTestFinished(() => centre.close());
    const counties = new Map([[HOME, { plan, centre }]]);
    const bill = await demoBill('yinjiang', `ZY${turn}`);
    const result = await tap(world, bill, { clock, trust, counties });
    if (result.outcome !== 'settled') throw new Error(`${turn}: ${result.outcome}`);
    const { decidedFor, usageAfter } = result.entry.adjudication;
    years.add(usageAfter.year);
    expect(decidedFor).toBe(usageAfter.year === 2026 ? '2026-12-31' : '2027-01-01');
  }
  expect(years).toEqual(new Set([2026, 2027]));
});
