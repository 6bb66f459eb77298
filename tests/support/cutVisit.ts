/** A visit whose card loses its power at one command of the commit, and the taps after it. */

import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { World } from '../../examples/cli/world/open.ts';
import { HOMES } from '../../examples/cli/world/persons.ts';
import {
  type CardTransport,
  encodeFci,
  ONECARD_AID,
  PROFILE_VERSION,
  progressOf,
} from '../../src/card/index.ts';
import { openTerminal, type SettleResult, type Transition } from '../../src/terminal/index.ts';
import { encodeContents, parseContents } from '../../src/virtual/contentsFile.ts';
import type { VirtualCard } from '../../src/virtual/index.ts';
import type { CommitCut } from './commitCuts.ts';
import { HOME } from './taps.ts';
import { demoBill, temporaryFolder, testWorld } from './world.ts';

/** A card in a reader. */
export interface Seat {
  connect(): Promise<CardTransport>;
  /** Takes the card out; one that left by itself may be taken out too. */
  leave(): Promise<void>;
}

export type Insert = (card: VirtualCard) => Promise<Seat>;

/** A world of the suite whose card of the first home county commits in this way. */
export async function worldOf({
  suite,
  commit,
}: Pick<CommitCut, 'suite' | 'commit'>): Promise<World> {
  const world = await testWorld(await temporaryFolder(), suite);
  const file = world.files.card(HOMES.yinjiang.county);
  const contents = parseContents(Uint8Array.from(await readFile(file)));
  expect(contents.suite).toBe(suite);
  const fci = encodeFci(ONECARD_AID, PROFILE_VERSION, [contents.suite], commit);
  await writeFile(file, encodeContents({ ...contents, fci }));
  return world;
}

/** One tap with the bill; `armed` is told of the card when its writing begins. */
async function tap(
  world: World,
  insert: Insert,
  armed: (card: VirtualCard) => void = () => {},
): Promise<SettleResult> {
  const card = await world.card('yinjiang');
  const seat = await insert(card);
  try {
    const onTransition = ({ to }: Transition) => {
      if (to === 'card-pending') armed(card);
    };
    const terminal = openTerminal({ ...world.equipment, onTransition });
    return await terminal.settle(await seat.connect(), await demoBill('yinjiang', 'ZY1'));
  } finally {
    await seat.leave();
  }
}

/** The row of the recovery table that card and journal stand in. */
async function rowOf(world: World, insert: Insert) {
  const [intent, ...more] = world.equipment.journal.openIntents();
  expect(more).toEqual([]);
  const seat = await insert(await world.card('yinjiang'));
  try {
    const { record } = await world.terminal.read(await seat.connect());
    return progressOf(record, { statement: intent!.statement, ...intent!.cardWrite });
  } finally {
    await seat.leave();
  }
}

/** Power goes at `cut`; the next tap finds its row, and ends in one settlement. */
export async function expectRecovery(cut: CommitCut, insert: Insert): Promise<void> {
  const world = await worldOf(cut);
  const broken = await tap(world, insert, (card) => card.failAt(cut));
  expect(broken).toMatchObject({ outcome: 'card-pending', cause: { code: 'reader.card-removed' } });
  expect(await rowOf(world, insert)).toBe(cut.row);
  const next = await tap(world, insert);
  expect(next).toMatchObject({ outcome: 'already-settled' });
  expect(next.finished).toHaveLength(1);
  await expectOneSettlement(world, insert);
  world.close();
}

/** Journal, centre and card agree on one settlement of the bill. */
export async function expectOneSettlement(world: World, insert: Insert): Promise<void> {
  const { journal, counties, terminalId } = world.equipment;
  const settled = [...journal.settledAfter(0)];
  expect(settled).toHaveLength(1);
  expect(journal.openIntents()).toEqual([]);
  const { centre } = counties.get(HOME)!;
  const [entry] = settled;
  expect(await centre.status(entry!.id)).toMatchObject({ outcome: 'settled', isConfirmed: true });
  const { cardSerial, memberNumber, usageAfter } = entry!.adjudication;
  const person = { home: HOME, cardSerial, memberNumber, insuranceYear: 2026 };
  expect(await centre.person(person)).toMatchObject({ cardSequence: 1, usage: usageAfter });
  expect((await centre.acknowledgedHead(terminalId))!.sequence).toBeGreaterThan(0);

  const seat = await insert(await world.card('yinjiang'));
  const { record } = await world.terminal.read(await seat.connect());
  await seat.leave();
  expect(Math.max(...record.slots.map(({ state }) => state.sequence))).toBe(1);
  expect(record.newestLog?.record).toMatchObject({ sequence: 1, kind: 'pending' });
}
