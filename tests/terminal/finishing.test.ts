/** What an earlier visit left open: what the clerk is told of it, and what another terminal did meanwhile. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { World } from '../../examples/cli/world/open.ts';
import type { Centre } from '../../src/centre/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import type { TerminalId } from '../../src/model/index.ts';
import { type Journal, openJournal } from '../../src/settlement/index.ts';
import type { Equipment } from '../../src/terminal/index.ts';
import {
  HOME,
  INS_PERFORM_SECURITY_OPERATION,
  INS_UPDATE_BINARY,
  pulledBefore,
  tap,
  withCentre,
} from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const beforeState = pulledBefore(INS_UPDATE_BINARY);
const beforeSignature = pulledBefore(INS_PERFORM_SECURITY_OPERATION);

test('a visit that comes to nothing still tells which settlement it finished', async () => {
  const world = await testWorld(await temporaryFolder());
  const broken = await tap(world, await demoBill('yinjiang', 'ZY1'), {}, beforeState);
  if (broken.outcome !== 'card-pending') throw new Error(broken.outcome);
  const other = await tap(world, await demoBill('jimunai', 'ZY2'));
  expect(other.outcome).toBe('refused');
  expect(other.finished.map(({ id }) => id)).toEqual([broken.id]);
});

test('a card that is pulled again while it is finished stays pending under the same id', async () => {
  const world = await testWorld(await temporaryFolder());
  const bill = await demoBill('yinjiang', 'ZY1');
  const broken = await tap(world, bill, {}, beforeState);
  const again = await tap(world, bill, {}, beforeState);
  expect(again).toMatchObject({ outcome: 'card-pending', finished: [] });
  expect(again).toMatchObject({ id: 'id' in broken && broken.id });
  expect(await tap(world, bill)).toMatchObject({ outcome: 'already-settled', finished: [{}] });
});

test('a late message between the question and the reversal is voided as reversed', async () => {
  const world = await testWorld(await temporaryFolder());
  const { centre } = world.equipment.counties.get(HOME)!;
  const bill = await demoBill('yinjiang', 'ZY1');
  let arrive: (() => Promise<unknown>) | undefined;
  const lost = withCentre(world, () => ({
    settle(id, request) {
      arrive = () => centre.settle(id, request);
      return Promise.reject(new OneCardError('centre.unreachable'));
    },
  }));
  expect((await tap(world, bill, lost)).outcome).toBe('unknown');
  const late = withCentre(world, () => ({
    async reverse(id) {
      expect(await arrive!()).toMatchObject({ outcome: 'settled' });
      return centre.reverse(id);
    },
  }));
  expect((await tap(world, bill, late)).outcome).toBe('settled');
  const [, unknown, voided] = [...world.equipment.journal.entries()];
  expect(unknown).toMatchObject({ kind: 'unknown', cause: 'centre.unreachable' });
  expect(voided).toMatchObject({ kind: 'voided', reason: 'reversed' });
});

/** A second terminal with a journal of its own, registered with the home county. */
async function secondTerminal(
  world: World,
  folder: string,
): Promise<Pick<Equipment, 'terminalId' | 'journal'> & { readonly journal: Journal }> {
  const { sam, clock, counties } = world.equipment;
  const terminalId = 'H999101-T02' as TerminalId;
  const centre = counties.get(HOME)!.centre as Centre;
  await centre.registerTerminal({
    terminalId,
    samId: await sam.id(),
    publicKey: await sam.publicKey(),
  });
  return {
    terminalId,
    journal: openJournal(join(folder, 'second.journal'), { terminalId, clock }),
  };
}

test('a card without its signature goes on at another terminal; the first finishes all the same', async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const second = await secondTerminal(world, folder);
  const bill = await demoBill('yinjiang', 'ZY1');
  const broken = await tap(world, bill, {}, beforeSignature);
  expect(broken.outcome).toBe('card-pending');
  expect((await tap(world, await demoBill('yinjiang', 'ZY2'), second)).outcome).toBe('settled');

  const finished = await tap(world, bill);
  expect(finished).toMatchObject({ outcome: 'already-settled', finished: [{ kind: 'settled' }] });
  expect(world.equipment.journal.openIntents()).toEqual([]);
  const { centre } = world.equipment.counties.get(HOME)!;
  for (const journal of [world.equipment.journal, second.journal]) {
    const [entry] = [...journal.settledAfter(0)];
    expect(await centre.status(entry!.id)).toMatchObject({ isConfirmed: true });
  }
  second.journal.close();
});

test('what another terminal announced on the card waits for that terminal', async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const second = await secondTerminal(world, folder);
  const bill = await demoBill('yinjiang', 'ZY1');
  expect((await tap(world, bill, {}, beforeState)).outcome).toBe('card-pending');
  const elsewhere = await tap(world, await demoBill('yinjiang', 'ZY2'), second);
  expect(elsewhere).toMatchObject({
    outcome: 'card-out-of-step',
    cardSequence: 0,
    ledgerSequence: 1,
  });
  expect([...second.journal.entries()]).toEqual([]);
  expect((await tap(world, bill)).outcome).toBe('already-settled');
  expect((await tap(world, await demoBill('yinjiang', 'ZY2'), second)).outcome).toBe('settled');
  second.journal.close();
});
