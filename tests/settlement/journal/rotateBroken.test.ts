/** A rotation that was broken off, done twice in a year, or met by a restore. */

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import {
  backupJournal,
  makeIntent,
  openJournal,
  readJournalState,
  restoreJournal,
  rotateJournal,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { partsOf, settlementId, TERMINAL, tickingClock } from './support.ts';
import { recorded } from './tamper.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };
const rotation = { ...options, knownHead: undefined };

async function intent(file: string, number: number): Promise<void> {
  const journal = openJournal(file, options);
  await journal.append(makeIntent(partsOf(number)));
  journal.close();
}

test('a year that is ended twice has two archives, and both are read along', async () => {
  const { file } = await recorded();
  await intent(file, 6);
  expect(await rotateJournal(file, rotation)).toMatchObject({ archive: `${file}-2026` });
  await intent(file, 7);
  const second = await rotateJournal(file, rotation);
  expect(second).toMatchObject({ archive: `${file}-2026-2`, year: 2026, openCount: 2 });
  const journal = openJournal(file, options);
  expect(journal.openIntents().map(({ id }) => id)).toEqual([settlementId(6), settlementId(7)]);
  expect(journal.settled(settlementId(1))).toMatchObject({ sequence: 2 });
  journal.close();
  expect(await verifyJournal(file, undefined)).toMatchObject({
    outcome: 'intact',
    earlier: { file: second.archive, earlier: { outcome: 'intact', entryCount: 11 } },
  });
});

test('what was carried over is seen from outside too', async () => {
  const { file } = await recorded();
  await intent(file, 6);
  const before = readJournalState(file).openIntents;
  expect(before).toMatchObject([{ id: settlementId(6) }]);
  await rotateJournal(file, rotation);
  expect(readJournalState(file).openIntents).toEqual(before);
});

/** As a power cut leaves it that comes before the first name changes. */
async function cutBeforeNames() {
  const { file } = await recorded();
  copyFileSync(file, `${file}.old`);
  const { archive } = await rotateJournal(file, rotation);
  renameSync(file, `${file}.next`);
  rmSync(archive);
  renameSync(`${file}.old`, file);
  return file;
}

test('a new file that never counted is not there when the old one is gone some day', async () => {
  const file = await cutBeforeNames();
  await intent(file, 6);
  expect(existsSync(`${file}.next`)).toBe(false);
  // It went on; now it is damaged, and somebody moves it away.
  renameSync(file, `${file}.damaged`);
  const journal = openJournal(file, options);
  expect(journal.head().sequence).toBe(0);
  journal.close();
});

test('a new file without its first entry is none', async () => {
  const { file } = await recorded();
  const backup = `${file}.backup`;
  await backupJournal(file, backup);
  renameSync(file, `${file}.damaged`);
  rmSync(`${file}-wal`, { force: true });
  writeFileSync(`${file}.next`, '');
  const { head } = await restoreJournal(backup, file, rotation);
  expect(head.sequence).toBe(10);
});

test('between its two names nothing is restored over a rotation', async () => {
  const { file } = await recorded();
  const backup = `${file}.backup`;
  await backupJournal(file, backup);
  await intent(file, 6);
  await rotateJournal(file, rotation);
  renameSync(file, `${file}.next`);
  await expect(restoreJournal(backup, file, rotation)).rejects.toMatchObject({
    code: 'journal.copy-exists',
  });
  const journal = openJournal(file, options);
  expect(journal.openIntents()).toMatchObject([{ id: settlementId(6) }]);
  journal.close();
});

test('a backup of before takes the place of the new file, and the year can be ended again', async () => {
  const { file } = await recorded();
  const backup = `${file}.backup`;
  await backupJournal(file, backup);
  await rotateJournal(file, rotation);
  rmSync(file);
  await restoreJournal(backup, file, rotation);
  await intent(file, 6);
  expect(await rotateJournal(file, rotation)).toMatchObject({ archive: `${file}-2026-2` });
  expect(await verifyJournal(file, undefined)).toMatchObject({
    outcome: 'intact',
    earlier: { entryCount: 11 },
  });
});

test('a disk that fills meanwhile is named, and the old file is written on', async ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'onecard-full-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  onTestFinished(() => {
    if (mounted.status === 0) spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  if (mounted.status !== 0) return skip('mounting a tmpfs is not allowed here');
  const { file: elsewhere } = await recorded();
  const file = join(folder, 'terminal.journal');
  copyFileSync(elsewhere, file);
  const ballast = join(folder, 'ballast');
  const codes = new Set<string>();
  // More room each time, until there is enough.
  for (let room = 0; room < 250; room += 6) {
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(ballast, new Uint8Array(Math.max(0, bavail - room) * bsize));
    const code = await rotateJournal(file, rotation).then(
      () => 'rotated',
      (error: unknown) => (error instanceof OneCardError ? error.code : String(error)),
    );
    codes.add(code);
    rmSync(ballast);
    if (code === 'rotated') break;
    const journal = openJournal(file, options);
    expect(journal.head().sequence, `${room} pages of room`).toBe(10);
    journal.close();
  }
  expect([...codes]).toEqual(['store.full', 'rotated']);
});
