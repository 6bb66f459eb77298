/** Entries leave the store only for a file that holds every one of them. */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeArchive } from '../../src/desk/storage/auditArchive.ts';
import { smallDisk } from '../support/smallDisk.ts';

test('an archive for which there is no room is not written at all', ({ skip }) => {
  const folder = smallDisk(200);
  if (folder === undefined) return skip('mounting a tmpfs is not allowed here');
  const entries = Array.from({ length: 400 }, (_, index) => ({
    sequence: index + 1,
    at: 0,
    action: 'POST /v1/visits',
    caller: 'x'.repeat(200),
    origin: '',
    outcome: '202',
    facts: '{}',
    hash: new Uint8Array(32),
  }));
  const file = join(folder, 'audit');
  writeFileSync(join(folder, 'ballast'), new Uint8Array(100_000));
  const base = { sequence: 0, hash: new Uint8Array(32) };
  expect(() => writeArchive(file, base, entries)).toThrow('ENOSPC');
  expect(existsSync(file)).toBe(false);
});
