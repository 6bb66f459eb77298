/** The store beneath the journal: what SQLite fails with, and what we call it. */

import { expect, test } from 'vitest';
import { connect } from '../../../src/settlement/journal/connection.ts';
import { inWrite, openStore } from '../../../src/settlement/journal/database.ts';
import { makeIntent, openJournal } from '../../../src/settlement/journal/index.ts';
import { JOURNAL_FORMAT } from '../../../src/settlement/journal/schema.ts';
import { storeError } from '../../../src/settlement/journal/storeError.ts';
import { partsOf, settlementId, TERMINAL, tickingClock } from './support.ts';
import { flip, recorded, tamper } from './tamper.ts';
import { temporaryFile } from './temporary.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };

test('a commit survives a power cut: WAL, synchronous FULL, foreign keys', () => {
  const database = openStore(temporaryFile(), JOURNAL_FORMAT);
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get())[0];
  expect(pragma('journal_mode')).toBe('wal');
  expect(pragma('synchronous')).toBe(2n);
  expect(pragma('foreign_keys')).toBe(1n);
  expect(pragma('application_id')).toBe(BigInt(0x4f434a31));
  expect(pragma('user_version')).toBe(3n);
  database.close();
});

/** What a real SQLite throws in a real trouble. */
const TROUBLES: readonly (readonly [code: string, trouble: (file: string) => void])[] = [
  [
    'store.full',
    (file) => {
      const database = connect(file);
      database.exec('PRAGMA max_page_count = 3');
      database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (randomblob(100000))');
    },
  ],
  [
    'store.read-only',
    (file) => {
      connect(file).exec('CREATE TABLE t (a)');
      connect(file, { readOnly: true }).exec('INSERT INTO t VALUES (1)');
    },
  ],
  [
    'store.busy',
    (file) => {
      connect(file).exec('CREATE TABLE t (a); BEGIN IMMEDIATE');
      connect(file, { timeoutMs: 0 }).exec('BEGIN IMMEDIATE');
    },
  ],
  ['store.cannot-open', (file) => connect(`${file}/inside/a/file`)],
  ['store.failed', (file) => connect(file).exec('SELECT * FROM nothing')],
];

test.each(TROUBLES)('%s', (code, trouble) => {
  const file = temporaryFile();
  let thrown: unknown;
  try {
    trouble(file);
  } catch (error) {
    thrown = error;
  }
  expect(storeError(thrown, file)).toMatchObject({ code, detail: { file } });
});

test('what is not the store’s failure stays what it is', () => {
  const bug = new TypeError('"x" expected y');
  expect(storeError(bug, 'f')).toBe(bug);
});

test('work that fails leaves nothing', () => {
  const file = temporaryFile();
  const database = openStore(file, JOURNAL_FORMAT);
  expect(() =>
    inWrite(database, file, () => {
      database.exec("INSERT INTO header VALUES (1, 1, 'T-1')");
      throw new RangeError('no');
    }),
  ).toThrow(RangeError);
  expect(database.prepare('SELECT count(*) AS rows FROM header').get().rows).toBe(0n);
  expect(database.isTransaction).toBe(false);
  database.close();
});

test('a journal that someone wrote to behind our back is not continued', async () => {
  const file = temporaryFile();
  const journal = openJournal(file, options);
  await journal.append(makeIntent(partsOf(1)));
  const database = connect(file);
  database.exec(
    "INSERT INTO entry SELECT 2, at, 'voided', settlement_id, hash, previous_hash, payload FROM entry",
  );
  database.close();
  // Not the first time alone.
  for (const number of [2, 3]) {
    await expect(journal.append(makeIntent(partsOf(number)))).rejects.toMatchObject({
      code: 'journal.changed-elsewhere',
    });
  }
  journal.close();
});

test.each([
  ['the newest entry, at opening', 10, (file: string) => openJournal(file, options)],
  [
    'an older one, when it is read',
    4,
    (file: string) => {
      const journal = openJournal(file, options);
      try {
        journal.settled(settlementId(2));
      } finally {
        journal.close();
      }
    },
  ],
])('a changed entry is noticed: %s', async (_, sequence, read) => {
  const { file } = await recorded();
  tamper(file, flip('payload', sequence));
  expect(() => read(file)).toThrowError(
    expect.objectContaining({ code: 'journal.entry-changed', detail: { file, sequence } }),
  );
});
