/** A disk that was remounted read-only: a bind mount that takes no writes, where this machine lets a test make one. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openJournal } from '../../../src/settlement/journal/index.ts';
import { TERMINAL, tickingClock } from './support.ts';
import { recorded } from './tamper.ts';

test('a read-only disk is refused by name, and nothing is changed', async ({ skip }) => {
  const { file } = await recorded();
  const folder = mkdtempSync(join(tmpdir(), 'onecard-read-only-'));
  const source = join(file, '..');
  const mounted = spawnSync('mount', ['--bind', '-o', 'ro', source, folder]);
  onTestFinished(() => {
    if (mounted.status === 0) spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  if (mounted.status !== 0) return skip('bind mounts are not allowed here');
  const copy = join(folder, 'terminal.journal');
  expect(() => openJournal(copy, { terminalId: TERMINAL, clock: tickingClock() })).toThrowError(
    expect.objectContaining({
      code: expect.stringMatching(/^store\.(?:read-only|cannot-open)$/),
    }),
  );
});
