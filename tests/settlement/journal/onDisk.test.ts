/** Files of a journal that were moved, left behind, linked or lost: what is there is said, and nothing is undone. */

import {
  chmodSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  backupJournal,
  makeIntent,
  openJournal,
  restoreJournal,
  rotateJournal,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { bundle, start } from './child.ts';
import { CONTENTS } from './contents.ts';
import { partsOf, settlementId, TERMINAL, tickingClock } from './support.ts';
import { recorded } from './tamper.ts';
import { temporaryFile } from './temporary.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };
const rotation = { ...options, knownHead: undefined };
const restoration = { terminalId: TERMINAL, knownHead: undefined };
const coded = (code: string, detail?: object) =>
  expect.objectContaining({ code, ...(detail && { detail: expect.objectContaining(detail) }) });

let script: string;
beforeAll(async () => {
  script = await bundle('tests/settlement/journal/crash.child.ts', 'journal-on-disk');
});

/** Rotated with visit 6 and a stay open; the archive may be written. */
async function rotated() {
  const { file } = await recorded();
  const journal = openJournal(file, options);
  await journal.append(makeIntent(partsOf(6)));
  const [stay] = fc.sample(CONTENTS.admitted, { numRuns: 1, seed: 1 });
  await journal.append({ ...stay!, kind: 'admitted', id: settlementId(8) });
  journal.close();
  const { archive } = await rotateJournal(file, rotation);
  chmodSync(archive, 0o600);
  return { file, archive };
}

test('what a killed process left beside a file that was moved away is not thrown away', async () => {
  const file = temporaryFile();
  const writer = start(script, file);
  await writer.printed(6);
  await writer.kill();
  const wal = `${file}-wal`;
  const left = readFileSync(wal);
  for (const lose of [
    () => renameSync(file, `${file}.away`),
    () => {
      copyFileSync(file, `${file}.away`);
      truncateSync(file, 0);
    },
  ]) {
    lose();
    const missing = coded('store.main-missing', { file, beside: wal });
    expect(() => openJournal(file, options)).toThrowError(missing);
    await expect(verifyJournal(file, undefined)).rejects.toEqual(missing);
    await expect(backupJournal(file, `${file}.copy`)).rejects.toEqual(missing);
    expect(readFileSync(wal)).toEqual(left);
    rmSync(file, { force: true });
    renameSync(`${file}.away`, file);
  }
  const journal = openJournal(file, options);
  expect(journal.head().sequence).toBeGreaterThanOrEqual(6);
  journal.close();
});

test('a new file that an interrupted rotation left counts for nothing while its archive is not there', async () => {
  const { file, archive } = await rotated();
  // As a power cut before the first of the two names leaves it; then somebody takes the journal away.
  renameSync(file, `${file}.next`);
  await backupJournal(archive, `${file}.copy`);
  renameSync(archive, `${file}.damaged`);
  expect(await restoreJournal(`${file}.copy`, file, restoration)).toMatchObject({ entryCount: 12 });
  rmSync(file);
  const anew = openJournal(file, options);
  expect(anew.entry(13)).toBeUndefined();
  anew.close();
});

test('nothing is restored in the place of a journal that only waits for its name', async () => {
  const { file } = await recorded();
  await backupJournal(file, `${file}.copy`);
  const journal = openJournal(file, options);
  await journal.append(makeIntent(partsOf(6)));
  journal.close();
  await rotateJournal(file, rotation);
  renameSync(file, `${file}.next`);
  await expect(restoreJournal(`${file}.copy`, file, restoration)).rejects.toEqual(
    coded('journal.copy-exists', { file }),
  );
  const next = openJournal(file, options);
  expect(next.openIntents()).toHaveLength(1);
  next.close();
});

test('a link leads to the same lock, the same archive and the same next file', async () => {
  const { file } = await recorded();
  const link = temporaryFile('link.journal');
  symlinkSync(file, link);
  const journal = openJournal(file, options);
  expect(() => openJournal(link, options)).toThrowError(coded('journal.in-use'));
  await expect(rotateJournal(link, rotation)).rejects.toEqual(coded('journal.in-use'));
  await journal.append(makeIntent(partsOf(6)));
  journal.close();
  await rotateJournal(link, rotation);
  expect(statSync(`${file}-2026`).isFile()).toBe(true);
  const opened = openJournal(link, options);
  expect(opened.openIntents()).toHaveLength(1);
  opened.close();
  expect(await verifyJournal(link, undefined)).toMatchObject({ earlier: { outcome: 'intact' } });
});

test.each([
  ['empty', 'journal.earlier-differs', (file: string) => truncateSync(file, 0)],
  [
    'another file',
    'journal.earlier-differs',
    (file: string) => writeFileSync(file, 'x'.repeat(8192)),
  ],
  ['cut', 'store.corrupt', (file: string) => truncateSync(file, 4 * 4096)],
])('an archive that is %s is named, and no journal beside it is intact', async (_, code, lose) => {
  const { file, archive } = await rotated();
  lose(archive);
  expect(() => openJournal(file, options)).toThrowError(coded(code, { file: archive }));
  const report = await verifyJournal(file, undefined);
  expect(report.outcome).toBe('damaged');
  expect(report.findings[0]?.detail).toMatchObject({ object: archive });
});

test('what is open in an archive that is not there is asked for by the name of that file', async () => {
  const { file, archive } = await rotated();
  renameSync(archive, `${archive}.away`);
  const journal = openJournal(file, options);
  const missing = coded('journal.earlier-missing', { file: archive });
  expect(() => journal.openIntents()).toThrowError(missing);
  // Nor does anybody hear that nobody lies in the hospital.
  expect(() => journal.openStays()).toThrowError(missing);
  journal.close();
});
