/** A desk that is killed at random points, and what its books must say afterwards. */

import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import type { World } from '../../examples/cli/world/open.ts';
import { HOMES } from '../../examples/cli/world/persons.ts';
import { verifyJournal } from '../../src/settlement/index.ts';
import { connect } from '../../src/settlement/journal/connection.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { bundle, type Child, start } from '../settlement/journal/child.ts';
import { printMeasured } from '../support/measured.ts';
import { HOME, tap } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

/** Kills over one world: the daily sum of its module lasts for more settlements than fit between them. */
const KILLS_OF_A_WORLD = 20;
/** A start under load takes seconds; a desk that says nothing for this long hangs. */
const SILENCE_MS_MAX = 120_000;

/** A whole number below `max`, the same for the same seed. */
function drawsOf(seed: number): (max: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (max) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % max;
  };
}

interface Tally {
  kills: number;
  settlements: number;
  /** What the desk had last said when it was killed. */
  readonly killedAfter: Map<string, number>;
}

/** How often a test kills; `npm run soak:kill` says 500. */
export const KILLS = Number(process.env.ONECARD_SOAK_KILLS ?? 20);
/** A kill takes a second or two, on a machine under load five times that. */
export const KILLS_MS_MAX = 60_000 + KILLS * 15_000;

/** `KILLS` kills in as many worlds as it takes; prints what it measured, and the seed that repeats the draws. */
export async function killOverAndOver(stack: 'virtual' | 'pcsc'): Promise<void> {
  const script = await bundle('tests/terminal/kills.child.ts', `terminal-kills-${stack}`);
  const seed = Number(process.env.ONECARD_SOAK_SEED ?? Date.now() % 1_000_000);
  const draw = drawsOf(seed);
  const tally: Tally = { kills: 0, settlements: 0, killedAfter: new Map() };
  while (tally.kills < KILLS) {
    const kills = Math.min(KILLS_OF_A_WORLD, KILLS - tally.kills);
    try {
      await killWorld(script, stack, kills, draw, tally);
    } catch (cause) {
      // In words too: a report from inside a private daemon keeps messages only.
      throw new Error(`seed ${seed}, after ${tally.kills} kills: ${String(cause)}`, { cause });
    }
  }
  expect(tally.kills).toBe(KILLS);
  const through = stack === 'pcsc' ? ' through PC/SC' : '';
  printMeasured(
    `${tally.kills} kills${through}, seed ${seed}: ${tally.settlements} settlements, 0 lost, 0 doubled; ` +
      [...tally.killedAfter].map(([line, count]) => `after "${line}" ${count}`).join(', '),
  );
}

/** One world, killed `kills` times, then proven. */
async function killWorld(
  script: string,
  stack: 'virtual' | 'pcsc',
  kills: number,
  draw: (max: number) => number,
  tally: Tally,
): Promise<void> {
  const folder = await temporaryFolder();
  (await testWorld(folder)).close();
  const promised = new Set<string>();
  for (let kill = 0; kill < kills; kill++) {
    const desk = start(script, folder, stack);
    await killAtRandom(desk, draw);
    const last = desk.lines.at(-1)?.replace(/ ZY\d+$/, '') ?? 'nothing';
    tally.killedAfter.set(last, (tally.killedAfter.get(last) ?? 0) + 1);
    tally.kills += 1;
    for (const line of desk.lines) {
      const [, billNumber] = /^(?:settled|already-settled) (ZY\d+)$/.exec(line) ?? [];
      if (billNumber !== undefined) promised.add(billNumber);
      expect(line).toMatch(
        /^(?:open|bill ZY\d+|state [a-z-]+|settled ZY\d+|already-settled ZY\d+)$/,
      );
    }
  }
  const world = await testWorld(folder);
  tally.settlements += await expectBooks(world, promised);
  world.close();
}

/** During the start, or some lines after it and some moments after that. */
async function killAtRandom(desk: Child, draw: (max: number) => number): Promise<void> {
  const limit = AbortSignal.timeout(SILENCE_MS_MAX);
  const hung = setTimeout(SILENCE_MS_MAX, 'hung', { signal: limit, ref: false }).catch(
    () => 'hung',
  );
  // A visit says nine lines: up to two visits are let through.
  const lines = draw(10) === 0 ? 0 : 1 + draw(20);
  const printed = await Promise.race([desk.printed(lines), hung]);
  if (printed === 'hung') throw new Error(`no ${lines} lines: ${desk.lines.join(' | ')}`);
  await setTimeout(draw(30));
  await desk.kill();
}

/** After one more tap: every bill that was promised is settled, none twice, and all books agree. */
async function expectBooks(world: World, promised: ReadonlySet<string>): Promise<number> {
  const { journal, counties, terminalId } = world.equipment;
  await world.terminal.recover();
  const next = [...journal.settledAfter(0)].length + 1;
  const result = await tap(world, await demoBill('yinjiang', `ZY${next}`));
  expect(result.outcome).toMatch(/^(?:settled|already-settled)$/);

  const settled = [...journal.settledAfter(0)];
  const bills = settled.map(({ bill }) => bill.billNumber);
  expect(journal.openIntents()).toEqual([]);
  expect(journal.awaitingCard()).toEqual([]);
  expect([...promised].filter((bill) => !bills.includes(bill))).toEqual([]);
  expect(new Set(bills).size).toBe(bills.length);

  const { centre } = counties.get(HOME)!;
  for (const { id } of settled) {
    expect(await centre.status(id)).toMatchObject({ outcome: 'settled', isConfirmed: true });
  }
  expect(standingBills(world)).toEqual(bills.toSorted());
  const { cardSerial, memberNumber, usageAfter } = settled.at(-1)!.adjudication;
  const insuranceYear = usageAfter.year;
  const person = await centre.person({ home: HOME, cardSerial, memberNumber, insuranceYear });
  expect(person).toMatchObject({ outcome: 'found', usage: usageAfter });

  const reader = virtualReader(await world.card('yinjiang'));
  const { record } = await world.terminal.read(await reader.connect({ exclusive: true }));
  reader.remove();
  const shown = Math.max(...record.slots.map(({ state }) => state.sequence));
  expect(shown).toBe(settled.length);
  if (person.outcome === 'found') expect(person.cardSequence).toBe(shown);

  const head = await centre.acknowledgedHead(terminalId);
  const report = await verifyJournal(world.files.journal, head);
  expect(report.findings).toEqual([]);
  expect(report.tail.outcome).toBe('proven');
  return settled.length;
}

/** What the centre's own file holds as settled and not reversed, bill by bill. */
function standingBills(world: World): readonly string[] {
  const database = connect(world.files.centre(HOMES.yinjiang.county), { readOnly: true });
  const rows = database
    .prepare(
      `SELECT bill_number FROM settlement WHERE outcome = 'settled'
       AND settlement_id NOT IN (SELECT settlement_id FROM reversal) ORDER BY bill_number`,
    )
    .all();
  database.close();
  return rows.map(({ bill_number }) => String(bill_number)).toSorted();
}
