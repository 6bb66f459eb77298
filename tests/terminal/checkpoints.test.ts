/** The terminal's module signs where its journal stands, and whoever has its key can tell. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkJournal } from '../../examples/cli/commands/journal.ts';
import type { World } from '../../examples/cli/world/open.ts';
import { suiteOf } from '../../src/crypto/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import type { Sam } from '../../src/model/index.ts';
import {
  type CheckpointOptions,
  openJournal,
  rotateJournal,
  verifyJournal,
} from '../../src/settlement/index.ts';
import {
  CHECKPOINT_ENTRIES,
  memoryCardCounters,
  moduleCheckpoints,
  moduleSigner,
  openDayDesk,
} from '../../src/terminal/index.ts';
import { chinaDate } from '../../src/time.ts';
import { HOME, tap } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

/** A journal of its own for the terminal of a world, with these settings. */
async function journalOf(world: World, settings: Partial<CheckpointOptions>, sam: Sam = world.sam) {
  const file = join(await temporaryFolder(), 'own.journal');
  const { terminalId, clock } = world.equipment;
  const checkpoints = moduleCheckpoints(sam, settings);
  const journal = openJournal(file, { terminalId, clock, checkpoints });
  onTestFinished(() => journal.close());
  return { file, journal, counters: memoryCardCounters() };
}

test('the module signs every so many entries; its key proves it, and no other does', async () => {
  const world = await testWorld(await temporaryFolder());
  const own = await journalOf(world, { everyEntries: 4 });
  for (const number of ['ZY1', 'ZY2', 'ZY3']) {
    await tap(world, await demoBill('yinjiang', number), own);
  }
  const signed = [...own.journal.entries()].filter(({ kind }) => kind === 'checkpoint');
  expect(signed.length).toBeGreaterThanOrEqual(2);
  expect(signed[0]).toMatchObject({ samId: await world.sam.id() });
  own.journal.close();
  const checkpointKeys = [await world.sam.publicKey()];
  const setting = { checkpointKeys, checkpointEveryEntries: 4 };
  const report = await verifyJournal(own.file, undefined, setting);
  expect(report.findings).toEqual([]);
  expect(report.signedThrough).toBeGreaterThan(4);
  const foreign = { checkpointKeys: [suiteOf(1).generateKeyPair().publicKey] };
  expect((await verifyJournal(own.file, undefined, foreign)).findings[0]).toMatchObject({
    name: 'checkpoint-foreign-key',
  });
});

test('a module that does not sign stops no visit, and is asked again', async () => {
  const world = await testWorld(await temporaryFolder());
  const failures: unknown[] = [];
  let isOut = true;
  const { sam } = world;
  const flaky = new Proxy(sam, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      if (name !== 'signHead') return member.bind(target) as unknown;
      return async (...values: unknown[]) => {
        if (isOut) throw new OneCardError('sam.channel-lost');
        return Reflect.apply(member, target, values) as unknown;
      };
    },
  });
  const onFailure = (error: unknown) => failures.push(error);
  const own = await journalOf(world, { everyEntries: 4, onFailure }, flaky);
  const bill = await demoBill('yinjiang', 'ZY1');
  expect((await tap(world, bill, own)).outcome).toBe('settled');
  expect(await own.journal.seal()).toBeUndefined();
  expect(failures.length).toBeGreaterThan(1);
  isOut = false;
  expect(await own.journal.seal()).toMatchObject({ kind: 'checkpoint', head: { sequence: 5 } });
  expect(await own.journal.seal()).toBeUndefined();
});

test('the day that is locked is signed for', async () => {
  const world = await testWorld(await temporaryFolder());
  await tap(world, await demoBill('yinjiang', 'ZY1'));
  const { equipment } = world;
  const standings = new Map([[HOME, world.centres.get(HOME)!]]);
  const days = openDayDesk({ equipment, standings });
  const today = chinaDate(equipment.clock.now());
  const closed = await days.close(today, { operator: '999', accepted: 'no HIS here' });
  expect(closed).toMatchObject({ outcome: 'closed' });
  const { sequence } = equipment.journal.head();
  expect(equipment.journal.entry(sequence)).toMatchObject({
    kind: 'checkpoint',
    head: { sequence: sequence - 1 },
    samId: await world.sam.id(),
  });
});

test('the year that is put away ends with a signature, and keeps its year', async () => {
  const world = await testWorld(await temporaryFolder());
  await tap(world, await demoBill('yinjiang', 'ZY1'));
  const { terminalId, clock } = world.equipment;
  const file = world.files.journal;
  const year = Number(chinaDate(clock.now()).slice(0, 4));
  world.close();
  const rotation = { terminalId, clock, knownHead: undefined, signer: moduleSigner(world.sam) };
  const rotated = await rotateJournal(file, rotation);
  expect(rotated).toMatchObject({ archive: `${file}-${year}`, year });
  const settings = { checkpointKeys: [await world.sam.publicKey()], checkpointEveryEntries: 1 };
  const report = await verifyJournal(file, undefined, settings);
  expect(report.findings).toEqual([]);
  expect(report.earlier).toMatchObject({ outcome: 'intact', entryCount: 6, signedThrough: 5 });
  await expect(rotateJournal(file, rotation)).rejects.toMatchObject({
    code: 'journal.nothing-to-rotate',
  });
});

test('the command line verifies with the keys that the centres have, and finds another', async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  await tap(world, await demoBill('yinjiang', 'ZY1'));
  await world.equipment.journal.seal();
  const data = join(folder, 'world');
  const verified = await checkJournal({ data, language: 'en' });
  expect(verified).toMatchObject({ exit: 0, outcome: 'intact', data: { signedThrough: 5 } });
  expect(verified.text).toContain('signed by the security module through entry 5');
  const stranger = suiteOf(1).generateKeyPair();
  await world.equipment.journal.checkpoint({
    publicKey: async () => stranger.publicKey,
    sign: async (message) => suiteOf(1).sign(stranger.privateKey, message),
  });
  const found = await checkJournal({ data, language: 'en' });
  expect(found).toMatchObject({
    exit: 23,
    data: { findings: [{ name: 'checkpoint-foreign-key', sequence: 7 }] },
  });
});

test('a terminal signs often enough for its setting', () => {
  expect(CHECKPOINT_ENTRIES).toBeLessThan(500);
});
