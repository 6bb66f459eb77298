/** Disks that are really full. */

import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  backupJournal,
  makeIntent,
  openJournal,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { smallDisk } from '../../support/smallDisk.ts';
import { partsOf, TERMINAL, tickingClock } from './support.ts';
import { recorded } from './tamper.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };

test('a full disk is named, what was acknowledged stays, and with room it goes on', async ({
  skip,
}) => {
  const folder = smallDisk(400);
  if (folder === undefined) return skip('mounting a tmpfs is not allowed here');
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

test('a medium with too little room for a backup is named, and nothing stays on it', async ({
  skip,
}) => {
  const folder = smallDisk(40);
  if (folder === undefined) return skip('mounting a tmpfs is not allowed here');
  const { file } = await recorded();
  const target = join(folder, 'terminal.journal');
  await expect(backupJournal(file, target)).rejects.toMatchObject({
    code: 'store.full',
    detail: { file: `${target}.part` },
  });
  expect(readdirSync(folder)).toEqual([]);
});
