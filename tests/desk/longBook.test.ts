/** The lists of a day beside a journal of years: what is not of the day is not read, and nobody waits for it. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { entriesBetween } from '../../src/desk/visits/entriesBetween.ts';
import { type Journal, makeIntent, openJournal } from '../../src/settlement/index.ts';
import { instant, plainDate } from '../../src/time.ts';
import {
  partsOf,
  settlementId,
  signed,
  statementOf,
  TERMINAL,
} from '../settlement/journal/support.ts';
import { temporaryFolder } from '../support/world.ts';

const DAY_MS = 86_400_000;
const at = (text: string) => instant(Date.parse(text));

async function book() {
  const time = { now: at('2026-03-09T02:00:00Z') };
  const file = join(await temporaryFolder(), 'journal');
  const journal = openJournal(file, { terminalId: TERMINAL, clock: { now: () => time.now } });
  onTestFinished(() => journal.close());
  let read = 0;
  const counted = new Proxy(journal, {
    get(target, name) {
      if (name === 'entry') {
        return (sequence: number) => {
          read += 1;
          return target.entry(sequence);
        };
      }
      if (name === 'entries') {
        return function* (range: Parameters<Journal['entries']>[0]) {
          for (const entry of target.entries(range)) {
            read += 1;
            yield entry;
          }
        };
      }
      const value = target[name as keyof Journal];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const settle = async (number: number) => {
    await journal.append(makeIntent(partsOf(number)));
    await journal.append(signed(statementOf(number)));
  };
  const listed = async (first: string, last = first) => {
    const ids: unknown[] = [];
    for await (const entry of entriesBetween(counted, plainDate(first), plainDate(last))) {
      ids.push(entry.id);
    }
    return ids;
  };
  return { time, journal, settle, listed, readSoFar: () => read };
}

test('a day is read without the days before and after it, and others have their turns', async () => {
  const { time, journal, settle, listed, readSoFar } = await book();
  await settle(1);
  const many = async (from: number) => {
    for (let number = from; number < from + 1_000; number += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, more) => [
          journal.append(makeIntent(partsOf(number + more))),
          journal.append({ kind: 'voided', id: settlementId(number + more), reason: 'deadline' }),
        ]).flat(),
      );
    }
  };
  time.now = instant(time.now + DAY_MS);
  await many(1_000);
  time.now = instant(time.now + DAY_MS);
  await settle(2);
  await many(3_000);
  expect(journal.head().sequence).toBe(4_004);

  let turns = 0;
  const turn = setInterval(() => (turns += 1), 0);
  onTestFinished(() => clearInterval(turn));
  expect(await listed('2026-03-11')).toEqual([settlementId(2)]);
  expect(await listed('2026-03-10')).toEqual([]);
  expect(await listed('2026-03-09')).toEqual([settlementId(1)]);
  expect(await listed('2026-03-09', '2026-03-11')).toEqual([settlementId(2), settlementId(1)]);
  // One a stretch beside what is told, of 4,004 that four lists would have read each.
  expect(readSoFar()).toBeLessThan(100);
  expect(turns).toBeGreaterThan(3);
});

test('a clock that fell back for a while leaves nothing out', async () => {
  const { time, settle, listed } = await book();
  await settle(1);
  time.now = instant(time.now - 400 * DAY_MS);
  await settle(2);
  time.now = instant(time.now + 400 * DAY_MS);
  await settle(3);
  expect(await listed('2026-03-09')).toEqual([settlementId(3), settlementId(1)]);
  expect(await listed('2025-02-02')).toEqual([settlementId(2)]);
});
