/** Slots and newest log record must tell one story; each contradiction is refused by name. */

import { expect, test } from 'vitest';
import {
  encodeLogRecord,
  FILES,
  frameLogRecord,
  parseLogRecord,
  SLOT_BYTES,
  unframeLogRecord,
  verifyRecord,
} from '../../../src/card/index.ts';
import type { CardContents } from '../../../src/virtual/contents.ts';
import { alteredCard, contentsIn, withFileBytes } from '../altered.ts';
import { settledCard } from '../commit/settled.ts';
import { NOW, openSession, TRUST, YEAR } from '../issued.ts';

/** Failed checks of a card that was settled `settlements` times, then changed. */
async function failedAfter(
  settlements: number,
  change: (contents: CardContents) => CardContents,
): Promise<readonly string[]> {
  const { reader } = await alteredCard(await settledCard(settlements), change);
  const session = await openSession(reader);
  const verification = verifyRecord(await session.read(), TRUST, { now: NOW, insuranceYear: YEAR });
  if (verification.outcome === 'verified') return [];
  return verification.failed.map(
    (check) => `${check.name}: ${check.outcome === 'failed' ? check.cause : ''}`,
  );
}

const unchanged = (contents: CardContents) => contents;

/** Appends a whole log record of the given sequence that no state refers to. */
function appended(sequence: number, kind: 'pending' | 'void') {
  return (contents: CardContents): CardContents => {
    const newest = parseLogRecord(unframeLogRecord(contents.log[0]!));
    const record = { ...newest, sequence, kind, provider: 'H00000000000' };
    return { ...contents, log: [frameLogRecord(encodeLogRecord(record)), ...contents.log] };
  };
}

test.each([0, 1, 2, 3])('after %i settlements nothing contradicts', async (settlements) => {
  expect(await failedAfter(settlements, unchanged)).toEqual([]);
});

test.each([
  [1, 'pending', ['state-history: log-disagrees']],
  [2, 'pending', ['state-history: log-disagrees']],
  [2, 'void', ['state-history: log-disagrees']],
  [3, 'pending', []],
  [3, 'void', []],
  [4, 'pending', ['state-history: log-disagrees']],
] as const)('state 2, newest log record %i %s', async (sequence, kind, failed) => {
  expect(await failedAfter(2, appended(sequence, kind))).toEqual(failed);
});

test('a settled card without a log', async () => {
  const noLog = (contents: CardContents) => ({ ...contents, log: [] });
  expect(await failedAfter(1, noLog)).toEqual(['state-history: log-disagrees']);
  expect(await failedAfter(0, noLog)).toEqual([]);
});

test.each([
  [1, 'EF.STATE-A'],
  [2, 'EF.STATE-B'],
] as const)('an emptied older slot after %i settlements', async (settlements, older) => {
  const emptied = withFileBytes(older, () => new Uint8Array(SLOT_BYTES));
  expect(await failedAfter(settlements, emptied)).toEqual(['state-history: slots-disagree']);
});

test('both slots of an earlier day: the log is ahead of them', async () => {
  const earlier = await contentsIn((await settledCard(2)).store);
  const restored = (contents: CardContents): CardContents => {
    const slots = ([FILES['EF.STATE-A'], FILES['EF.STATE-B']] as const).map(
      ({ fid }) => [fid, earlier.files.get(fid)!] as const,
    );
    return { ...contents, files: new Map([...contents.files, ...slots]) };
  };
  expect(await failedAfter(4, restored)).toEqual(['state-history: log-disagrees']);
});

test('the older state written over the current one', async () => {
  const { fid: older } = FILES['EF.STATE-B'];
  const doubled = (contents: CardContents) =>
    withFileBytes('EF.STATE-A', () => contents.files.get(older)!)(contents);
  expect(await failedAfter(2, doubled)).toEqual(['state-history: slots-disagree']);
});
