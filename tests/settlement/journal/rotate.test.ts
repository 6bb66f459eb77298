/** Two years of one journal. */

import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  makeIntent,
  openJournal,
  rotateJournal,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { instant } from '../../../src/time.ts';
import {
  PROVIDER,
  partsOf,
  settlementId,
  signed,
  statementOf,
  TERMINAL,
  tickingClock,
} from './support.ts';
import { flip, recorded, tamper } from './tamper.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };
const rotation = { ...options, knownHead: undefined };

/** Ten entries of the year before; visit 6 open, with an answer. */
async function yearEnd() {
  const { file, heads } = await recorded();
  const journal = openJournal(file, options);
  await journal.append(makeIntent(partsOf(6)));
  const answeredAt = instant(0);
  await journal.append({ kind: 'answered', id: settlementId(6), outcome: 'settled', answeredAt });
  const head = journal.head();
  journal.close();
  return { file, heads, head };
}

test('the chain and what is open are carried over, and the year before is read along', async () => {
  const { file, heads, head } = await yearEnd();
  const rotated = await rotateJournal(file, { ...rotation, knownHead: heads[4] });
  expect(rotated).toMatchObject({ archive: `${file}-2026`, year: 2026, openCount: 1 });
  expect(statSync(rotated.archive).mode & 0o777).toBe(0o400);
  expect(existsSync(`${rotated.archive}-wal`) || existsSync(`${file}.next`)).toBe(false);

  const journal = openJournal(file, options);
  const first = journal.entry(13)!;
  expect(first).toMatchObject({ kind: 'carried-over', previousHash: head.hash, head });
  expect(journal.openIntents()).toMatchObject([{ id: settlementId(6), sequence: 11 }]);
  expect(journal.settled(settlementId(2))).toMatchObject({ sequence: 4 });
  expect(journal.standingBill(PROVIDER, 'B-2')).toMatchObject({ id: settlementId(2) });
  expect(journal.entry(4)).toEqual(journal.settled(settlementId(2)));
  expect([...journal.settledAfter(2)].map(({ sequence }) => sequence)).toEqual([4, 6, 8]);
  expect([...journal.entries()].map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 13 }, (_, index) => index + 1),
  );

  // The story of an id goes on where the other file left it.
  await expect(journal.append(makeIntent(partsOf(6)))).rejects.toMatchObject({
    code: 'journal.already-recorded',
  });
  await expect(journal.append(makeIntent(partsOf(2)))).rejects.toMatchObject({
    code: 'journal.already-recorded',
  });
  await journal.append(signed(statementOf(6)));
  await journal.append({ kind: 'reversing', id: settlementId(2), reason: 'x' });
  expect(journal.openIntents()).toMatchObject([{ id: settlementId(2) }]);
  const reversedAt = instant(0);
  await journal.append({ kind: 'reversed', id: settlementId(2), reversedAt, cardCaughtUp: true });
  expect(journal.openIntents()).toEqual([]);
  expect(journal.standingBill(PROVIDER, 'B-2')).toBeUndefined();
  expect(journal.entriesOf(settlementId(2)).map(({ kind }) => kind)).toEqual([
    'intent',
    'settled',
    'reversing',
    'reversed',
  ]);
  journal.close();

  const report = await verifyJournal(file, heads[4]);
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({
    outcome: 'intact',
    entryCount: 4,
    tail: { outcome: 'proven', through: 4 },
    earlier: { outcome: 'intact', entryCount: 12, tail: { outcome: 'proven', beyond: 0 } },
  });
});

test('a third year carries on from the second', async () => {
  const { file } = await yearEnd();
  await rotateJournal(file, rotation);
  await expect(rotateJournal(file, rotation)).rejects.toMatchObject({
    code: 'journal.nothing-to-rotate',
  });
  const nextYear = { now: () => instant(Date.parse('2027-06-01T00:00:00Z')) };
  const journal = openJournal(file, { ...options, clock: nextYear });
  await journal.append(makeIntent(partsOf(7)));
  journal.close();
  expect(await rotateJournal(file, rotation)).toMatchObject({ year: 2027, openCount: 2 });
  const third = openJournal(file, options);
  expect(third.openIntents().map(({ id }) => id)).toEqual([settlementId(6), settlementId(7)]);
  expect(third.settled(settlementId(1))).toMatchObject({ sequence: 2 });
  third.close();
  expect(await verifyJournal(file, undefined)).toMatchObject({
    outcome: 'intact',
    earlier: { outcome: 'intact', earlier: { outcome: 'intact', entryCount: 12 } },
  });
});

test('years beyond those that are read are named, the newest of them first', async () => {
  const { file } = await yearEnd();
  await rotateJournal(file, rotation);
  for (let year = 2027; year <= 2037; year++) {
    const clock = { now: () => instant(Date.parse(`${year}-06-01T00:00:00Z`)) };
    const journal = openJournal(file, { ...options, clock });
    await journal.append(makeIntent(partsOf(year)));
    journal.close();
    await rotateJournal(file, { ...rotation, clock });
  }
  // Twelve years: 2037 to 2028 are read, 2027 and 2026 are not.
  const report = await verifyJournal(file, undefined);
  expect(report.missing).toBe(`${file}-2027`);
  let [oldest, years] = [report.earlier, 0];
  for (; oldest?.earlier; oldest = oldest.earlier) years += 1;
  expect({ outcome: report.outcome, years }).toEqual({ outcome: 'intact', years: 11 });
  const journal = openJournal(file, options);
  expect(journal.entry(14)).toBeUndefined();
  journal.close();
});

test.each(['here', 'kept elsewhere'])(
  'a year that ends twice, its first archive %s',
  async (where) => {
    const { file } = await yearEnd();
    const archives: string[] = [];
    for (const number of [7, 8, 9]) {
      const { archive } = await rotateJournal(file, rotation);
      archives.push(archive);
      const journal = openJournal(file, options);
      await journal.append(makeIntent(partsOf(number)));
      journal.close();
      if (where !== 'here') renameSync(archive, `${archive}.elsewhere`);
    }
    expect(archives).toEqual([`${file}-2026`, `${file}-2026-2`, `${file}-2026-3`]);
    for (const archive of archives) {
      if (where !== 'here') renameSync(`${archive}.elsewhere`, archive);
    }
    const journal = openJournal(file, options);
    expect(journal.openIntents()).toHaveLength(4);
    journal.close();
    expect(await verifyJournal(file, undefined)).toMatchObject({
      earlier: { earlier: { outcome: 'intact', earlier: { outcome: 'intact', entryCount: 12 } } },
    });
  },
);

test('a power cut between the two names is finished by the next opening', async () => {
  const { file } = await yearEnd();
  const { archive } = await rotateJournal(file, rotation);
  renameSync(file, `${file}.next`);
  expect(existsSync(archive)).toBe(true);
  const journal = openJournal(file, options);
  expect(journal.head().sequence).toBe(13);
  expect(journal.openIntents()).toHaveLength(1);
  journal.close();
});

test('an earlier file that was changed, replaced or moved away is said so', async () => {
  const { file } = await yearEnd();
  const { archive } = await rotateJournal(file, rotation);
  tamper(archive, flip('payload', 4));
  expect(await verifyJournal(file, undefined)).toMatchObject({
    outcome: 'damaged',
    findings: [],
    earlier: { outcome: 'damaged' },
  });
  const { file: other } = await recorded();
  rmSync(archive, { force: true });
  renameSync(other, archive);
  expect((await verifyJournal(file, undefined)).findings).toMatchObject([
    { name: 'earlier-differs' },
  ]);
  expect(() => openJournal(file, options)).toThrowError(
    expect.objectContaining({ code: 'journal.earlier-differs' }),
  );
  rmSync(archive);
  expect(await verifyJournal(file, undefined)).toMatchObject({
    outcome: 'intact',
    missing: archive,
  });
});

test('a journal that is open, or damaged, or behind what the centre knows is not rotated', async () => {
  const { file } = await yearEnd();
  const journal = openJournal(file, options);
  await expect(rotateJournal(file, rotation)).rejects.toMatchObject({ code: 'journal.in-use' });
  journal.close();
  const knownHead = { sequence: 99, hash: new Uint8Array(32) };
  await expect(rotateJournal(file, { ...rotation, knownHead })).rejects.toMatchObject({
    code: 'journal.copy-damaged',
    detail: { findings: 'cut-tail' },
  });
  tamper(file, flip('payload', 4));
  await expect(rotateJournal(file, rotation)).rejects.toMatchObject({
    code: 'journal.copy-damaged',
  });
  expect(existsSync(`${file}-2026`)).toBe(false);
});
