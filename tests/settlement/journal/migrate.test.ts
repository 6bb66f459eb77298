/** Files of version 1, made by the statements of version 1, in the hands of this version. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connect } from '../../../src/settlement/journal/connection.ts';
import {
  makeIntent,
  openJournal,
  readJournalState,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { instant } from '../../../src/time.ts';
import { PROVIDER, partsOf, settlementId, TERMINAL, tickingClock } from './support.ts';
import { flip, rowAt, tamper } from './tamper.ts';
import { temporaryFile } from './temporary.ts';
import { versionOneFile } from './versionOne.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };

const version = (file: string) => {
  const database = connect(file, { readOnly: true });
  const { user_version } = database.prepare('PRAGMA user_version').get();
  database.close();
  return Number(user_version);
};

test('it verifies and tells what is open before anybody migrates it', async () => {
  const file = versionOneFile();
  const report = await verifyJournal(file, undefined);
  expect(report).toMatchObject({ outcome: 'intact', entryCount: 11 });
  expect(readJournalState(file).openIntents).toMatchObject([{ id: settlementId(6) }]);
  expect(version(file)).toBe(1);
});

test('opening migrates it: every entry as it was, the lists made anew, the chain goes on', async () => {
  const file = versionOneFile();
  const before = connect(file);
  const head = rowAt(before, 11);
  before.close();
  const journal = openJournal(file, options);
  expect(version(file)).toBe(3);
  expect(journal.head()).toEqual({ sequence: 11, hash: head.hash });
  expect(journal.openIntents().map(({ id }) => id)).toEqual([settlementId(6)]);
  expect(journal.standingBill(PROVIDER, 'B-3')).toMatchObject({ id: settlementId(3) });
  expect(journal.settled(settlementId(3))).toMatchObject({ sequence: 6 });
  await journal.append({ kind: 'voided', id: settlementId(6), reason: 'never-settled' });
  await journal.append(makeIntent(partsOf(7)));
  journal.close();
  const report = await verifyJournal(file, head);
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ entryCount: 13, tail: { outcome: 'proven', beyond: 2 } });
});

test.each([1, 6, 11])('a file whose entry %i was changed is not migrated and not touched', (at) => {
  const file = versionOneFile();
  tamper(file, flip('payload', at));
  const before = readFileSync(file);
  expect(() => openJournal(file, options)).toThrowError(
    expect.objectContaining({ code: 'journal.not-migrated', detail: { file, sequence: at } }),
  );
  expect(version(file)).toBe(1);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a file of version 1 with other tables is not migrated', () => {
  const file = versionOneFile();
  const database = connect(file);
  database.exec('DROP TRIGGER entry_ends');
  database.close();
  expect(() => openJournal(file, options)).toThrowError(
    expect.objectContaining({
      code: 'store.schema-differs',
      detail: { file, changed: 'entry_ends' },
    }),
  );
  expect(version(file)).toBe(1);
});

test('a file of version 2 learns which bills stand without their cards', async () => {
  const file = temporaryFile();
  const journal = openJournal(file, options);
  const id = settlementId(1);
  await journal.append(makeIntent(partsOf(1)));
  await journal.append({ kind: 'answered', id, outcome: 'settled', answeredAt: instant(0) });
  await journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  await journal.append({ kind: 'card-caught-up', id, cardSequence: 9 });
  journal.close();
  // As version 2 left it.
  const database = connect(file);
  database.exec('DELETE FROM settled_bill');
  database.exec('PRAGMA user_version = 2');
  database.close();
  expect((await verifyJournal(file, undefined)).findings).toEqual([]);
  const migrated = openJournal(file, options);
  expect(version(file)).toBe(3);
  expect(migrated.standingBill(PROVIDER, 'B-1')).toMatchObject({ id });
  migrated.close();
  expect((await verifyJournal(file, undefined)).findings).toEqual([]);
});
