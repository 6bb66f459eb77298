/** Files that are not what they should be: a named error, never a stack, never a settlement. */

import { cpSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CliRun, onecard } from '../support/cli.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder } from '../support/world.ts';

const BILL = join(ROOT, 'examples/bills/yinjiang-inpatient.json');

/** A world that has settled once. */
async function settledWorld(): Promise<string> {
  const data = join(await temporaryFolder(), 'world');
  expect(await onecard(['demo', '--data', data])).toMatchObject({ exit: 0 });
  return data;
}

function expectExplained(run: CliRun, exit: number, names: string): void {
  expect(run).toMatchObject({ exit, stdout: '' });
  expect(run.stderr).toContain(names);
  expect(run.stderr).not.toMatch(/\n\s+at |file:\/\//);
}

test('a bill that cannot be read, or is in another encoding', async () => {
  const folder = await temporaryFolder();
  const commit = (file: string) =>
    onecard(['settle', 'commit', '--bill', file, '--data', join(folder, 'world')]);
  expectExplained(await commit(folder), 3, 'document.cannot-read');
  expectExplained(await commit('/dev/zero'), 3, 'document.cannot-read');

  const gbk = join(folder, 'gbk.json');
  // 测试甲 in GB 18030.
  const name = Buffer.from('b2e2cad4bcd7', 'hex');
  const [head, tail] = (await readFile(BILL, 'utf8')).split('测试甲') as [string, string];
  writeFileSync(gbk, Buffer.concat([Buffer.from(head), name, Buffer.from(tail)]));
  expectExplained(await commit(gbk), 3, 'document.character');
});

/** What is done to a file of the world, and what the next settlement says. */
const DAMAGES: readonly (readonly [file: string, how: string, exit: number, names: string])[] = [
  ['world.txt', 'folder', 2, 'world.txt'],
  ['terminal.sam', 'folder', 15, 'virtual.card-file-damaged'],
  ['terminal.sam', 'half', 15, 'virtual.card-file-damaged'],
  ['card-999001.card', 'folder', 15, 'virtual.card-file-damaged'],
  ['card-999001.card', 'half', 15, 'virtual.card-file-damaged'],
  ['county-999001.status', 'half', 2, 'county-999001.status'],
  ['centre-999001.sqlite', 'missing', 2, 'centre-999001.sqlite'],
  ['centre-999001.sqlite', 'empty', 2, 'centre-999001.sqlite'],
  ['centre-999001.sqlite', 'half', 23, 'store.corrupt'],
  ['terminal.journal', 'missing', 23, 'terminal.journal-replaced'],
  ['terminal.journal', 'empty', 23, 'terminal.journal-replaced'],
  ['terminal.journal', 'half', 23, 'store.corrupt'],
  ['terminal.journal', 'folder', 23, 'store.cannot-open'],
];

test('a world with a file missing or damaged', async () => {
  const whole = await settledWorld();
  for (const [file, how, exit, names] of DAMAGES) {
    const data = join(await temporaryFolder(), 'world');
    cpSync(whole, data, { recursive: true });
    const path = join(data, file);
    if (how === 'half') truncateSync(path, Math.floor((await readFile(path)).length / 2));
    else rmSync(path);
    if (how === 'folder') mkdirSync(path);
    if (how === 'empty') writeFileSync(path, '');
    expectExplained(await onecard(['demo', '--data', data]), exit, names);
  }
}, 120_000);

test('a folder that cannot be made', async () => {
  expectExplained(await onecard(['demo', '--data', '/dev/null/world']), 2, '/dev/null/world');
  expectExplained(await onecard(['demo', '--data', '/proc/world']), 2, '/proc/world');
  expectExplained(await onecard(['demo', '--data', '']), 2, '--data');
});

test('three first runs at once make one world, in a new folder and in an empty one', async () => {
  const folder = await temporaryFolder();
  mkdirSync(join(folder, 'empty'));
  for (const name of ['new', 'empty']) {
    const data = join(folder, name);
    const runs = await Promise.all([1, 2, 3].map(() => onecard(['card', 'read', '--data', data])));
    const exits = runs.map(({ exit }) => exit);
    expect(exits).toContain(0);
    // Whoever comes while an empty folder is being filled finds no world in it yet; and whoever comes
    // while another has the card finds it taken: a channel is counted on the card.
    for (const exit of exits) expect([0, 2, 15]).toContain(exit);
    expect(await onecard(['demo', '--data', data])).toMatchObject({ exit: 0 });
  }
  expect((await readdir(folder)).sort()).toEqual(['empty', 'new']);
});
