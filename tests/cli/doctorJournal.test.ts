/** The journal in rare states: what the doctor says of it is so. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examineFolder, examineJournal } from '../../examples/cli/doctor/terminal.ts';
import { makeIntent, openJournal, rotateJournal } from '../../src/settlement/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import {
  partsOf,
  settlementId,
  signed,
  statementOf,
  TERMINAL,
  tickingClock,
} from '../settlement/journal/support.ts';
import { sql, tamper } from '../settlement/journal/tamper.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };

async function open() {
  const folder = await temporaryFolder();
  const file = join(folder, 'terminal.journal');
  return { folder, file, journal: openJournal(file, options) };
}

async function causes(folder: string) {
  return (await examineJournal(folder)).map(({ cause }) => cause);
}

describe('what is open', () => {
  test('in a year that is not here is told, with the file that holds it', async () => {
    const { folder, file, journal } = await open();
    await journal.append(makeIntent(partsOf(1)));
    journal.close();
    const { archive } = await rotateJournal(file, { ...options, knownHead: undefined });
    expect(await causes(folder)).toEqual(['journal-unconfirmed', 'visits-open']);
    renameSync(archive, join(folder, 'elsewhere'));
    const findings = await examineJournal(folder);
    expect(findings.map(({ cause }) => cause)).toEqual([
      'journal-unconfirmed',
      'journal-year-missing',
    ]);
    expect(findings[1]).toMatchObject({ verdict: 'bad', facts: { open: 1, missing: archive } });
  });

  test('a year that is not here, with nothing open in it, is no trouble', async () => {
    const { folder, file, journal } = await open();
    await journal.append(makeIntent(partsOf(1)));
    await journal.append(signed(statementOf(1)));
    journal.close();
    const { archive } = await rotateJournal(file, { ...options, knownHead: undefined });
    rmSync(archive);
    expect(await causes(folder)).toEqual(['journal-unconfirmed']);
  });

  test('holds what is being taken back, as the service counts it', async () => {
    const { folder, journal } = await open();
    await journal.append(makeIntent(partsOf(1)));
    await journal.append(signed(statementOf(1)));
    const id = settlementId(1);
    await journal.append({ kind: 'reversing', id, reason: '误收', operator: '01' });
    expect(journal.openIntents()).toHaveLength(1);
    const findings = await examineJournal(folder);
    journal.close();
    expect(findings[1]).toMatchObject({ cause: 'visits-open', facts: { open: 1 } });
  });
});

test('a journal that the centres know and that is gone is no terminal without one', async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const data = join(folder, 'world');
  expect(await causes(data)).toEqual(['journal-intact']);
  const reader = virtualReader(await world.card('yinjiang'));
  const card = await reader.connect({ exclusive: true });
  const bill = await demoBill('yinjiang', 'ZY-GONE-1');
  expect(await world.terminal.settle(card, bill)).toMatchObject({ outcome: 'settled' });
  world.close();
  rmSync(world.files.journal);
  expect(await examineJournal(data)).toMatchObject([{ cause: 'journal-missing', verdict: 'bad' }]);
});

test('a world without the store of a county is not whole', async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  world.close();
  const [county] = world.centres.keys();
  rmSync(world.files.centre(county!));
  expect(await examineFolder(join(folder, 'world'))).toMatchObject([
    { cause: 'world-incomplete', facts: { missing: world.files.centre(county!) } },
  ]);
});

test('a -wal file without its journal is a journal that is gone', async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'terminal.journal-wal'), 'committed last');
  expect(await causes(folder)).toEqual(['journal-missing']);
});

describe('what cannot be read is not called damaged', () => {
  test('a file of a newer version', async () => {
    const { folder, file, journal } = await open();
    journal.close();
    tamper(file, sql('PRAGMA user_version = 99'));
    expect(await examineJournal(folder)).toMatchObject([
      { cause: 'journal-not-read', facts: { code: 'store.newer-format' } },
    ]);
  });

  test('a place that cannot be opened', async () => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'terminal.journal'));
    expect(await examineJournal(folder)).toMatchObject([
      { cause: 'journal-not-read', facts: { code: 'store.failed' } },
    ]);
  });

  test("a centre's file in its place", async () => {
    const folder = await temporaryFolder();
    const world = await testWorld(folder);
    world.close();
    const [county] = world.centres.keys();
    const store = world.files.centre(county!);
    writeFileSync(store, 'not a store at all, and longer than nothing');
    expect(await examineJournal(join(folder, 'world'))).toMatchObject([
      { cause: 'journal-not-read', facts: { code: 'store.foreign-file', file: store } },
    ]);
  });
});
