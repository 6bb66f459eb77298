/**
 * A terminal whose clock is wrong, back and forth: it says so in words before anything is written, and once
 * the clock is right nothing is left of it.
 */

import { expect, test } from 'vitest';
import type { World } from '../../examples/cli/world/open.ts';
import { CHECK_CAUSES } from '../../src/card/index.ts';
import { ERRORS, OneCardError } from '../../src/errors/index.ts';
import { openJournal, verifyJournal } from '../../src/settlement/index.ts';
import { openTerminal } from '../../src/terminal/index.ts';
import { instant } from '../../src/time.ts';
import { HOME, tap, withCentre } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const YEAR_MS = 365 * 24 * HOUR_MS;

const shifted = (world: World, ms: number) => ({
  clock: { now: () => instant(world.equipment.clock.now() + ms) },
});

/** What the clerk is told, and the words of it. */
async function told(work: Promise<Awaited<ReturnType<typeof tap>>>): Promise<string> {
  try {
    const result = await work;
    if (result.outcome !== 'card-refused') return result.outcome;
    const causes = result.failed.map((check) => ('cause' in check ? check.cause : ''));
    for (const cause of causes) expect(CHECK_CAUSES).toHaveProperty([String(cause)]);
    return causes.join(' ');
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    expect(ERRORS).toHaveProperty([error.code]);
    return error.code;
  }
}

test.each([
  ['a year back', -YEAR_MS, /not-yet-valid|list-from-future/],
  ['a day back', -24 * HOUR_MS, /list-from-future/],
  ['an hour back', -HOUR_MS, /list-from-future/],
  ['an hour ahead', HOUR_MS + MINUTE_MS, /^terminal\.clock-wrong$/],
  ['a day ahead', 24 * HOUR_MS, /^terminal\.clock-wrong$/],
  ['a year ahead', YEAR_MS, /list-too-old/],
])('%s: nothing is written, and the right clock settles', async (_, ms, words) => {
  const world = await testWorld(await temporaryFolder());
  await tap(world, await demoBill('yinjiang', 'ZY1'));
  const before = world.equipment.journal.head();
  const bill = await demoBill('yinjiang', 'ZY2');
  expect(await told(tap(world, bill, shifted(world, ms)))).toMatch(words);
  expect(world.equipment.journal.head()).toEqual(before);
  expect(await openTerminal(world.equipment).recover()).toMatchObject({
    unresolved: [],
    waitingForCard: [],
  });
  expect(await told(tap(world, bill))).toBe('settled');
});

test.each([
  ['an hour behind the centre', HOUR_MS, { behindMinutes: 60 }],
  ['half an hour ahead of it', -31 * MINUTE_MS, { aheadMinutes: 31 }],
  ['a year behind it', YEAR_MS, { behindMinutes: YEAR_MS / MINUTE_MS }],
])('%s is too much, and by how much is said', async (_, ms, detail) => {
  const world = await testWorld(await temporaryFolder());
  const elsewhen = withCentre(world, (centre) => ({
    async quote(request) {
      const quote = await centre.quote(request);
      if (quote.outcome !== 'settled') return quote;
      return { ...quote, answeredAt: instant(request.statement.settledAt + ms) };
    },
  }));
  const visit = tap(world, await demoBill('yinjiang', 'ZY1'), elsewhen);
  await expect(visit).rejects.toMatchObject({
    code: 'terminal.clock-wrong',
    detail: { county: HOME, ...detail },
  });
  expect(world.equipment.journal.head().sequence).toBe(0);
});

test('some minutes are no matter', async () => {
  const world = await testWorld(await temporaryFolder());
  const bill = await demoBill('yinjiang', 'ZY1');
  expect(await told(tap(world, bill, shifted(world, 20 * MINUTE_MS)))).toBe('settled');
});

test('the journal keeps its order whatever the clock does', async () => {
  const world = await testWorld(await temporaryFolder());
  const { terminalId, clock } = world.equipment;
  const file = `${await temporaryFolder()}/own.journal`;
  let ms = 0;
  const jumping = { now: () => instant(clock.now() + ms) };
  const journal = openJournal(file, { terminalId, clock: jumping });
  for (const [index, jump] of [0, -HOUR_MS, YEAR_MS, -YEAR_MS, HOUR_MS, 0].entries()) {
    ms = jump;
    const bill = await demoBill('yinjiang', `ZY${index}`);
    const result = await tap(world, bill, { journal });
    expect(result.outcome).toBe('settled');
  }
  journal.close();
  const report = await verifyJournal(file, undefined);
  expect(report.findings).toEqual([]);
});
