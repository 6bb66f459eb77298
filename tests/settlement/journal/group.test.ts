/** Appends that wait together: one commit, and each for itself. */

import { expect, test } from 'vitest';
import { connect } from '../../../src/settlement/journal/connection.ts';
import {
  makeIntent,
  openJournal,
  openJournalOn,
  verifyJournal,
  verifyJournalOn,
} from '../../../src/settlement/journal/index.ts';
import { APPENDS_WAITING_MAX } from '../../../src/settlement/journal/limits.ts';
import { partsOf, settlementId, signed, statementOf, TERMINAL, tickingClock } from './support.ts';
import { temporaryFile } from './temporary.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };
const intent = (number: number) => makeIntent(partsOf(number));

/** A database in memory that counts its commits. */
function counted() {
  const commits = { count: 0 };
  const database = new Proxy(connect(':memory:'), {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'exec') return typeof value === 'function' ? value.bind(target) : value;
      return (statement: string) => {
        if (statement === 'COMMIT') commits.count += 1;
        target.exec(statement);
      };
    },
  });
  return { database, commits };
}

test('what waits together is committed together, in the order of the calls', async () => {
  const { database, commits } = counted();
  const journal = openJournalOn(database, options);
  commits.count = 0;
  const numbers = Array.from({ length: 64 }, (_, index) => index + 1);
  const entries = await Promise.all(numbers.map((number) => journal.append(intent(number))));
  expect(commits.count).toBe(1);
  expect(entries.map(({ sequence }) => sequence)).toEqual(numbers);
  expect(entries.map(({ id }) => id)).toEqual(numbers.map(settlementId));
  expect(entries.at(-1)).toEqual(journal.entry(64));
  expect((await verifyJournalOn(database, undefined)).findings).toEqual([]);
});

test('one that its rules refuse takes none of the others down', async () => {
  const file = temporaryFile();
  const journal = openJournal(file, options);
  await journal.append(intent(1));
  const [first, twice, unknownId, unencodable, settled, last] = await Promise.allSettled([
    journal.append(intent(2)),
    journal.append(intent(1)),
    journal.append(signed(statementOf(9))),
    journal.append({ kind: 'unknown', id: settlementId(1), attempt: -1, cause: 'x' }),
    journal.append(signed(statementOf(1))),
    journal.append(intent(3)),
  ]);
  expect(first).toMatchObject({ status: 'fulfilled', value: { sequence: 2 } });
  expect(twice).toMatchObject({ reason: { code: 'journal.already-recorded' } });
  expect(unknownId).toMatchObject({ reason: { code: 'journal.no-open-intent' } });
  expect(unencodable).toMatchObject({ reason: expect.any(TypeError) });
  expect(settled).toMatchObject({ status: 'fulfilled', value: { sequence: 3 } });
  expect(last).toMatchObject({ status: 'fulfilled', value: { sequence: 4 } });
  journal.close();
  expect((await verifyJournal(file, undefined)).findings).toEqual([]);
});

test('an append sees what came before it in its own group', async () => {
  const journal = openJournalOn(connect(':memory:'), options);
  const entries = await Promise.all([
    journal.append(intent(1)),
    journal.append({
      kind: 'unknown',
      id: settlementId(1),
      attempt: 1,
      cause: 'centre.unreachable',
    }),
    journal.append({ kind: 'voided', id: settlementId(1), reason: 'deadline' }),
  ]);
  expect(entries.map(({ kind }) => kind)).toEqual(['intent', 'unknown', 'voided']);
});

test('a commit that fails rejects all of its appends and keeps none', async () => {
  const database = connect(':memory:');
  const journal = openJournalOn(database, options);
  await journal.append(intent(1));
  database.exec(
    `PRAGMA max_page_count = ${Number(database.prepare('PRAGMA page_count').get().page_count) + 2}`,
  );
  const results = await Promise.allSettled([2, 3, 4, 5].map((n) => journal.append(intent(n))));
  for (const result of results) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store.full' } });
  }
  expect(journal.head().sequence).toBe(1);
  database.exec('PRAGMA max_page_count = 100000');
  expect(await journal.append(intent(6))).toMatchObject({ sequence: 2 });
  expect((await verifyJournalOn(database, undefined)).findings).toEqual([]);
});

test('a guard of the file that one entry runs into says nothing about the others', async () => {
  const file = temporaryFile();
  const journal = openJournal(file, options);
  await journal.append(intent(1));
  // A list that somebody filled by hand: the second visit cannot be listed as open.
  const database = connect(file);
  database
    .prepare("INSERT INTO open_entry VALUES (?, 'intent', 1)")
    .run(Buffer.from(settlementId(2).replaceAll('-', ''), 'hex'));
  database.close();
  const results = await Promise.allSettled([2, 3].map((number) => journal.append(intent(number))));
  expect(results).toMatchObject([
    { status: 'rejected', reason: { code: 'store.failed' } },
    { status: 'fulfilled', value: { sequence: 2 } },
  ]);
  journal.close();
});

test('closing writes what waits', async () => {
  const file = temporaryFile();
  const journal = openJournal(file, options);
  const waiting = journal.append(intent(1));
  journal.close();
  expect(await waiting).toMatchObject({ sequence: 1 });
  expect(await verifyJournal(file, undefined)).toMatchObject({ entryCount: 1, outcome: 'intact' });
});

test('appends that nobody awaits are bounded', () => {
  const journal = openJournalOn(connect(':memory:'), { ...options, gather: () => undefined });
  const ask = () =>
    journal.append({ kind: 'reprinted', id: settlementId(1), copyNumber: 1, operator: 'x' });
  for (let count = 0; count < APPENDS_WAITING_MAX; count++) void ask();
  return expect(ask()).rejects.toThrow(RangeError);
});
