/** A visit has one instant, so that it falls into one day and one insurance year. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TREATING_COUNTY } from '../../examples/cli/world/persons.ts';
import { openCentre } from '../../src/centre/index.ts';
import {
  importPrivateKey,
  issueStatusList,
  type StatusListKind,
  suiteOf,
} from '../../src/crypto/index.ts';
import type { CountyCode } from '../../src/model/index.ts';
import { parsePlan } from '../../src/settlement/index.ts';
import { instant } from '../../src/time.ts';
import { fileStore, SoftSam } from '../../src/virtual/index.ts';
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
  const listOf = async (county: CountyCode, kind: StatusListKind) => {
    const key = Uint8Array.from(await readFile(world.files.countyKey(county)));
    const content = {
      county,
      listNumber: 1,
      version: 99,
      issuedAt: instant(BEFORE - 990),
      cardCount: 4,
      exceptions: new Map(),
    };
    return issueStatusList(suite, importPrivateKey(suite, key), content, kind);
  };
  const trust = {
    ...world.equipment.trust,
    statusLists: [await listOf(HOME, 'cards')],
    samStatusLists: [await listOf(TREATING_COUNTY, 'sams')],
  };
  // The module has no clock: it learns the time from what it signs.
  const sam = (await SoftSam.open(fileStore(world.files.sam)))!;
  const plan = await planBySettlement();
  const years = new Set<number>();
  for (let turn = 0; turn < READINGS; turn++) {
    let reading = 0;
    const clock = { now: () => instant(reading++ < turn ? BEFORE : AFTER) };
    const centre = openCentre({
      file: join(folder, 'world/centre-999001.sqlite'),
      clock: { now: () => instant(AFTER) },
      county: HOME,
      plans: [plan],
      catalogues: [world.equipment.catalogue],
      samStanding: () => 'good',
    });
    onTestFinished(() => centre.close());
    const counties = new Map([[HOME, { plan, centre }]]);
    const bill = await demoBill('yinjiang', `ZY${turn}`);
    const result = await tap(world, bill, { clock, trust, counties, sam });
    if (result.outcome !== 'settled') throw new Error(`${turn}: ${result.outcome}`);
    const { decidedFor, usageAfter } = result.entry.adjudication;
    years.add(usageAfter.year);
    expect(decidedFor).toBe(usageAfter.year === 2026 ? '2026-12-31' : '2027-01-01');
  }
  expect(years).toEqual(new Set([2026, 2027]));
});
