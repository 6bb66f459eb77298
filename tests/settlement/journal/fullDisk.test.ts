/** A disk that is really full: a small file system in memory, where this machine lets a test mount one. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeIntent, openJournal, verifyJournal } from '../../../src/settlement/journal/index.ts';
import { partsOf, TERMINAL, tickingClock } from './support.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };

test('a full disk is named, what was acknowledged stays, and with room it goes on', async ({
  skip,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'onecard-full-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', folder]);
  onTestFinished(() => {
    if (mounted.status === 0) spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  if (mounted.status !== 0) return skip('mounting a tmpfs is not allowed here');
  const file = join(folder, 'terminal.journal');
  const ballast = join(folder, 'ballast');
  const journal = openJournal(file, options);
  writeFileSync(ballast, new Uint8Array(60_000));
  let number = 0;
  let refusal: unknown;
  while (refusal === undefined && number < 500) {
    number += 1;
    await journal.append(makeIntent(partsOf(number))).catch((error: unknown) => {
      refusal = error;
    });
  }
  expect(refusal).toMatchObject({ code: 'store.full' });
  expect(journal.head().sequence).toBe(number - 1);
  rmSync(ballast);
  expect(await journal.append(makeIntent(partsOf(number)))).toMatchObject({ sequence: number });
  journal.close();
  expect(await verifyJournal(file, undefined)).toMatchObject({
    outcome: 'intact',
    entryCount: number,
  });
});
