import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  backupJournal,
  makeIntent,
  openJournal,
  restoreJournal,
} from '../../../src/settlement/journal/index.ts';
import { partsOf, TERMINAL, tickingClock } from './support.ts';
import { flip, recorded, tamper } from './tamper.ts';
import { temporaryFile } from './temporary.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };
const gone = (file: string) => {
  for (const end of ['', '-wal', '-shm', '-lock']) rmSync(`${file}${end}`, { force: true });
};

test('a backup is made while the journal is written, proven, and for its owner only', async () => {
  const { file } = await recorded();
  const journal = openJournal(file, options);
  const target = temporaryFile('backup');
  const appended = Promise.all([21, 22, 23].map((n) => journal.append(makeIntent(partsOf(n)))));
  const report = await backupJournal(file, target);
  await appended;
  expect(report).toMatchObject({ file: target, outcome: 'intact' });
  expect(report.entryCount).toBeGreaterThanOrEqual(10);
  expect(statSync(target).mode & 0o077).toBe(0);
  await expect(backupJournal(file, target)).rejects.toMatchObject({ code: 'journal.copy-exists' });
  journal.close();
});

test('a journal that is damaged makes no backup, and nothing is left behind', async () => {
  const { file } = await recorded();
  tamper(file, flip('payload', 4));
  const target = temporaryFile('backup');
  await expect(backupJournal(file, target)).rejects.toMatchObject({
    code: 'journal.copy-damaged',
    detail: { findings: 'changed undecodable' },
  });
  expect(existsSync(target) || existsSync(`${target}.part`)).toBe(false);
});

test('a folder that is not there, or holds something of that name, is named', async () => {
  const { file } = await recorded();
  const target = join(temporaryFile('away'), 'backup');
  await expect(backupJournal(file, target)).rejects.toMatchObject({
    code: 'store.cannot-open',
    detail: { file: `${target}.part`, system: 'ENOENT' },
  });
  const beside = temporaryFile('backup');
  mkdirSync(`${beside}.part`);
  await expect(backupJournal(file, beside)).rejects.toMatchObject({ code: 'store.cannot-open' });
});

test('what is restored goes on where the backup ended', async () => {
  const { file, heads } = await recorded();
  const backup = temporaryFile('backup');
  await backupJournal(file, backup);
  gone(file);
  const report = await restoreJournal(backup, file, {
    terminalId: TERMINAL,
    knownHead: heads[8],
  });
  expect(report).toMatchObject({ file, tail: { outcome: 'proven', through: 8, beyond: 2 } });
  const journal = openJournal(file, options);
  expect(journal.head()).toEqual(heads[10]);
  expect(await journal.append(makeIntent(partsOf(9)))).toMatchObject({ sequence: 11 });
  journal.close();
});

test('a backup older than what the centre acknowledged is refused', async () => {
  const { file } = await recorded();
  const backup = temporaryFile('backup');
  await backupJournal(file, backup);
  const journal = openJournal(file, options);
  const { sequence, hash } = await journal.append(makeIntent(partsOf(9)));
  journal.close();
  gone(file);
  const restoring = restoreJournal(backup, file, {
    terminalId: TERMINAL,
    knownHead: { sequence, hash },
  });
  await expect(restoring).rejects.toMatchObject({
    code: 'journal.copy-outdated',
    detail: { acknowledged: 11, last: 10 },
  });
  expect(existsSync(file)).toBe(false);
});

test('a backup of another history, of another terminal, torn, or over a journal is refused', async () => {
  const { file, heads } = await recorded();
  const backup = temporaryFile('backup');
  await backupJournal(file, backup);
  const target = temporaryFile();
  const restore = (terminalId: typeof TERMINAL, head = heads[10]) =>
    restoreJournal(backup, target, { terminalId, knownHead: head });
  const other = { sequence: 10, hash: new Uint8Array(32) };
  await expect(restore(TERMINAL, other)).rejects.toMatchObject({ code: 'journal.copy-outdated' });
  await expect(restore('T-2' as typeof TERMINAL)).rejects.toMatchObject({
    code: 'journal.other-terminal',
  });
  copyFileSync(backup, target);
  await expect(restore(TERMINAL)).rejects.toMatchObject({ code: 'journal.copy-exists' });
  gone(target);
  truncateSync(backup, 3 * 4096);
  await expect(restore(TERMINAL)).rejects.toMatchObject({
    code: expect.stringMatching(/^store\.corrupt$|^journal\.copy-damaged$/),
  });
  expect(existsSync(target)).toBe(false);
});
