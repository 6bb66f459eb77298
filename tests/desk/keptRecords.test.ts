/** What façades keep between two messages, over restarts and from a file of an earlier version. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openKeptRecords } from '../../src/desk/storage/kept.ts';
import { openDeskStore } from '../../src/desk/storage/store.ts';
import { type Instant, instant } from '../../src/time.ts';
import { temporaryFolder } from '../support/world.ts';
import { asVersion } from './earlierStore.ts';

const NOON = Date.parse('2026-03-09T04:00:00Z');

function opened(file: string) {
  let now = NOON;
  const store = openDeskStore(file);
  onTestFinished(() => store.close());
  const clock = { now: (): Instant => instant(now++) };
  return { store, kept: openKeptRecords(store, clock) };
}

test('a record is the newest that was put in its place, also after a restart', async () => {
  const file = join(await temporaryFolder(), 'desk.sqlite');
  const { store, kept } = opened(file);
  const place = { part: 'ncms', kind: 'outpatient', id: 'O1' };
  kept.put(place, 'first');
  kept.put({ ...place, id: 'O2' }, 'other');
  kept.put({ ...place, part: 'national' }, 'another façade');
  kept.put(place, 'second');
  store.close();

  const again = opened(file).kept;
  expect(again.get(place)).toBe('second');
  expect(again.list('ncms', 'outpatient', 10)).toEqual([
    { id: 'O2', record: 'other' },
    { id: 'O1', record: 'second' },
  ]);
  expect(again.list('ncms', 'outpatient', 1)).toHaveLength(1);
  const before = (at: number) => [...again.putBefore('ncms', 'outpatient', at)];
  expect(before(NOON + 2)).toEqual([
    { id: 'O1', record: 'second' },
    { id: 'O2', record: 'other' },
  ]);
  expect(before(NOON + 1)).toHaveLength(1);
  expect(before(NOON)).toEqual([]);
  again.removeBefore('ncms', NOON + 1);
  expect(again.get(place)).toBeUndefined();
  expect(again.get({ ...place, id: 'O2' })).toBe('other');
  again.put(place, 'anew');
  again.remove(place);
  expect(again.get(place)).toBeUndefined();
  expect(again.get({ ...place, part: 'national' })).toBe('another façade');
});

test('what was put before a moment is met once, page by page, while it is put anew or removed', async () => {
  const { kept } = opened(join(await temporaryFolder(), 'desk.sqlite'));
  const ids = Array.from({ length: 450 }, (_, at) => `V${at}`);
  for (const id of ids) kept.put({ part: 'national', kind: 'visit', id }, id);
  kept.put({ part: 'national', kind: 'person', id: 'P1' }, 'another kind');
  const met: string[] = [];
  for (const { id, record } of kept.putBefore('national', 'visit', NOON + 430)) {
    expect(record).toBe(id);
    met.push(id);
    const place = { part: 'national', kind: 'visit', id };
    if (met.length % 2 === 0) kept.remove(place);
    else kept.put(place, 'anew');
  }
  expect(met).toEqual(ids.slice(0, 430));
  expect([...kept.putBefore('national', 'visit', NOON + 430)]).toHaveLength(215);
});

test('a file of the first version gets the place for records, and keeps what it has', async () => {
  const file = join(await temporaryFolder(), 'desk.sqlite');
  const { store } = opened(file);
  store.run("INSERT INTO origin VALUES ('http://his.example', 1)");
  store.close();
  asVersion(1, file);

  const { store: newer, kept } = opened(file);
  expect(newer.all('SELECT origin FROM origin')).toEqual([{ origin: 'http://his.example' }]);
  const place = { part: 'ncms', kind: 'outpatient', id: 'O1' };
  kept.put(place, 'kept');
  expect(kept.get(place)).toBe('kept');
});
