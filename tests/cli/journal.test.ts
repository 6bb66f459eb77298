/** The journal as a file, through the built command: export, copies, years. */

import { existsSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';

/** Each some ten commands, every one a process of its own. */
const TIMEOUT_MS = 180_000;

const NAME_HEX = Buffer.from('测试甲').toString('hex');

/** A world with one settlement, its folder, and the commands on it. */
async function settledWorld() {
  const folder = await temporaryFolder();
  const data = join(folder, 'world');
  const run = (...of: readonly string[]) => onecard([...of, '--data', data, '--lang', 'en']);
  const settle = async () => {
    const { exit, stderr } = await run('demo');
    expect(exit, stderr).toBe(0);
  };
  await settle();
  return { folder, journal: join(data, 'terminal.journal'), run, settle };
}

async function moveAway(journal: string): Promise<void> {
  for (const end of ['', '-wal', '-shm', '-lock']) await rm(`${journal}${end}`, { force: true });
}

test(
  'an export proves itself, masked too; a changed or missing line is found',
  async () => {
    const { folder, run } = await settledWorld();
    const whole = join(folder, 'whole.jsonl');
    const masked = join(folder, 'masked.jsonl');
    const exported = await run('journal', 'export', '--out', whole, '--json');
    const { data } = JSON.parse(exported.stdout) as { readonly data: { entryCount: number } };
    expect(data).toMatchObject({ file: whole, masked: false });
    expect(data.entryCount).toBeGreaterThan(0);
    expect((await stat(whole)).mode & 0o077).toBe(0);
    expect(await run('journal', 'export', '--out', masked, '--mask')).toMatchObject({ exit: 0 });

    const lines = (await readFile(whole, 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBe(data.entryCount + 2);
    // The entries' own bytes are in hexadecimal.
    const hidden = await readFile(masked, 'utf8');
    expect(lines[1]).toContain(NAME_HEX);
    for (const name of ['测试甲', NAME_HEX]) expect(hidden).not.toContain(name);
    for (const file of [whole, masked]) {
      const proven = await run('journal', 'verify', '--export', file, '--json');
      expect(proven, proven.stderr).toMatchObject({ exit: 0 });
      expect(JSON.parse(proven.stdout)).toMatchObject({
        data: { outcome: 'intact', entryCount: data.entryCount, tail: { outcome: 'proven' } },
      });
    }

    const renamed = lines[1]!.replace(NAME_HEX, Buffer.from('测试丁').toString('hex'));
    const wrong = [lines.with(1, renamed), lines.toSpliced(1, 1)];
    for (const changed of wrong) {
      const file = join(folder, 'wrong.jsonl');
      await writeFile(file, `${changed.join('\n')}\n`);
      expect(changed).not.toEqual(lines);
      const found = await run('journal', 'verify', '--export', file);
      expect(found).toMatchObject({ exit: 23, stdout: '', stderr: expect.stringContaining('✗') });
    }

    const again = await run('journal', 'export', '--out', whole);
    expect(again).toMatchObject({ exit: 3, stdout: '' });
    expect((await readFile(whole, 'utf8')).trimEnd().split('\n')).toEqual(lines);
  },
  TIMEOUT_MS,
);

test(
  'an export that did not come to its end leaves no file',
  async () => {
    const { folder, journal, run } = await settledWorld();
    const bytes = await readFile(journal);
    bytes.write('测试丁', bytes.lastIndexOf('测试甲'));
    await writeFile(journal, bytes);
    const out = join(folder, 'whole.jsonl');
    const exported = await run('journal', 'export', '--out', out);
    expect(exported).toMatchObject({ exit: 23, stdout: '' });
    expect(existsSync(out)).toBe(false);
    await writeFile(out, 'of somebody else');
    expect(await run('journal', 'export', '--out', out)).toMatchObject({ exit: 3 });
    expect(await readFile(out, 'utf8')).toBe('of somebody else');
  },
  TIMEOUT_MS,
);

test(
  'a backup takes the place of a journal that is gone; one from before what the centre knows does not',
  async () => {
    const { folder, journal, run, settle } = await settledWorld();
    const [older, newer] = [join(folder, 'older.journal'), join(folder, 'newer.journal')];
    expect(await run('journal', 'backup', older)).toMatchObject({ exit: 0 });
    await settle();
    const kept = await run('journal', 'backup', newer);
    expect(kept.stdout).toMatch(/newer\.journal: \d+ entries, verified\n$/);
    expect((await run('journal', 'backup', newer)).stderr).toContain('journal.copy-exists');
    // What is there is never written over.
    const over = await run('journal', 'restore', newer);
    expect(over).toMatchObject({
      exit: 23,
      stderr: expect.stringContaining('journal.copy-exists'),
    });

    await moveAway(journal);
    const outdated = await run('journal', 'restore', older);
    expect(outdated).toMatchObject({ exit: 23, stdout: '' });
    expect(outdated.stderr).toContain('journal.copy-outdated');
    expect(existsSync(journal)).toBe(false);

    expect(await run('journal', 'restore', newer)).toMatchObject({ exit: 0 });
    const verified = await run('journal', 'verify', '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({
      data: { outcome: 'intact', tail: { outcome: 'proven' } },
    });
    await settle();
    expect(await run('journal', 'verify')).toMatchObject({ exit: 0 });
  },
  TIMEOUT_MS,
);

test('a folder that is mistyped is not made', async () => {
  const data = join(await temporaryFolder(), 'mistyped');
  for (const verb of ['rotate', 'verify']) {
    const { exit, stderr } = await onecard(['journal', verb, '--data', data]);
    expect(exit).not.toBe(0);
    expect(stderr).toContain(join(data, 'terminal.journal'));
    expect(existsSync(data)).toBe(false);
  }
});

test(
  'the year before is verified along with the new file, and its absence is said',
  async () => {
    const { folder, journal, run, settle } = await settledWorld();
    const before = await run('journal', 'verify', '--json');
    const { data: whole } = JSON.parse(before.stdout) as { readonly data: { entryCount: number } };
    const rotated = await run('journal', 'rotate', '--json');
    const { data } = JSON.parse(rotated.stdout) as {
      readonly data: { archive: string; year: number };
    };
    expect(data).toMatchObject({ archive: `${journal}-${data.year}`, openCount: 0 });
    expect((await stat(data.archive)).mode & 0o777).toBe(0o400);
    expect((await run('journal', 'rotate')).stderr).toContain('journal.nothing-to-rotate');
    await settle();
    const after = await run('journal', 'verify', '--json');
    expect(JSON.parse(after.stdout)).toMatchObject({
      data: {
        outcome: 'intact',
        tail: { outcome: 'proven' },
        // The signature that ends the year is one more.
        earlier: { outcome: 'intact', file: data.archive, entryCount: whole.entryCount + 1 },
      },
    });
    const told = (await run('journal', 'verify')).stdout;
    expect(told).toContain(`journal ${data.archive}: ${whole.entryCount + 1} entries, intact`);
    expect(told.match(/the centre has seen/g)).toHaveLength(1);

    const kept = await run('journal', 'backup', join(folder, 'terminal.journal'));
    expect(kept.stdout).toContain(`terminal.journal-${data.year}, is no part of this copy`);

    await writeFile(`${data.archive}.other`, 'no journal');
    await rename(data.archive, `${data.archive}.elsewhere`);
    await rename(`${data.archive}.other`, data.archive);
    expect(await run('journal', 'verify')).toMatchObject({
      exit: 23,
      stderr: expect.stringContaining(`✗ the earlier file ${data.archive} does not end`),
    });
    await rm(data.archive);
    const alone = await run('journal', 'verify');
    expect(alone).toMatchObject({ exit: 0 });
    expect(alone.stdout).toContain(`terminal.journal-${data.year} is not here`);

    const bytes = await readFile(`${data.archive}.elsewhere`);
    const name = bytes.indexOf('测试甲');
    expect(name).toBeGreaterThan(0);
    bytes.write('测试丁', name);
    await writeFile(data.archive, bytes);
    const damaged = await run('journal', 'verify');
    expect(damaged).toMatchObject({ exit: 23, stdout: '', stderr: expect.stringContaining('✗') });
  },
  TIMEOUT_MS,
);
