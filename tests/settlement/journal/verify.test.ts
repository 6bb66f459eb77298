import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalHead } from '../../../src/model/index.ts';
import { connect } from '../../../src/settlement/journal/connection.ts';
import { makeIntent, openJournal, verifyJournal } from '../../../src/settlement/journal/index.ts';
import { FINDINGS_MAX } from '../../../src/settlement/journal/limits.ts';
import { FINDINGS, FindingList } from '../../../src/settlement/journal/verify/findings.ts';
import { partsOf, settlementId, TERMINAL, tickingClock } from './support.ts';
import { forge, recorded, rowAt, sql, tamper } from './tamper.ts';
import { temporaryFile } from './temporary.ts';

const cut = (from: number) => sql(`DELETE FROM entry WHERE sequence >= ${from}`);

test('without a head the tail is unproven, whether or not it was cut', async () => {
  const { file } = await recorded();
  const whole = await verifyJournal(file, undefined);
  expect(whole).toMatchObject({
    outcome: 'intact',
    terminalId: TERMINAL,
    entryCount: 10,
    omittedCount: 0,
  });
  expect(whole.tail.outcome).toBe('unproven');
  expect(whole.tail.text.en).toContain('nobody can tell');
  tamper(file, cut(9));
  const report = await verifyJournal(file, undefined);
  expect(report).toMatchObject({ outcome: 'intact', entryCount: 8, tail: { outcome: 'unproven' } });
});

test('with the newest head a cut tail is found', async () => {
  const { file, heads } = await recorded();
  const head = heads[10]!;
  expect((await verifyJournal(file, head)).tail).toMatchObject({
    outcome: 'proven',
    through: 10,
    beyond: 0,
  });
  tamper(file, cut(9));
  const report = await verifyJournal(file, head);
  expect(report.outcome).toBe('damaged');
  expect(report.findings).toMatchObject([
    { name: 'cut-tail', detail: { acknowledged: 10, last: 8 } },
  ]);
  expect(report.tail.outcome).toBe('contradicted');
});

test('an older head proves what it covers and counts what came after it', async () => {
  const { file, heads } = await recorded();
  expect((await verifyJournal(file, heads[6])).tail).toMatchObject({ through: 6, beyond: 4 });
  expect((await verifyJournal(file, heads[0])).tail).toMatchObject({ through: 0, beyond: 10 });
  tamper(file, cut(9));
  expect((await verifyJournal(file, heads[6])).tail).toMatchObject({ through: 6, beyond: 2 });
});

test('a journal rewritten from the start is another history', async () => {
  const { heads } = await recorded();
  const file = temporaryFile();
  const forged = openJournal(file, { terminalId: TERMINAL, clock: tickingClock() });
  for (const number of [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]) {
    await forged.append(makeIntent(partsOf(number)));
  }
  forged.close();
  expect((await verifyJournal(file, undefined)).outcome).toBe('intact');
  const report = await verifyJournal(file, heads[10]);
  expect(report.findings.map(({ name }) => name)).toEqual(['other-history']);
  expect(report.tail.outcome).toBe('contradicted');
});

test('a removed entry that the head names is no proof', async () => {
  const { file, heads } = await recorded();
  tamper(file, sql('DELETE FROM entry WHERE sequence = 8'));
  const report = await verifyJournal(file, heads[8]);
  expect(report.tail.outcome).toBe('contradicted');
});

test('an empty journal is intact, and a head beyond it says what is gone', async () => {
  const file = temporaryFile();
  const journal = openJournal(file, { terminalId: TERMINAL, clock: tickingClock() });
  const head = journal.head();
  journal.close();
  expect(await verifyJournal(file, head)).toMatchObject({ outcome: 'intact', entryCount: 0, head });
  const { heads } = await recorded();
  expect((await verifyJournal(file, heads[3])).findings).toMatchObject([{ name: 'cut-tail' }]);
});

test.each(['entry_no_update', 'entry_no_delete', 'entry_follows', 'header_no_delete'])(
  'a guard that was taken away is named: %s, and such a file is not written to',
  async (trigger) => {
    const { file } = await recorded();
    const database = connect(file);
    database.exec(`DROP TRIGGER ${trigger}`);
    database.close();
    const report = await verifyJournal(file, undefined);
    expect(report.findings).toMatchObject([{ name: 'guard-changed', detail: { object: trigger } }]);
    expect(() => openJournal(file, { terminalId: TERMINAL, clock: tickingClock() })).toThrowError(
      expect.objectContaining({ code: 'store.schema-differs' }),
    );
  },
);

test.each([
  ["UPDATE entry SET kind = 'voided'", 'entry only grows'],
  ['DELETE FROM entry WHERE sequence = 10', 'entry only grows'],
  ["UPDATE header SET terminal_id = 'T-1'", 'header only grows'],
  ['DELETE FROM header', 'header only grows'],
  ['REPLACE INTO entry SELECT * FROM entry WHERE sequence = 3', 'entry out of order'],
])('the file itself refuses: %s', async (statement, reason) => {
  const { file } = await recorded();
  const database = connect(file);
  expect(() => database.exec(statement)).toThrow(reason);
  database.close();
});

test('a table rebuilt without types is walked all the same', async () => {
  const { file } = await recorded();
  const database = connect(file);
  database.exec(
    'DROP TABLE open_entry; DROP TABLE settled_bill; CREATE TABLE kept AS SELECT * FROM entry; DROP TABLE entry',
  );
  database.exec(
    'ALTER TABLE kept RENAME TO entry; CREATE TABLE open_entry AS SELECT settlement_id, sequence FROM entry LIMIT 0',
  );
  database.exec("UPDATE entry SET hash = 'x' WHERE sequence = 4");
  database.close();
  const report = await verifyJournal(file, undefined);
  expect(report.entryCount).toBe(10);
  expect(report.findings).toContainEqual(
    expect.objectContaining({
      name: 'undecodable',
      sequence: 4,
      detail: { sequence: 4, path: 'row' },
    }),
  );
});

test.each(['entry', 'header', 'open_entry'])(
  'a table that is gone is a finding: %s',
  async (table) => {
    const { file } = await recorded();
    const database = connect(file);
    database.exec(`PRAGMA foreign_keys = OFF; DROP TABLE ${table}`);
    database.close();
    const report = await verifyJournal(file, undefined);
    expect(report.outcome).toBe('damaged');
    const found = report.findings.map(({ name, detail }) => `${name} ${detail.object ?? ''}`);
    expect(found).toContain(`guard-changed ${table}`);
    expect(found).toContain('unreadable ');
  },
);

test('a journal that is being written can be verified', async () => {
  const file = temporaryFile();
  const journal = openJournal(file, { terminalId: TERMINAL, clock: tickingClock() });
  const { sequence, hash } = await journal.append(makeIntent(partsOf(1)));
  const report = await verifyJournal(file, { sequence, hash });
  expect(report).toMatchObject({ outcome: 'intact', entryCount: 1, tail: { outcome: 'proven' } });
  await journal.append({ kind: 'voided', id: settlementId(1), reason: 'never-settled' });
  journal.close();
});

test('what is no journal is refused by name and left alone', async () => {
  const text = temporaryFile('notes.txt');
  writeFileSync(text, 'no database at all, but long enough to have a header'.repeat(200));
  const foreign = temporaryFile('other.db');
  const database = connect(foreign);
  database.exec('CREATE TABLE t (a)');
  database.close();
  const { file: newer } = await recorded();
  const later = connect(newer);
  later.exec('PRAGMA user_version = 4');
  later.close();
  for (const [file, code] of [
    [text, 'store.foreign-file'],
    [foreign, 'store.foreign-file'],
    [newer, 'store.newer-format'],
    [temporaryFile('absent'), 'store.cannot-open'],
  ] as const) {
    await expect(verifyJournal(file, undefined)).rejects.toMatchObject({ code });
  }
  for (const [file, code] of [
    [text, 'store.foreign-file'],
    [foreign, 'store.foreign-file'],
    [newer, 'store.newer-format'],
    [`${temporaryFile('absent')}/x`, 'store.cannot-open'],
  ] as const) {
    const before = code === 'store.cannot-open' ? undefined : readFileSync(file);
    expect(() => openJournal(file, { terminalId: TERMINAL, clock: tickingClock() })).toThrowError(
      expect.objectContaining({ code }),
    );
    if (before) expect(readFileSync(file).equals(before)).toBe(true);
  }
});

test('a torn file is named, and what could be read is reported', async () => {
  const { file } = await recorded();
  const { length } = readFileSync(file);
  for (const kept of [100, 4096, Math.floor(length / 8192) * 4096]) {
    const torn = temporaryFile('torn');
    copyFileSync(file, torn);
    truncateSync(torn, kept);
    const outcome = await verifyJournal(torn, undefined).then(
      (report) => report.findings.map(({ name }) => name as string),
      (error) => [error.code],
    );
    expect(outcome.some((name) => /^(unreadable|store\.(corrupt|foreign-file))$/.test(name))).toBe(
      true,
    );
  }
});

test('a long list of findings is bounded and counted', async () => {
  const findings = new FindingList(3);
  for (let sequence = 1; sequence <= 5; sequence++) findings.add('changed', { sequence });
  expect(findings.inOrder()).toHaveLength(3);
  expect(findings.omitted).toBe(2);
  expect(FINDINGS_MAX).toBeGreaterThan(3);
});

test('every finding speaks both languages', () => {
  const detail = { sequence: 1, from: 1, to: 2, belongsAt: 3, after: 4, sqlite: 11, object: 'x' };
  for (const sentence of Object.values(FINDINGS)) {
    const text = sentence({
      ...detail,
      path: 'p',
      lines: 2,
      what: 'Tree 3 page 7',
      intent: 1,
      field: 'bill',
      failed: 'f',
      count: 1,
      acknowledged: 2,
      last: 1,
      kind: 'settled',
      of: 7,
    });
    expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(`${text.zh}${text.en}`).not.toContain('undefined');
  }
});

test('any one byte of any column of any entry is found', async () => {
  const { file, heads } = await recorded();
  const column = fc.constantFrom('settlement_id', 'previous_hash', 'hash', 'payload');
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10 }),
      column,
      fc.nat(100_000),
      fc.integer({ min: 1, max: 255 }),
      async (sequence, name, at, mask) => {
        const changed = temporaryFile('changed');
        copyFileSync(file, changed);
        tamper(changed, (database) => {
          database.exec('DROP INDEX entry_one_intent; DROP INDEX entry_one_end');
          const row = database
            .prepare(`SELECT ${name} AS bytes FROM entry WHERE sequence = ?`)
            .get(sequence);
          const bytes = Uint8Array.from(row.bytes);
          bytes[at % bytes.length]! ^= mask;
          database.prepare(`UPDATE entry SET ${name} = ? WHERE sequence = ?`).run(bytes, sequence);
        });
        const report = await verifyJournal(changed, heads[10]);
        expect(report.findings).toContainEqual(
          expect.objectContaining({ name: 'changed', sequence }),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('a chain recomputed after a change fits itself, and contradicts the head', async () => {
  const { file, heads } = await recorded();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 10 }), async (from) => {
      const changed = temporaryFile('changed');
      copyFileSync(file, changed);
      tamper(changed, (database) => {
        let previousHash: Uint8Array = from === 1 ? heads[0]!.hash : rowAt(database, from - 1).hash;
        for (let sequence = from; sequence <= 10; sequence++) {
          const row = rowAt(database, sequence);
          forge(database, { ...row, at: (row.at + 1) as typeof row.at, previousHash });
          previousHash = rowAt(database, sequence).hash;
        }
      });
      expect((await verifyJournal(changed, undefined)).outcome).toBe('intact');
      const report = await verifyJournal(changed, heads[10]);
      expect(report.findings.map(({ name }) => name)).toEqual(['other-history']);
    }),
    { numRuns: 10 },
  );
});

test('heads are what the journal said of itself', async () => {
  const { file, heads } = await recorded();
  const journal = openJournal(file, { terminalId: TERMINAL, clock: tickingClock() });
  const told: JournalHead[] = [...journal.entries()].map(({ sequence, hash }) => ({
    sequence,
    hash,
  }));
  expect(told).toEqual(heads.slice(1));
  journal.close();
});
