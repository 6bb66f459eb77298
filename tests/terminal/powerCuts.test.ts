/**
 * The card loses its power before and after every command of a commit, in either way of committing:
 * the next tap stands in one row of the recovery table and ends in one settlement, never in two or none.
 */

import { expect, test } from 'vitest';
import { openTerminal, type Transition } from '../../src/terminal/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { codeOf } from '../reader/codeOf.ts';
import { COMMIT_COMMANDS, COMMIT_CUTS, SUITES } from '../support/commitCuts.ts';
import { expectOneSettlement, expectRecovery, type Insert, worldOf } from '../support/cutVisit.ts';
import { demoBill } from '../support/world.ts';

const insert: Insert = async (card) => {
  const reader = virtualReader(card);
  return {
    connect: () => reader.connect({ exclusive: true }),
    leave: async () => reader.remove(),
  };
};

test.each(COMMIT_CUTS)('suite $suite, $commit, $kind command $nth: $row', (cut) =>
  expectRecovery(cut, insert),
);

const WAYS = SUITES.flatMap((suite) =>
  (['two-slot', 'atomic'] as const).map((commit) => ({ suite, commit })),
);

test.each(WAYS)(
  'these are all the commands of a commit: suite $suite, $commit',
  async ({ suite, commit }) => {
    const world = await worldOf({ suite, commit });
    let isWriting = false;
    let count = 0;
    const seat = await insert(await world.card('yinjiang'));
    const transport = await seat.connect();
    const onTransition = ({ to }: Transition) => {
      if (to === 'card-pending') isWriting = true;
    };
    const counted = {
      transmit(command: Uint8Array) {
        if (isWriting) count += 1;
        return transport.transmit(command);
      },
      close: () => transport.close(),
    };
    const terminal = openTerminal({ ...world.equipment, onTransition });
    const result = await terminal.settle(counted, await demoBill('yinjiang', 'ZY1'));
    expect(result.outcome).toBe('settled');
    expect(count).toBe(COMMIT_COMMANDS[commit]);
    await seat.leave();
    await expectOneSettlement(world, insert);
  },
);

test.each([1, 2, 9])('cut before command %i of the reading: nothing was begun', async (nth) => {
  const world = await worldOf({ suite: 1, commit: 'two-slot' });
  const bill = await demoBill('yinjiang', 'ZY1');
  const card = await world.card('yinjiang');
  const seat = await insert(card);
  card.failAt({ kind: 'cut-before', nth });
  const transport = await seat.connect();
  expect(await codeOf(world.terminal.settle(transport, bill))).toBe('reader.card-removed');
  await seat.leave();
  expect(world.equipment.journal.head().sequence).toBe(0);
  const next = await insert(await world.card('yinjiang'));
  expect((await world.terminal.settle(await next.connect(), bill)).outcome).toBe('settled');
  await next.leave();
  await expectOneSettlement(world, insert);
});
