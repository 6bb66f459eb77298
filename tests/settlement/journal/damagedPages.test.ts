/**
 * A disk that gives back other bytes than were written. Whatever page it hits: what is wrong is said in words,
 * verification finds it, nothing that was changed is taken for what was written, and a backup comes back.
 */

import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERRORS, OneCardError } from '../../../src/errors/index.ts';
import type { JournalEntry } from '../../../src/settlement/journal/index.ts';
import {
  backupJournal,
  makeIntent,
  openJournal,
  restoreJournal,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { PROVIDER, partsOf, settlementId, signed, statementOf, TERMINAL } from './support.ts';
import { temporaryFile } from './temporary.ts';

const PAGE_BYTES = 4096;
const VISITS = 12;
const options = { terminalId: TERMINAL, clock: { now: () => Date.now() as never } };
const ids = Array.from({ length: VISITS + 1 }, (_, index) => settlementId(index + 1));

/** A closed journal with visits and one that is open, and all that it answers. */
async function whole() {
  const file = temporaryFile();
  const journal = openJournal(file, options);
  for (let number = 1; number <= VISITS; number++) {
    await journal.append(makeIntent(partsOf(number)));
    await journal.append(signed(statementOf(number)));
  }
  await journal.append(makeIntent(partsOf(VISITS + 1)));
  journal.close();
  return { file, answers: answersOf(file) };
}

/** What a terminal goes by. */
function answersOf(file: string) {
  const journal = openJournal(file, options);
  try {
    const hashes = (entries: Iterable<JournalEntry>) =>
      [...entries].map(({ sequence, hash }) => `${sequence} ${Buffer.from(hash).toString('hex')}`);
    return {
      entries: hashes(journal.entries()),
      stories: ids.map((id) => hashes(journal.entriesOf(id))),
      open: journal.openIntents().map(({ id }) => id),
      bills: ids.map((_, index) => journal.standingBill(PROVIDER, `B-${index + 1}`)?.sequence),
    };
  } finally {
    journal.close();
  }
}

/** A code of the table, which has words for clerk and developer. */
function named(error: unknown): string {
  if (!(error instanceof OneCardError)) throw error;
  expect(Object.keys(ERRORS)).toContain(error.code);
  expect(error.code).toMatch(/^(store|journal)\./);
  return error.code;
}

async function verdictOf(file: string): Promise<string> {
  try {
    const report = await verifyJournal(file, undefined);
    for (const { text } of report.findings) {
      expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(text.en).not.toMatch(/undefined/);
    }
    return report.outcome;
  } catch (error) {
    return named(error);
  }
}

/** @returns whether the damage shows at all: a page may hold nothing */
async function assertFound(file: string, answers: ReturnType<typeof answersOf>, where: string) {
  const verdict = await verdictOf(file);
  let given: ReturnType<typeof answersOf> | string;
  try {
    given = answersOf(file);
  } catch (error) {
    given = named(error);
  }
  if (verdict === 'intact') expect(given, where).toEqual(answers);
  return verdict !== 'intact';
}

async function damaged(
  { file, answers }: Awaited<ReturnType<typeof whole>>,
  change: (bytes: Buffer) => void,
  where: string,
) {
  const copy = temporaryFile();
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(copy, bytes);
  return assertFound(copy, answers, where);
}

test('every page of the file, overwritten', { timeout: 120_000 }, async () => {
  const made = await whole();
  const pages = readFileSync(made.file).length / PAGE_BYTES;
  expect(pages).toBeGreaterThan(30);
  const seed = randomInt(256);
  for (let page = 0; page < pages; page++) {
    const where = `page ${page + 1} of ${pages}, filled with ${seed}`;
    const fill = (bytes: Buffer) => bytes.fill(seed, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
    expect(await damaged(made, fill, where), where).toBe(true);
  }
});

test('flipped bits anywhere', { timeout: 120_000 }, async () => {
  const made = await whole();
  const { length } = readFileSync(made.file);
  let foundCount = 0;
  for (let time = 0; time < 120; time++) {
    const [at, bit] = [randomInt(length), randomInt(8)];
    const where = `bit ${bit} of byte ${at}`;
    const flip = (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
    const isFound = await damaged(made, flip, where);
    if (isFound) foundCount += 1;
  }
  // Much of a page is empty: about every second bit shows, and hardly ever so few of them.
  expect(foundCount).toBeGreaterThan(20);
});

test('pages that changed places', { timeout: 60_000 }, async () => {
  const made = await whole();
  const pages = readFileSync(made.file).length / PAGE_BYTES;
  for (let time = 0; time < 10; time++) {
    const [one, other] = [randomInt(1, pages), randomInt(1, pages)];
    const swap = (bytes: Buffer) => {
      const kept = Buffer.from(bytes.subarray(one * PAGE_BYTES, (one + 1) * PAGE_BYTES));
      bytes.copy(bytes, one * PAGE_BYTES, other * PAGE_BYTES, (other + 1) * PAGE_BYTES);
      kept.copy(bytes, other * PAGE_BYTES);
    };
    const where = `pages ${one + 1} and ${other + 1}`;
    expect(await damaged(made, swap, where), where).toBe(one !== other);
  }
});

test('the way out: the damaged file moved away, the backup restored, and on it goes', async () => {
  const { file, answers } = await whole();
  const backup = `${file}-backup`;
  const { head } = await backupJournal(file, backup);
  const bytes = readFileSync(file);
  bytes.fill(0xff, 3 * PAGE_BYTES, 5 * PAGE_BYTES);
  writeFileSync(file, bytes);
  expect(await verdictOf(file)).not.toBe('intact');
  for (const end of ['', '-wal', '-shm'].filter((each) => existsSync(`${file}${each}`))) {
    renameSync(`${file}${end}`, `${file}-damaged${end}`);
  }
  const restored = await restoreJournal(backup, file, { terminalId: TERMINAL, knownHead: head });
  expect(restored).toMatchObject({ outcome: 'intact', tail: { outcome: 'proven' } });
  expect(answersOf(file)).toEqual(answers);
});
