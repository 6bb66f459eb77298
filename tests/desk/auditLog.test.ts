/** The audit log: what was tampered with is found, the oldest leaves for files, nothing is ever lost. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openAuditLog } from '../../src/desk/storage/audit.ts';
import { verifyArchive } from '../../src/desk/storage/auditArchive.ts';
import { openDeskStore } from '../../src/desk/storage/store.ts';
import { instant } from '../../src/time.ts';
import { thrown } from '../support/caught.ts';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';
import { asVersion } from './earlierStore.ts';

const clock = { now: () => instant(Date.parse('2026-03-09T04:00:00Z')) };
const TRIGGERS = ['audit_is_kept', 'audit_stands', 'audit_base_grows', 'audit_base_stands'];

async function atStore() {
  const folder = await temporaryFolder();
  const file = join(folder, 'desk.sqlite');
  const archiveFile = (first: number) => join(folder, `audit-${String(first).padStart(4, '0')}`);
  const open = (more: object = {}) => {
    const store = openDeskStore(file);
    onTestFinished(() => store.close());
    return { store, log: openAuditLog(store, { clock, archiveFile, ...more }) };
  };
  const archives = () =>
    readdirSync(folder)
      .filter((name) => name.startsWith('audit-'))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  return { folder, file, open, archives };
}

/** Changes the file as its owner could: without the triggers, which stand there again afterwards. */
function tamper(file: string, sql: string): void {
  const raw = new DatabaseSync(file);
  const kept = TRIGGERS.map((name) => {
    const row = raw.prepare('SELECT sql FROM sqlite_master WHERE name = ?').get(name);
    raw.exec(`DROP TRIGGER ${name}`);
    return String((row as { sql: string }).sql);
  });
  raw.exec(sql);
  for (const trigger of kept) raw.exec(trigger);
  raw.close();
}

const event = (index: number) => ({ action: 'POST /v1/visits', outcome: '202', facts: { index } });

test('what was changed, removed or put in between is found', async () => {
  for (const change of [
    "UPDATE audit SET outcome = 'done' WHERE sequence = 3",
    'DELETE FROM audit WHERE sequence = 3',
    'UPDATE audit SET sequence = 99 WHERE sequence = 3',
    'UPDATE audit SET at = at + 1 WHERE sequence = 3',
  ]) {
    const { file, open } = await atStore();
    const { store, log } = open();
    for (let index = 0; index < 5; index++) log.append(event(index));
    expect(log.verify()).toBe(5);
    expect(() => store.run(change)).toThrow();
    store.close();
    tamper(file, change);
    const { log: again } = open();
    expect(thrown(() => again.verify())).toMatchObject({
      code: 'desk.audit-broken',
      detail: { sequence: 3 },
    });
  }
});

test('the oldest entries leave for files, the chain goes on through them, over restarts too', async () => {
  const { folder, open, archives } = await atStore();
  const limits = { entriesMax: 10, entriesMoved: 4 };
  let { store, log } = open(limits);
  for (let index = 0; index < 40; index++) {
    log.append(event(index));
    const [{ count }] = store.all('SELECT count(*) AS count FROM audit') as [{ count: number }];
    expect(Number(count)).toBeLessThanOrEqual(limits.entriesMax + 2);
    if (index % 7 !== 3) continue;
    store.close();
    ({ store, log } = open(limits));
  }
  const files = archives().map(verifyArchive);
  expect(files.length).toBeGreaterThan(5);
  for (const [index, { from, to }] of files.entries()) {
    expect(from).toEqual(
      index === 0 ? { sequence: 0, hash: new Uint8Array(32) } : files[index - 1]!.to,
    );
    expect(to.sequence).toBe(from.sequence + limits.entriesMoved);
  }
  const last = files.at(-1)!.to;
  expect(log.movedUntil()).toBe(last.sequence);
  const [base] = store.all('SELECT sequence, hash FROM audit_base');
  expect(Uint8Array.from(base!.hash as Uint8Array)).toEqual(last.hash);
  const ran = await onecard(['desk', 'audit', '--archive', join(folder, 'audit-0001')]);
  expect(ran).toMatchObject({ exit: 0, stdout: expect.stringContaining('1–4') });
  // Each move is on record itself.
  const entries = [
    ...archives()
      .join('')
      .matchAll(/"action":"([^"]+)"/g),
  ].map(([, action]) => action);
  const there = log.after(0, 1_000).map(({ action }) => action);
  expect([...entries, ...there].filter((action) => action === 'audit-moved')).toHaveLength(
    files.length,
  );
  expect(log.verify()).toBe(40 + files.length);
});

test('nothing leaves but by a move, and no move is taken back', async () => {
  const { open } = await atStore();
  const { store, log } = open({ entriesMax: 6, entriesMoved: 3 });
  for (let index = 0; index < 8; index++) log.append(event(index));
  expect(log.movedUntil()).toBe(3);
  for (const sql of [
    'DELETE FROM audit WHERE sequence = 5',
    'DELETE FROM audit_base',
    'UPDATE audit_base SET sequence = 2',
  ]) {
    expect(() => store.run(sql), sql).toThrow();
  }
});

test.each([
  ['a changed entry', (text: string) => text.replace('"index\\":\\"1', '"index\\":\\"8'), 2],
  ['a removed entry', (text: string) => text.split('\n').toSpliced(2, 1).join('\n'), 2],
  ['another beginning', (text: string) => text.replace('"previous":"0', '"previous":"1'), 1],
  ['half a file', (text: string) => text.slice(0, 700), 3],
])('a file with %s is found', async (_name, change, sequence) => {
  const { open, archives } = await atStore();
  const { log } = open({ entriesMax: 6, entriesMoved: 5 });
  for (let index = 0; index < 8; index++) log.append(event(index));
  const [text] = archives();
  expect(change(text!)).not.toBe(text);
  expect(thrown(() => verifyArchive(change(text!)))).toMatchObject({
    code: 'desk.audit-broken',
    detail: { sequence },
  });
});

test('where no file can be written, work goes on, and the log says so', async () => {
  const { folder, open } = await atStore();
  const archiveFile = () => join(folder, 'nowhere', 'audit');
  const { log } = open({ entriesMax: 3, entriesMoved: 2, archiveFile });
  for (let index = 0; index < 8; index++) log.append(event(index));
  expect(log.movedUntil()).toBe(0);
  const told = log.after(0, 100).filter(({ action }) => action === 'audit-moved');
  expect(told.map(({ outcome }) => outcome)).toEqual(['store.failed']);
  expect(log.verify()).toBe(9);
});

test('an entry of what changes nothing is there at once, and the next is durable as ever', async () => {
  const { file, open } = await atStore();
  const { store, log } = open();
  log.append({ ...event(1), changesNothing: true });
  const other = new DatabaseSync(file, { readOnly: true });
  expect(other.prepare('SELECT count(*) AS count FROM audit').get()).toEqual({ count: 1 });
  other.close();
  // 2 is FULL: a commit is on the disk when it returns.
  expect(store.all('PRAGMA synchronous')).toEqual([{ synchronous: 2n }]);
  log.append(event(2));
  expect(log.verify()).toBe(2);
});

test('a store of version 2 is taken over, its log with it', async () => {
  const { file, open } = await atStore();
  const { store, log } = open();
  log.append(event(1));
  store.close();
  asVersion(2, file);
  const { store: next, log: taken } = open();
  taken.append(event(2));
  expect(taken.verify()).toBe(2);
  expect(() => next.run('DELETE FROM audit')).toThrow();
});
