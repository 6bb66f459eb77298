/** The centre keeps signatures and heads; a journal that is not the one it knows settles nothing more. */

import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { World } from '../../examples/cli/world/open.ts';
import type { VisitStep } from '../../src/terminal/index.ts';
import { memoryCardCounters, openTerminal } from '../../src/terminal/index.ts';
import { HOME, tap, withCentre } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

test('signatures that the centre refuses are not called confirmed', async () => {
  const world = await testWorld(await temporaryFolder());
  const steps: VisitStep[] = [];
  const refusing = withCentre(world, () => ({ confirm: async () => ({ outcome: 'refused' }) }));
  const result = await tap(world, await demoBill('yinjiang', 'ZY1'), {
    ...refusing,
    onStep: (step) => steps.push(step),
  });
  expect(result).toMatchObject({ outcome: 'settled', confirmation: { outcome: 'refused' } });
  expect(steps.at(-1)).toBe('entry-durable');
});

test('signatures of an earlier visit that are refused do not speak for this one', async () => {
  const world = await testWorld(await temporaryFolder());
  const refusing = withCentre(world, () => ({ confirm: async () => ({ outcome: 'refused' }) }));
  await tap(world, await demoBill('yinjiang', 'ZY1'), refusing);
  const [earlier] = [...world.equipment.journal.settledAfter(0)];
  const stillRefusing = withCentre(world, (centre) => ({
    confirm: async (signed, head) =>
      signed.statement.id === earlier!.id ? { outcome: 'refused' } : centre.confirm(signed, head),
  }));
  expect(await tap(world, await demoBill('yinjiang', 'ZY2'), stillRefusing)).toMatchObject({
    outcome: 'settled',
    confirmation: { outcome: 'confirmed' },
  });
});

test('signatures that the centre fails at keep no later visit back', async () => {
  const world = await testWorld(await temporaryFolder());
  const failing = (only?: string) =>
    withCentre(world, (centre) => ({
      confirm: async (signed, head) => {
        if (only && signed.statement.id !== only) return centre.confirm(signed, head);
        throw new Error('Internal Server Error');
      },
    }));
  const first = await tap(world, await demoBill('yinjiang', 'ZY1'), failing());
  expect(first).toMatchObject({ outcome: 'settled', confirmation: { outcome: 'pending' } });
  const [earlier] = [...world.equipment.journal.settledAfter(0)];
  const recovered = await openTerminal({ ...world.equipment, ...failing(earlier!.id) }).recover();
  expect(recovered.notHandedIn).toMatchObject([{ county: HOME }]);
  const second = await tap(world, await demoBill('yinjiang', 'ZY2'), failing(earlier!.id));
  expect(second).toMatchObject({ outcome: 'settled', confirmation: { outcome: 'confirmed' } });
  const { terminalId, counties } = world.equipment;
  const head = () => counties.get(HOME)!.centre.acknowledgedHead(terminalId);
  expect(await head()).toMatchObject({ sequence: earlier!.sequence - 1 });
  // Mended, it takes what it failed at, and its head moves on.
  const told: string[] = [];
  const mended = withCentre(world, (centre) => ({
    confirm(signed, head) {
      told.push(signed.statement.id);
      return centre.confirm(signed, head);
    },
  }));
  const last = await tap(world, await demoBill('yinjiang', 'ZY3'), mended);
  if (last.outcome !== 'settled') throw new Error(last.outcome);
  expect(told[0]).toBe(earlier!.id);
  expect(await head()).toMatchObject({ sequence: last.entry.sequence });
  expect((await openTerminal(world.equipment).recover()).notHandedIn).toEqual([]);
});

/** A world that settled twice, then its journal made into something else; what the next visit meets. */
async function settledTwice(replace: (journal: string, copy: string) => Promise<void>) {
  const folder = await temporaryFolder();
  const [journal, copy] = [join(folder, 'world/terminal.journal'), join(folder, 'copy')];
  let world: World = await testWorld(folder);
  await tap(world, await demoBill('yinjiang', 'ZY1'));
  world.close();
  await copyFile(journal, copy);
  world = await testWorld(folder);
  await tap(world, await demoBill('yinjiang', 'ZY2'));
  world.close();
  await replace(journal, copy);
  return testWorld(folder);
}

test.each([
  ['an older copy', (journal: string, copy: string) => copyFile(copy, journal)],
  ['a new one', (journal: string) => rm(journal)],
])('a journal that was replaced by %s settles nothing', async (_, replace) => {
  const world = await settledTwice(replace);
  const before = world.equipment.journal.head();
  const visit = tap(world, await demoBill('yinjiang', 'ZY3'));
  await expect(visit).rejects.toMatchObject({
    code: 'terminal.journal-replaced',
    detail: { known: 10, last: before.sequence },
  });
  expect(world.equipment.journal.head()).toEqual(before);
  const { centre } = world.equipment.counties.get(HOME)!;
  expect(await centre.acknowledgedHead(world.equipment.terminalId)).toMatchObject({ sequence: 10 });
});

test('an older copy that went on until it is as long again is found out too', async () => {
  const world = await settledTwice((journal, copy) => copyFile(copy, journal));
  // A centre that knows nothing of the second settlement lets the old copy grow.
  const forgetful = withCentre(world, (centre) => ({
    acknowledgedHead: async () => undefined,
    knownHead: async () => undefined,
    person: async (request) => {
      const person = await centre.person(request);
      return person.outcome === 'found' ? { ...person, cardSequence: 2 } : person;
    },
  }));
  await tap(world, await demoBill('yinjiang', 'ZY3'), forgetful);
  expect(world.equipment.journal.head().sequence).toBe(10);
  const visit = tap(world, await demoBill('yinjiang', 'ZY4'));
  await expect(visit).rejects.toMatchObject({
    code: 'terminal.journal-replaced',
    detail: { known: 10, last: 10 },
  });
});

test('ledger and card put back together: the same bill is not settled once more', async () => {
  const folder = await temporaryFolder();
  const files = ['centre-999001.sqlite', 'card-999001.card'];
  const inWorld = (name: string) => join(folder, 'world', name);
  (await testWorld(folder)).close();
  for (const name of files) await copyFile(inWorld(name), join(folder, name));
  const before = await testWorld(folder);
  expect((await tap(before, await demoBill('yinjiang', 'ZY1'))).outcome).toBe('settled');
  before.close();
  for (const name of files) await copyFile(join(folder, name), inWorld(name));

  const world = await testWorld(folder);
  const [entry] = [...world.equipment.journal.settledAfter(0)];
  // The terminal that met the card knows that its counters went back …
  expect(await tap(world, await demoBill('yinjiang', 'ZY1'))).toMatchObject({
    outcome: 'card-refused',
    failed: [{ name: 'card-counters', cause: 'rolled-back' }],
  });
  // … and one that lost that knowledge still has its journal.
  const counters = memoryCardCounters();
  await expect(tap(world, await demoBill('yinjiang', 'ZY1'), { counters })).rejects.toMatchObject({
    code: 'terminal.ledger-replaced',
    detail: { id: entry!.id },
  });
  expect(world.equipment.journal.head().sequence).toBe(entry!.sequence);
});
